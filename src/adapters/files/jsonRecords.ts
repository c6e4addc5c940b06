import type { JsonObject } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import type { Line } from './lines';
import { LineSplitter } from './lines';
import type { RecordReader } from './recordFields';
import type { Parsed, Position, RecordParser } from './recordParser';
import { maxRecordBytes, wordsOf } from './recordParser';

/** An object over several lines, of which the last one is still to come. */
interface Pending {
  readonly first: Line;
  readonly lines: string[];
  length: number;
}

/**
 * JSON objects, one a line or pretty-printed. Those that go over several lines begin with a line
 * `{` and end with a line `}`, neither indented, as all usual printers write them: inside of a
 * string a line feed is escaped, so that no damage reaches beyond the next such line.
 */
export class JsonRecordParser implements RecordParser {
  private readonly lines: LineSplitter;
  private pending: Pending | undefined;
  /** Lines of a damaged object follow: it is told once. */
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

  /** A record ends with its line: what has no end yet is not complete. */
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

/** Whether a line can only be from inside of a pretty-printed object, or its end. */
const isInnerLine = (text: string | undefined): boolean =>
  text !== undefined && /^[\s}]/.test(text) && !/^\s*\{.*\}\s*$/.test(text);

const skip = ({ number, offset }: Line, why: string): Parsed => ({
  reason: `The line is no trace record: ${why}.`,
  line: number,
  offset,
});

/** @throws {Error} when it is none */
export function objectOf(json: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error('it is not JSON, or is cut off');
  }
  if (!isJsonObject(value)) throw new Error('it is no JSON object');
  return value;
}
