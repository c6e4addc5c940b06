/**
 * Composed examples of each kind of message: header sets, property sets and the order of keys are
 * as RabbitMQ 3.10 and oslo.messaging 14 send them; names, ids and values are invented.
 */
import { readFileSync } from 'node:fs';
import { toTraceRecord } from '../../src/core/amqp/firehose';
import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import type { JsonObject } from '../../src/core/base/json';
import { bodyText, decodeText } from '../../src/core/oslo/decode';
import type { DecodedMessage } from '../../src/core/oslo/message';
import { decompress } from '../../src/adapters/files/decompress';

export interface GoldenEvent {
  readonly routing_key: string;
  readonly headers: JsonObject;
  readonly body: string;
}

interface GoldenExamples {
  readonly call: readonly GoldenEvent[];
  readonly reply: readonly GoldenEvent[];
  readonly heartbeat: readonly GoldenEvent[];
  readonly failedReply: readonly GoldenEvent[];
  readonly cast: readonly GoldenEvent[];
  /** One publish and two deliveries. */
  readonly fanout: readonly GoldenEvent[];
  readonly notificationV1: readonly GoldenEvent[];
  readonly notificationV2: readonly GoldenEvent[];
  readonly versionedNotification: readonly GoldenEvent[];
  readonly objectCall: readonly GoldenEvent[];
  /** The example `reply` as two lines of a rabbitmq_tracing log. */
  readonly tracingLines: readonly JsonObject[];
}

const file = new URL('../fixtures/golden.json', import.meta.url);
export const golden = JSON.parse(readFileSync(file, 'utf8')) as GoldenExamples;

export const goldenEvents: readonly GoldenEvent[] = Object.entries(golden)
  .filter(([name]) => name !== 'tracingLines')
  .flatMap(([, example]) => example as readonly GoldenEvent[]);

export const goldenRecord = (event: GoldenEvent, receivedAtMicros = 1_000_000): TraceRecord =>
  toTraceRecord(event.routing_key, event.headers, Buffer.from(event.body), receivedAtMicros);

/** Decodes a record as the engine does. */
export function decodeRecord(record: TraceRecord): DecodedMessage {
  const body = bodyText(record.body, record.properties, decompress);
  return 'text' in body ? decodeText(body.text, record.exchange, record.routingKeys) : body;
}

/** The one event of an example that enters the broker. */
export function publishOf(example: readonly GoldenEvent[]): GoldenEvent {
  const event = example.find(each => each.routing_key.startsWith('publish.'));
  if (!event) throw new Error('an example without a publish');
  return event;
}

export const decodeGolden = (example: readonly GoldenEvent[]): DecodedMessage =>
  decodeRecord(goldenRecord(publishOf(example)));
