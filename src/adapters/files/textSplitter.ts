/**
 * Splits the text log of the rabbitmq_tracing plugin into records. A record begins with an empty
 * line, 80 `=` and a line with its time and kind (rabbit_tracing_consumer.erl, `log`).
 *
 * Payloads are neither escaped nor counted, and may contain such lines themselves. So a record ends
 * only at a separator that is followed by a line with a time. Lines may end as on Windows, in a log
 * that another tool has converted.
 */
import type { Position } from './recordParser';
import { maxRecordBytes } from './recordParser';

export interface TextPiece {
  /**
   * - `record`: begins with the line feed before its separator
   * - `preamble`: text before the first record
   * - `continuation`: text that follows a record that was considered complete
   */
  readonly kind: 'preamble' | 'record' | 'continuation';
  /** `undefined` when the piece was too long to be kept. */
  readonly bytes: Buffer | undefined;
  readonly length: number;
  /** Number of the line with the piece's first byte, counted from 1. */
  readonly line: number;
  readonly offset: number;
}

const lineFeed = 10;
/** Beginning of a separator: a line feed and 80 `=`, behind which the line ends. */
const rule = Buffer.from(`\n${'='.repeat(80)}`);
const byteOrderMark = Buffer.from('\ufeff');
/** Maximum length of the end of the rule's line and the title line after it, in bytes. */
const maxTitleBytes = 66;
const titleLine =
  /^\r?\n\d{4}-\d\d-\d\d[T ]\d{1,2}:\d\d:\d\d[.:]\d{1,9}(?:Z|[+-]\d\d:\d\d)?: Message (?:published|received)\r?\n/;

/** Matches a record at the end of the text whose title is not complete. */
const begunRecord = /\n(?:={1,80}|={80}\r|={80}\r?\n[-\dT:.Z+ ]*[A-Za-z ]*\r?)$/;

/** Tells whether a record begins somewhere in these bytes (as Latin-1). */
export function holdsTextRecord(head: string): boolean {
  const line = rule.toString('latin1').slice(1);
  for (let at = head.indexOf(line); at >= 0; at = head.indexOf(line, at + line.length)) {
    if (titleLine.test(head.slice(at + line.length, at + line.length + maxTitleBytes))) return true;
  }
  return false;
}

export class TextSplitter {
  // Begins with a line feed, because the one before the first separator may be missing from the
  // file.
  private rest = Buffer.from('\n');
  private offset = -1;
  private line = 0;
  private isAtStart = true;
  private kind: TextPiece['kind'] = 'preamble';
  /** The current piece, except for the part that is in `rest`. */
  private kept: Buffer[] = [];
  private keptBytes = 0;
  private keptLines = 0;
  /** Index in `rest` from which the next separator is searched. */
  private from = 0;

  constructor(private readonly maxBytes = maxRecordBytes) {}

  /** Position of the end of the pushed bytes, without a line that was not searched yet. */
  get position(): Position {
    return {
      line: Math.max(1, this.line + this.keptLines),
      offset: this.offset + this.keptBytes + this.rest.length,
    };
  }

  /** Yields the pieces that end in this chunk. */
  *push(chunk: Buffer): Generator<TextPiece> {
    this.rest = Buffer.concat([this.rest, this.withoutMark(chunk)]);
    yield* this.scan(false);
  }

  *end(): Generator<TextPiece> {
    yield* this.scan(true);
    const begunAt = this.begunAt();
    if (begunAt >= 0) yield* this.endPiece(begunAt, 'record');
    yield* this.endPiece(this.rest.length, 'continuation');
  }

  /** Ends the current record if it is complete. */
  *endQuietRecord(isComplete: (record: Buffer) => boolean): Generator<TextPiece> {
    if (this.kind !== 'record' || this.keptBytes + this.rest.length > this.maxBytes) return;
    if (this.rest.at(-1) !== lineFeed || this.begunAt() >= 0) return;
    if (isComplete(Buffer.concat([...this.kept, this.rest]))) {
      yield* this.endPiece(this.rest.length, 'continuation');
    }
  }

  private *scan(isEnd: boolean): Generator<TextPiece> {
    for (;;) {
      const at = this.rest.indexOf(rule, this.from);
      if (at < 0) {
        // The bytes at the end may be the start of a rule.
        if (!isEnd) this.consume(this.rest.length - rule.length + 1);
        return;
      }
      const titleAt = at + rule.length;
      const title = this.rest.subarray(titleAt, titleAt + maxTitleBytes);
      const isWhole = title.length === maxTitleBytes || countLines(title) > 1;
      if (!isEnd && !isWhole) {
        this.consume(at);
        return;
      }
      if (titleLine.test(title.toString('latin1'))) yield* this.endPiece(at, 'record');
      // The line feed after the rule may begin the next one.
      else this.from = titleAt;
    }
  }

  /** Returns the index in `rest` of a record whose title is incomplete; -1 when there is none. */
  private begunAt(): number {
    const from = Math.max(0, this.rest.length - rule.length - maxTitleBytes);
    const at = this.rest.toString('latin1', from).search(begunRecord);
    return at < 0 ? -1 : from + at;
  }

  /** Ends the current piece at this index of `rest`, and begins one of the given kind. */
  private *endPiece(at: number, next: TextPiece['kind']): Generator<TextPiece> {
    this.consume(at);
    const { kind, line, offset, keptBytes: length } = this;
    const bytes = length > this.maxBytes ? undefined : Buffer.concat(this.kept);
    this.offset += length;
    this.line += this.keptLines;
    this.kept = [];
    this.keptBytes = 0;
    this.keptLines = 0;
    this.kind = next;
    this.from = next === 'record' ? rule.length : 0;
    if (length > 0) yield { kind, bytes, length, line, offset };
  }

  /** Moves bytes of `rest` to the current piece; a piece that is too long is only counted. */
  private consume(length: number): void {
    if (length <= 0) return;
    const bytes = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    this.from = Math.max(0, this.from - length);
    this.keptBytes += length;
    this.keptLines += countLines(bytes);
    if (this.keptBytes <= this.maxBytes) this.kept.push(bytes);
    else this.kept = [];
  }

  private withoutMark(chunk: Buffer): Buffer {
    const isMarked =
      this.isAtStart && chunk.subarray(0, byteOrderMark.length).equals(byteOrderMark);
    this.isAtStart = false;
    if (!isMarked) return chunk;
    this.offset += byteOrderMark.length;
    return chunk.subarray(byteOrderMark.length);
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count++;
  return count;
}
