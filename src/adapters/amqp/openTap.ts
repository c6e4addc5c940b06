/** Sets up what is read on an open connection, for each kind of tap. */
import type { Channel, ConsumeMessage, Options } from 'amqplib';
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { BrokerTap, StreamOffset } from '../../core/amqp/brokerTap';
import { toCopiedRecord } from '../../core/amqp/copiedMessage';
import { toTraceRecord, traceExchange } from '../../core/amqp/firehose';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import { SourceError } from '../../core/amqp/traceSource';
import type { OpenConnection } from './connect';
import { bindToExchanges } from './exchangeTap';
import { declareTapQueue, openChannel } from './tapQueue';

export interface OpenTap {
  readonly name: string;
  /** Errors of the channel are listened to; they also reject what was asked. */
  readonly channel: Channel;
  readonly consumeOptions: Options.Consume;
  /** It is ours, with limits: what it cannot hold is dropped. */
  readonly isBounded: boolean;
  /** @returns `undefined` when it is none of the firehose, and somebody else's to take */
  toRecord(message: ConsumeMessage, receivedAtMicros: number): TraceRecord | undefined;
}

/** Reading goes on there after a lost connection. */
export interface StreamPosition {
  next: number | undefined;
}

/** @throws what the broker says, or {@link SourceError} */
export async function openTap(
  connection: OpenConnection,
  broker: BrokerConnection,
  tap: Exclude<BrokerTap, { kind: 'queue'; mode: 'peek' }>,
  position: StreamPosition,
): Promise<OpenTap> {
  const { model } = connection;
  switch (tap.kind) {
    case 'firehose': {
      const queue = await declareTapQueue(model, broker);
      for (const key of broker.bindingKeys) {
        await queue.channel.bindQueue(queue.name, traceExchange, key);
      }
      return { ...queue, isBounded: true, consumeOptions: {}, toRecord: traced };
    }
    case 'exchanges': {
      const queue = await declareTapQueue(model, broker);
      await bindToExchanges(queue, broker, tap.exchanges);
      return { ...queue, isBounded: true, consumeOptions: {}, toRecord: copied(broker.vhost) };
    }
    case 'queue':
      return {
        name: tap.queue,
        channel: await existingQueue(connection, tap.queue),
        isBounded: false,
        consumeOptions: {},
        toRecord: onlyTraced,
      };
    case 'stream': {
      requireTracedStreams(connection.brokerVersion);
      return {
        name: tap.queue,
        channel: await existingQueue(connection, tap.queue),
        isBounded: false,
        consumeOptions: { arguments: { 'x-stream-offset': offsetArgument(tap.from, position) } },
        toRecord: (message, at) => {
          const offset: unknown = message.properties.headers?.['x-stream-offset'];
          if (typeof offset === 'number') position.next = offset + 1;
          return traced(message, at);
        },
      };
    }
  }
}

/** @throws {SourceError} `noSuchQueue`, `queueLocked` */
export async function existingQueue({ model }: OpenConnection, name: string): Promise<Channel> {
  const channel = await openChannel(model);
  await channel.checkQueue(name);
  return channel;
}

/**
 * Up to 3.11 the broker's own publishes pass over streams (rabbit_trace.erl, `trace`): a stream that
 * is bound to the firehose stays empty, without any error.
 *
 * @throws {SourceError} `streamsNotTraced`
 */
export function requireTracedStreams(brokerVersion: string | undefined): void {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(brokerVersion ?? '') ?? [];
  const isNewEnough = Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 12);
  // Who does not say a version is taken to be new.
  if (major === undefined || isNewEnough) return;
  throw new SourceError({
    code: 'streamsNotTraced',
    detail: `RabbitMQ ${brokerVersion ?? ''} writes no trace into streams; 3.12 does`,
  });
}

function offsetArgument(from: StreamOffset, { next }: StreamPosition): unknown {
  if (next !== undefined) return next;
  switch (from.at) {
    case 'offset':
      return from.offset;
    case 'time':
      return { '!': 'timestamp', value: from.seconds };
    default:
      return from.at;
  }
}

const traced = ({ fields, properties, content }: ConsumeMessage, at: number): TraceRecord =>
  toTraceRecord(fields.routingKey, properties.headers, content, at);

const copied =
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

/** A queue of services must not lose a message to us, whoever names it. */
export const onlyTraced = (message: ConsumeMessage, at: number): TraceRecord | undefined =>
  message.fields.exchange === traceExchange ? traced(message, at) : undefined;
