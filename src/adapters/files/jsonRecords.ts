import type { JsonObject } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import type { Line } from './lines';
import { LineSplitter } from './lines';
import type { RecordReader } from './recordFields';
import type { Parsed, Position, RecordParser } from './recordParser';
import { maxRecordBytes, wordsOf } from './recordParser';

/** A pretty-printed object whose last line has not been read. */
interface Pending {
  readonly first: Line;
  readonly lines: string[];
  length: number;
}

/**
 * Parses JSON objects, each on one line or pretty-printed. A pretty-printed object begins with a
 * line `{` and ends with a line `}`, neither indented, as usual printers write it. Line feeds in
 * strings are escaped, so damage ends at the latest with the next such line.
 */
export class JsonRecordParser implements RecordParser {
  private readonly lines: LineSplitter;
  private pending: Pending | undefined;
  /** True while lines of a damaged object follow; the object is reported only once. */
  private isInRemains = false;
  private lastMicros = 0;

  constructor(
    private readonly readRecord: RecordReader,
    private readonly maxBytes = maxRecordBytes,
  ) {
    this.lines = new LineSplitter(maxBytes);
  }

  get position(): Position {
    return this.lines.position;
  }

  *push(chunk: Buffer): Generator<Parsed> {
    for (const line of this.lines.push(chunk)) yield* this.take(line);
  }

  *end(): Generator<Parsed> {
    for (const line of this.lines.end()) yield* this.take(line);
    if (this.pending) yield this.dropped(this.pending, 'it is cut off');
    this.pending = undefined;
  }

  /** Returns nothing: a record ends with its line, so a record without an end is incomplete. */
  settle(): Iterable<Parsed> {
    return [];
  }

  private *take(line: Line): Generator<Parsed> {
    const text = line.number === 1 ? line.text?.replace(/^\ufeff/, '') : line.text;
    if (this.pending) {
      if (text === undefined || !text.startsWith('{')) {
        yield* this.continued(this.pending, text);
        return;
      }
      yield this.dropped(this.pending, 'it is cut off');
      this.pending = undefined;
    }
    if (text?.trim() === '' || (this.isInRemains && isInnerLine(text))) return;
    this.isInRemains = false;
    if (text?.trimEnd() === '{') this.pending = { first: line, lines: ['{'], length: 0 };
    else yield this.whole(line, text);
  }

  private *continued(pending: Pending, text: string | undefined): Generator<Parsed> {
    const { lines } = pending;
    pending.length += text?.length ?? Infinity;
    if (text === undefined || pending.length > this.maxBytes) {
      lines.length = 0;
      pending.length = Infinity;
    } else lines.push(text);
    if (text?.startsWith('}') !== true) return;
    this.pending = undefined;
    yield pending.length === Infinity
      ? this.dropped(pending, 'it is too long')
      : this.record(pending.first, lines.join('\n'));
  }

  private whole(line: Line, text: string | undefined): Parsed {
    if (text !== undefined) return this.record(line, text);
    return skip(line, 'it is too long');
  }

  private record(line: Line, json: string): Parsed {
    try {
      const record = this.readRecord(objectOf(json), this.lastMicros);
      this.lastMicros = record.receivedAtMicros;
      return { ...record, line: line.number };
    } catch (error) {
      this.isInRemains = true;
      return skip(line, wordsOf(error));
    }
  }

  private dropped({ first }: Pending, why: string): Parsed {
    this.isInRemains = true;
    return skip(first, why);
  }
}

/** Tells whether a line can only be a part of a pretty-printed object. */
const isInnerLine = (text: string | undefined): boolean =>
  text !== undefined && /^[\s}]/.test(text) && !/^\s*\{.*\}\s*$/.test(text);

const skip = ({ number, offset }: Line, why: string): Parsed => ({
  reason: `The line is not a trace record: ${why}.`,
  line: number,
  offset,
});

/** @throws {Error} when the text is not a JSON object */
export function objectOf(json: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error('it is not JSON, or is cut off');
  }
  if (!isJsonObject(value)) throw new Error('it is not a JSON object');
  return value;
}
