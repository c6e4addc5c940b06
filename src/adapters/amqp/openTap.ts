/** Sets up each kind of tap on an open connection. */
import type { Channel, ConsumeMessage, Options } from 'amqplib';
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { BrokerTap } from '../../core/amqp/brokerTap';
import { toCopiedRecord } from '../../core/amqp/copiedMessage';
import { toTraceRecord, traceExchange } from '../../core/amqp/firehose';
import type { GapCause } from '../../core/amqp/gap';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import { SourceError } from '../../core/amqp/traceSource';
import type { OpenConnection } from './connect';
import { bindToExchanges } from './exchangeTap';
import type { StoredMessages } from './storedMessages';
import type { StreamPosition } from './streamReader';
import { newestOffset, offsetOf } from './streamOffsets';
import { StreamReader } from './streamReader';
import { existingQueue, lookAtFirst } from './untouchedQueue';
import type { CountingQueues } from './tapQueue';
import { declareTapQueue } from './tapQueue';

export interface OpenTap {
  readonly name: string;
  /** Channel with a listener for errors. Errors also reject the request that caused them. */
  readonly channel: Channel;
  /** A message that was taken to see whether the queue was named by mistake. */
  readonly first?: ConsumeMessage;
  readonly consumeOptions: Options.Consume;
  /** Queues that count what the tap's own queue dropped; `undefined` for somebody else's queue. */
  readonly counting: CountingQueues | undefined;
  /**
   * @returns `undefined` when the message of somebody else's queue does not come from the firehose
   */
  toRecord(message: ConsumeMessage, receivedAtMicros: number): TraceRecord | undefined;
  /**
   * Tells why messages between this one and the one before it were lost; `undefined` when none were.
   * It is asked before {@link isRepeated}. After `queueDeleted` the session ends, and what it has
   * received is dropped: the next one reads all of the stream.
   */
  lossBefore?(message: ConsumeMessage): Promise<GapCause | undefined> | undefined;
  /** @returns true when the message has been stored in an earlier session */
  isRepeated?(message: ConsumeMessage): boolean;
  /** Resolves to true when another stream has come in place of the one that was read. */
  untilReplaced?(signal: AbortSignal): Promise<boolean>;
  /** Makes the next session read all of the stream. */
  startOver?(): void;
}

/** State of a tap that outlasts a lost connection. */
export interface TapPosition {
  readonly stream: StreamPosition;
  /** Stored messages of somebody else's queue, which delivers again what was not acknowledged. */
  readonly stored?: StoredMessages;
}

/**
 * @throws the broker's error
 * @throws {SourceError} when the tap cannot be set up
 */
export async function openTap(
  connection: OpenConnection,
  broker: BrokerConnection,
  tap: Exclude<BrokerTap, { kind: 'queue'; mode: 'peek' }>,
  position: TapPosition,
  signal: AbortSignal,
): Promise<OpenTap> {
  const { model } = connection;
  switch (tap.kind) {
    case 'firehose': {
      const queue = await declareTapQueue(model, broker);
      for (const key of broker.bindingKeys) {
        await queue.channel.bindQueue(queue.name, traceExchange, key);
      }
      return { ...queue, consumeOptions: {}, toRecord: tracedRecord };
    }
    case 'exchanges': {
      const queue = await declareTapQueue(model, broker);
      await bindToExchanges(queue, broker, tap.exchanges);
      return {
        ...queue,
        consumeOptions: {},
        toRecord: copiedRecordIn(broker.vhost),
      };
    }
    case 'queue': {
      const { channel, first, messageCount } = await lookAtFirst(connection, tap.queue, signal);
      let left = messageCount;
      const { stored } = position;
      stored?.beginSession();
      return {
        name: tap.queue,
        channel,
        ...(first && { first }),
        counting: undefined,
        consumeOptions: {},
        toRecord: (message, at) => {
          const record = tracedRecordOnly(message, at);
          return record && left-- > 0 ? readLater(record) : record;
        },
        ...(stored && { isRepeated: message => stored.isRepeated(message) }),
      };
    }
    case 'stream': {
      requireTracedStreams(connection.brokerVersion);
      const channel = await existingQueue(connection, tap.queue);
      const reader = new StreamReader(connection, tap, position.stream);
      const held = reader.beginsBeforeEnd ? await newestOffset(connection, tap.queue) : undefined;
      return {
        name: tap.queue,
        channel,
        counting: undefined,
        consumeOptions: { arguments: { 'x-stream-offset': reader.offsetArgument } },
        toRecord: (message, at) => {
          const record = tracedRecord(message, at);
          return (offsetOf(message) ?? 0) <= (held ?? -1) ? readLater(record) : record;
        },
        lossBefore: message => reader.lossBefore(message),
        isRepeated: message => reader.take(message),
        untilReplaced: signal => reader.untilReplaced(signal),
        startOver: () => reader.startOver(),
      };
    }
  }
}

/**
 * Rejects brokers up to 3.11. They do not trace into streams (rabbit_trace.erl, `trace`): a stream
 * that is bound to the firehose stays empty, without any error.
 *
 * @throws {SourceError} `streamsNotTraced`
 */
export function requireTracedStreams(brokerVersion: string | undefined): void {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(brokerVersion ?? '') ?? [];
  const isNewEnough = Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 12);
  // A broker that reports no version is assumed to be new.
  if (major === undefined || isNewEnough) return;
  throw new SourceError({
    code: 'streamsNotTraced',
    detail: `RabbitMQ ${brokerVersion ?? ''} writes no trace into streams; 3.12 does`,
  });
}

/** Marks the record of a message that its queue or stream held before it was read. */
export const readLater = (record: TraceRecord): TraceRecord => ({ ...record, isReadLater: true });

const tracedRecord = ({ fields, properties, content }: ConsumeMessage, at: number): TraceRecord =>
  toTraceRecord(fields.routingKey, properties.headers, content, at);

const copiedRecordIn =
  (vhost: string) =>
  ({ fields, properties, content }: ConsumeMessage, at: number): TraceRecord =>
    toCopiedRecord(
      {
        exchange: fields.exchange,
        routingKey: fields.routingKey,
        vhost,
        properties: properties as unknown as Readonly<Record<string, unknown>>,
        body: content,
      },
      at,
    );

/**
 * Returns a record only for a message of the firehose: a queue of services must not lose messages
 * to the tap, even when a person names it.
 */
export const tracedRecordOnly = (message: ConsumeMessage, at: number): TraceRecord | undefined =>
  message.fields.exchange === traceExchange ? tracedRecord(message, at) : undefined;
