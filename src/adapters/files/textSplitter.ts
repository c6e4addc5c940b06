/**
 * Cuts the text log of the rabbitmq_tracing plugin into its records. One begins with an empty line,
 * 80 `=` and a line with its time and kind (rabbit_tracing_consumer.erl, `log`).
 *
 * Payloads are neither escaped nor counted, and may hold such lines themselves. So only a separator
 * that a line with a time follows ends one.
 */
import type { Position } from './recordParser';
import { maxRecordBytes } from './recordParser';

export interface TextPiece {
  /**
   * - `record`: begins with the line feed before its separator
   * - `preamble`: what comes before the first record
   * - `continuation`: what goes on after a record that was taken as complete
   */
  readonly kind: 'preamble' | 'record' | 'continuation';
  /** `undefined`: it is too long to be kept. */
  readonly bytes: Buffer | undefined;
  readonly length: number;
  /** On which its first byte is, from 1. */
  readonly line: number;
  readonly offset: number;
}

const lineFeed = 10;
const separator = Buffer.from(`\n${'='.repeat(80)}\n`);
const byteOrderMark = Buffer.from('\ufeff');
/** Of the line after a separator, its line feed included. */
const maxTitleBytes = 64;
const titleLine =
  /^\d{4}-\d\d-\d\d[T ]\d{1,2}:\d\d:\d\d[.:]\d{1,9}(?:Z|[+-]\d\d:\d\d)?: Message (?:published|received)\n/;

/** The beginning of a record that ends with its file, or that more is to come of. */
const begunRecord = /\n(?:={1,80}|={80}\n[-\dT:.Z+ ]*[A-Za-z ]*)$/;

/** Whether a record begins somewhere in these bytes (as Latin-1). */
export function holdsTextRecord(head: string): boolean {
  const line = separator.toString('latin1').slice(1);
  for (let at = head.indexOf(line); at >= 0; at = head.indexOf(line, at + line.length)) {
    if (titleLine.test(head.slice(at + line.length, at + line.length + maxTitleBytes))) return true;
  }
  return false;
}

export class TextSplitter {
  // The line feed before the first separator may be gone: as if there were one before all.
  private rest = Buffer.from('\n');
  private offset = -1;
  private line = 0;
  private isAtStart = true;
  private kind: TextPiece['kind'] = 'preamble';
  /** The current piece, but for what is in `rest`. */
  private kept: Buffer[] = [];
  private keptBytes = 0;
  private keptLines = 0;
  /** Where in `rest` the next separator may be. */
  private from = 0;

  constructor(private readonly maxBytes = maxRecordBytes) {}

  /** Where what has been pushed ends; a line that is not yet looked at does not count. */
  get position(): Position {
    return {
      line: Math.max(1, this.line + this.keptLines),
      offset: this.offset + this.keptBytes + this.rest.length,
    };
  }

  /** Pieces that end in this chunk. */
  *push(chunk: Buffer): Generator<TextPiece> {
    this.rest = Buffer.concat([this.rest, this.withoutMark(chunk)]);
    yield* this.scan(false);
  }

  *end(): Generator<TextPiece> {
    yield* this.scan(true);
    const begunAt = this.begunAt();
    if (begunAt >= 0) yield* this.cut(begunAt, 'record');
    yield* this.cut(this.rest.length, 'continuation');
  }

  /** Ends the current record, when it is complete as far as it goes. */
  *settle(isComplete: (record: Buffer) => boolean): Generator<TextPiece> {
    if (this.kind !== 'record' || this.keptBytes + this.rest.length > this.maxBytes) return;
    if (this.rest.at(-1) !== lineFeed || this.begunAt() >= 0) return;
    if (isComplete(Buffer.concat([...this.kept, this.rest]))) {
      yield* this.cut(this.rest.length, 'continuation');
    }
  }

  private *scan(isEnd: boolean): Generator<TextPiece> {
    for (;;) {
      const at = this.rest.indexOf(separator, this.from);
      if (at < 0) {
        // A separator may have begun.
        if (!isEnd) this.keep(this.rest.length - separator.length + 1);
        return;
      }
      const titleAt = at + separator.length;
      const title = this.rest.subarray(titleAt, titleAt + maxTitleBytes);
      if (!isEnd && title.length < maxTitleBytes && !title.includes(lineFeed)) {
        this.keep(at);
        return;
      }
      if (titleLine.test(title.toString('latin1'))) yield* this.cut(at, 'record');
      // The line feed at its end may begin the next one.
      else this.from = titleAt - 1;
    }
  }

  /** Where in `rest` a record has begun of which not even the title is complete; -1: nowhere. */
  private begunAt(): number {
    const from = Math.max(0, this.rest.length - separator.length - maxTitleBytes);
    const at = this.rest.toString('latin1', from).search(begunRecord);
    return at < 0 ? -1 : from + at;
  }

  /** Ends the current piece here; one of this kind begins. */
  private *cut(at: number, next: TextPiece['kind']): Generator<TextPiece> {
    this.keep(at);
    const { kind, line, offset, keptBytes: length } = this;
    const bytes = length > this.maxBytes ? undefined : Buffer.concat(this.kept);
    this.offset += length;
    this.line += this.keptLines;
    this.kept = [];
    this.keptBytes = 0;
    this.keptLines = 0;
    this.kind = next;
    this.from = next === 'record' ? separator.length - 1 : 0;
    if (length > 0) yield { kind, bytes, length, line, offset };
  }

  /** Moves bytes of `rest` to the current piece; when it is too long, they are only counted. */
  private keep(length: number): void {
    if (length <= 0) return;
    const bytes = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    this.from = Math.max(0, this.from - length);
    this.keptBytes += length;
    for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) {
      this.keptLines++;
    }
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
