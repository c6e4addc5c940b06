/**
 * Parses records of rabbitmq_tracing's text log: labels with values, then the unescaped payload.
 */
import { errorText } from '../../core/base/errorText';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import type { JsonObject, JsonValue } from '../../core/base/json';
import { parseErlangTerm, tableOfTerm, textOfBytes, textsOfTerm } from './erlangTerm';
import { withDefect } from './recordFields';
import type { Parsed, Position, RecordParser } from './recordParser';
import { maxRecordBytes } from './recordParser';
import type { TextPiece } from './textSplitter';
import { TextSplitter } from './textSplitter';
import { tracingRecord } from './tracingRecord';

export class TextRecordParser implements RecordParser {
  private readonly splitter: TextSplitter;
  private lastMicros = 0;

  constructor(maxBytes = maxRecordBytes) {
    this.splitter = new TextSplitter(maxBytes);
  }

  get position(): Position {
    return this.splitter.position;
  }

  *push(chunk: Buffer): Generator<Parsed> {
    for (const piece of this.splitter.push(chunk)) yield* this.parsePiece(piece);
  }

  *end(): Generator<Parsed> {
    for (const piece of this.splitter.end()) yield* this.parsePiece(piece);
  }

  *endQuietRecord(): Generator<Parsed> {
    const isComplete = (record: Buffer) => payloadOf(withLineFeeds(record)) !== undefined;
    for (const piece of this.splitter.endQuietRecord(isComplete)) yield* this.parsePiece(piece);
  }

  private *parsePiece(piece: TextPiece): Generator<Parsed> {
    const { kind, bytes } = piece;
    if (kind === 'record') yield this.parseRecord(piece);
    else if (bytes?.toString('latin1').trim() !== '') {
      yield skip(
        piece,
        kind === 'preamble'
          ? 'it does not begin with a record'
          : 'it continues a record that seemed complete',
      );
    }
  }

  private parseRecord(piece: TextPiece): Parsed {
    if (!piece.bytes) return skip(piece, 'it is too long');
    try {
      const record = textRecord(piece.bytes, this.lastMicros);
      this.lastMicros = record.receivedAtMicros;
      // The record's first line is the empty one before the separator.
      return { ...record, line: piece.line + 1 };
    } catch (error) {
      return skip(piece, errorText(error));
    }
  }
}

const skip = ({ kind, line, offset }: TextPiece, why: string): Parsed => ({
  reason: `The text is not a trace record: ${why}.`,
  // The splitter adds a line feed before the first byte, so positions may lie before the file's
  // start.
  line: kind === 'record' ? line + 1 : Math.max(1, line),
  offset: Math.max(0, offset),
});

const payloadLabel = '\nPayload:';
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Turns a record's CRLF into LF when its title line ends with CRLF. JSON escapes line ends, so that
 * none of the payload's own is lost.
 */
function withLineFeeds(record: Buffer): Buffer {
  const titleAt = record.indexOf(lineFeed, 1);
  if (titleAt < 1 || record[titleAt - 1] !== carriageReturn) return record;
  return Buffer.from(record.toString('latin1').replace(/\r(?=\n|$)/g, ''), 'latin1');
}

/** Finds the start of the payload, which follows the line with its label. */
function payloadOf(record: Buffer): { readonly labelAt: number; readonly at: number } | undefined {
  const labelAt = record.indexOf(payloadLabel);
  const end = labelAt < 0 ? -1 : record.indexOf(lineFeed, labelAt + payloadLabel.length);
  return end < 0 ? undefined : { labelAt, at: end + 1 };
}

/** @throws {Error} when the record has no payload, because it is cut off or damaged */
function textRecord(bytes: Buffer, standInMicros: number): TraceRecord {
  const record = withLineFeeds(bytes);
  const payload = payloadOf(record);
  if (!payload) throw new Error('it has no payload');
  const isEnded = record.length > payload.at && record.at(-1) === lineFeed;
  const body = record.subarray(payload.at, isEnded ? -1 : undefined);
  const lines = record.toString('latin1', 0, payload.labelAt).split('\n');
  const read = tracingRecord(fieldsOf(lines.slice(2)), body, standInMicros);
  // The plugin writes a line feed after the payload; without it the payload is cut off.
  return isEnded ? read : withDefect(read, 'payload');
}

/**
 * Converts labelled values to the fields of the JSON log.
 *
 * @param lines the title, then the labels with their values
 */
function fieldsOf([title = '', ...lines]: readonly string[]): JsonObject {
  const [, timestamp = '', type = ''] = /^(.*): Message (\w+)$/.exec(title) ?? [];
  const values = valuesOf(lines);
  const fields: Record<string, JsonValue> = { timestamp, type };
  for (const [label, { name, read }] of labels) {
    const value = values.get(label);
    const field = value === undefined ? undefined : read(value);
    if (field !== undefined) fields[name] = field;
  }
  return fields;
}

/** Maps each label to its text; indented lines continue a value. */
function valuesOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let last = '';
  for (const line of lines) {
    const [, label] = /^([A-Z][a-z ]*):/.exec(line) ?? [];
    if (label !== undefined) {
      last = label;
      values.set(label, line.slice(Math.max(valueColumn, label.length + 2)));
    } else if (line.startsWith(' ')) values.set(last, `${values.get(last) ?? ''}\n${line}`);
  }
  return values;
}

/** Column of the values: labels are padded to it, except one that is longer. */
const valueColumn = 14;

/** @returns `undefined` for a value that cannot be read, which becomes a defect of the record */
type ValueReader = (value: string) => JsonValue | undefined;

const text: ValueReader = value => textOfBytes(Buffer.from(value, 'latin1'));

const number: ValueReader = value => (/^\d+$/.test(value) ? Number(value) : undefined);

function term(read: (parsed: ReturnType<typeof parseErlangTerm>) => JsonValue): ValueReader {
  return value => {
    try {
      return read(parseErlangTerm(value));
    } catch {
      return undefined;
    }
  };
}

const labels: ReadonlyMap<string, { readonly name: string; readonly read: ValueReader }> = new Map([
  ['Node', { name: 'node', read: text }],
  ['Connection', { name: 'connection', read: text }],
  ['Virtual host', { name: 'vhost', read: text }],
  ['User', { name: 'user', read: text }],
  ['Channel', { name: 'channel', read: number }],
  ['Exchange', { name: 'exchange', read: text }],
  ['Routing keys', { name: 'routing_keys', read: term(textsOfTerm) }],
  ['Queue', { name: 'queue', read: text }],
  ['Routed queues', { name: 'routed_queues', read: term(textsOfTerm) }],
  ['Properties', { name: 'properties', read: term(tableOfTerm) }],
]);
