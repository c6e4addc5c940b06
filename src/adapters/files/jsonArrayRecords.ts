/**
 * Parses one JSON array of objects, as `POST /api/queues/…/get` of the management API and
 * `rabbitmqadmin --format pretty_json get` print messages that were taken from a queue.
 */
import { errorText } from '../../core/base/errorText';
import { objectOf } from './jsonRecords';
import type { RecordReader } from './recordFields';
import type { Parsed, Position, RecordParser } from './recordParser';
import { maxRecordBytes } from './recordParser';

const [lineFeed, quote, backslash] = Buffer.from('\n"\\');
const [openBracket, closeBracket, openBrace, closeBrace] = Buffer.from('[]{}');

export class JsonArrayRecordParser implements RecordParser {
  private line = 1;
  private offset = 0;
  /** Number of brackets that are open: 1 between the elements of the array. */
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  /** Place of the first byte of the element that is being read. */
  private begun: Position | undefined;
  private kept: Buffer[] = [];

  /** @param standInMicros time for records that have none, until the first one that has: some tools note none */
  constructor(
    private readonly readRecord: RecordReader,
    private standInMicros: number,
    private readonly maxBytes = maxRecordBytes,
  ) {}

  get position(): Position {
    return { line: this.line, offset: this.offset };
  }

  *push(chunk: Buffer): Generator<Parsed> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++, this.offset++) {
      const byte = chunk[at];
      if (byte === lineFeed) this.line++;
      if (this.isInString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === backslash) this.isEscaped = true;
        else if (byte === quote) this.isInString = false;
      } else if (byte === quote) this.isInString = true;
      else if (byte === openBrace || byte === openBracket) {
        if (this.depth++ === 1) {
          this.begun = this.position;
          from = at;
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        this.depth = Math.max(0, this.depth - 1);
        if (this.depth !== 1 || !this.begun) continue;
        this.kept.push(chunk.subarray(from, at + 1));
        yield this.parseElement(this.begun);
        this.kept = [];
        this.begun = undefined;
      }
    }
    if (this.begun && !this.isTooLong(this.begun)) this.kept.push(chunk.subarray(from));
    else this.kept = [];
  }

  *end(): Generator<Parsed> {
    if (this.begun) yield skip(this.begun, 'it is cut off');
    this.begun = undefined;
    this.kept = [];
  }

  /** Returns nothing: an element ends with its bracket. */
  endQuietRecord(): Iterable<Parsed> {
    return [];
  }

  private parseElement(begun: Position): Parsed {
    if (this.isTooLong(begun)) return skip(begun, 'it is too long');
    try {
      const object = objectOf(Buffer.concat(this.kept).toString());
      const record = this.readRecord(object, this.standInMicros);
      this.standInMicros = record.receivedAtMicros;
      // The record has no line, because all elements may stand in one: it is numbered by its position.
      // A queue keeps no times, so that its messages have that of reading.
      return record.defects?.includes('ts') ? { ...record, isReadLater: true } : record;
    } catch (error) {
      return skip(begun, errorText(error));
    }
  }

  private isTooLong({ offset }: Position): boolean {
    return this.offset - offset > this.maxBytes;
  }
}

const skip = ({ line, offset }: Position, why: string): Parsed => ({
  reason: `The element of the list is not a trace record: ${why}.`,
  line,
  offset,
});
