import { errorText } from '../../core/base/errorText';
import type { JsonObject } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import type { Line } from './lines';
import { LineSplitter } from './lines';
import type { RecordReader } from './recordFields';
import type { Parsed, Position, RecordParser } from './recordParser';
import { maxRecordBytes } from './recordParser';

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
    for (const line of this.lines.push(chunk)) yield* this.parseLine(line);
  }

  *end(): Generator<Parsed> {
    for (const line of this.lines.end()) yield* this.parseLine(line);
    if (this.pending) yield this.skipDamaged(this.pending, 'it is cut off');
    this.pending = undefined;
  }

  /** Returns nothing: a record ends with its line, so a record without an end is incomplete. */
  endQuietRecord(): Iterable<Parsed> {
    return [];
  }

  private *parseLine(line: Line): Generator<Parsed> {
    const text = line.number === 1 ? line.text?.replace(/^\ufeff/, '') : line.text;
    if (this.pending) {
      if (text === undefined || !text.startsWith('{')) {
        yield* this.continuePending(this.pending, text);
        return;
      }
      yield this.skipDamaged(this.pending, 'it is cut off');
      this.pending = undefined;
    }
    if (text?.trim() === '' || (this.isInRemains && isInnerLine(text))) return;
    this.isInRemains = false;
    if (text?.trimEnd() === '{') this.pending = { first: line, lines: ['{'], length: 0 };
    else yield this.parseWholeLine(line, text);
  }

  private *continuePending(pending: Pending, text: string | undefined): Generator<Parsed> {
    const { lines } = pending;
    pending.length += text?.length ?? Infinity;
    if (text === undefined || pending.length > this.maxBytes) {
      lines.length = 0;
      pending.length = Infinity;
    } else lines.push(text);
    if (text?.startsWith('}') !== true) return;
    this.pending = undefined;
    yield pending.length === Infinity
      ? this.skipDamaged(pending, 'it is too long')
      : this.parseRecord(pending.first, lines.join('\n'));
  }

  private parseWholeLine(line: Line, text: string | undefined): Parsed {
    if (text !== undefined) return this.parseRecord(line, text);
    return skip(line, 'it is too long');
  }

  private parseRecord(line: Line, json: string): Parsed {
    try {
      const record = this.readRecord(objectOf(json), this.lastMicros);
      this.lastMicros = record.receivedAtMicros;
      return { ...record, line: line.number };
    } catch (error) {
      this.isInRemains = true;
      return skip(line, errorText(error));
    }
  }

  private skipDamaged({ first }: Pending, why: string): Parsed {
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
