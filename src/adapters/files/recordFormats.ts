/** Detects the formats of files that other tools write, and chooses the parser of each. */
import { firehoseRecord } from './firehoseRecord';
import { JsonArrayRecordParser } from './jsonArrayRecords';
import { JsonRecordParser } from './jsonRecords';
import { rabtapJsonRecord } from './rabtapRecord';
import type { Parsed, Position, RecordParser } from './recordParser';
import { TextRecordParser } from './textRecords';
import { holdsTextRecord } from './textSplitter';
import { tracingJsonRecord } from './tracingRecord';

/**
 * - `firehose`: JSON objects, each a message of `amq.rabbitmq.trace` (firehoseRecord.ts)
 * - `managementGet`: the same objects as one JSON array, from the management API (jsonArrayRecords.ts)
 * - `tracingJson`, `tracingText`: logs of the rabbitmq_tracing plugin in its two formats
 * - `rabtap`: JSON objects as `rabtap tap --format json` prints them
 */
export type TraceFileFormat =
  'firehose' | 'managementGet' | 'tracingJson' | 'tracingText' | 'rabtap';

/** Number of bytes at the start of a file that must show its format. */
export const headBytes = 256 * 1024;

/**
 * Detects the format from the first bytes of a file, which may end anywhere in its first record.
 *
 * @returns `undefined` when the bytes have none of the formats
 */
export function formatOf(head: Buffer): TraceFileFormat | undefined {
  const text = head.toString('latin1');
  // Test this first: the text log contains unescaped payloads, which may look like any other
  // format.
  if (holdsTextRecord(text)) return 'tracingText';
  const isRabtap = /"RoutingKey"\s*:/.test(text) && /"Exchange"\s*:/.test(text);
  if (isRabtap || /"XRabtapReceivedTimestamp"\s*:/.test(text)) return 'rabtap';
  const isTrace = /"routing_key"\s*:\s*"(?:publish|deliver)\./.test(text);
  if (isTrace && /^(?:\xef\xbb\xbf)?\s*\[/.test(text)) return 'managementGet';
  if (isTrace || /"body_base64"\s*:/.test(text)) return 'firehose';
  // The payload may fill the rest of the head, but one of these keys stands before it.
  const isTracing =
    /"payload"\s*:\s*"/.test(text) && /"(?:exchange|connection|node)"\s*:/.test(text);
  return isTracing ? 'tracingJson' : undefined;
}

/**
 * Creates a parser for one file of this format, to be given the bytes from the file's start.
 *
 * @param writtenMicros time when the file was written, for formats that note no times; microseconds
 *   since the epoch
 */
export function parserOf(format: TraceFileFormat, writtenMicros = 0): RecordParser {
  switch (format) {
    case 'firehose':
      return new JsonRecordParser(firehoseRecord);
    case 'managementGet':
      return new JsonArrayRecordParser(firehoseRecord, writtenMicros);
    case 'tracingJson':
      return new JsonRecordParser(tracingJsonRecord);
    case 'tracingText':
      return new TextRecordParser();
    case 'rabtap':
      return new JsonRecordParser(rabtapJsonRecord);
  }
}

/**
 * Parser for a file that is still being written and may be empty: it detects the format as the file
 * grows.
 */
export class AnyFormatParser implements RecordParser {
  private head = Buffer.alloc(0);
  private parser: RecordParser | undefined;
  private isUnknown = false;

  get position(): Position {
    return this.parser?.position ?? { line: 1, offset: this.head.length };
  }

  *push(chunk: Buffer): Generator<Parsed> {
    if (this.isUnknown) return;
    if (this.parser) {
      yield* this.parser.push(chunk);
      return;
    }
    this.head = Buffer.concat([this.head, chunk]);
    const format = formatOf(this.head);
    if (format) {
      this.parser = parserOf(format);
      yield* this.parser.push(this.head);
      this.head = Buffer.alloc(0);
    } else if (this.head.length > headBytes) yield* this.unknown();
  }

  *end(): Generator<Parsed> {
    if (this.parser) yield* this.parser.end();
    else if (this.head.toString('latin1').trim() !== '') yield* this.unknown();
  }

  endQuietRecord(): Iterable<Parsed> {
    return this.parser?.endQuietRecord() ?? [];
  }

  private *unknown(): Generator<Parsed> {
    this.isUnknown = true;
    this.head = Buffer.alloc(0);
    yield { reason: 'The file now holds no trace records.', line: 1, offset: 0 };
  }
}
