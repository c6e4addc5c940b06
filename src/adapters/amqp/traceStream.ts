/**
 * Creates and deletes streams that store the firehose durably. Only a person does so; captures only
 * read them.
 */
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import { traceExchange } from '../../core/amqp/firehose';
import type { TraceStream } from '../../core/amqp/brokerTap';
import type { SourceFailure } from '../../core/amqp/sourceState';
import { SourceError } from '../../core/amqp/traceSource';
import type { OpenConnection } from './connect';
import { hostName, openConnection } from './connect';
import { failureOf, isFinal } from '../network/failures';
import { requireTracedStreams } from './openTap';
import { openChannel } from './tapQueue';

/**
 * Size of a stream's segments, in bytes. The broker drops whole segments (osiris_retention.erl), so
 * that with its default of 500 MB a stream keeps more and older records than its limits promise.
 */
const segmentBytes = ({ maxBytes }: TraceStream): number =>
  Math.min(Math.ceil(maxBytes / 10), 500_000_000);

/**
 * Creates the stream and binds it to the firehose. A stream that exists with the same limits is
 * kept.
 *
 * @throws {SourceError} `streamsNotTraced` before RabbitMQ 3.12; another code when it cannot be
 *   created
 */
export function createTraceStream(broker: BrokerConnection, stream: TraceStream): Promise<void> {
  return onAnyHost(broker, async ({ model, brokerVersion }) => {
    requireTracedStreams(brokerVersion);
    const channel = await openChannel(model);
    await channel.assertQueue(stream.name, {
      durable: true,
      arguments: {
        'x-queue-type': 'stream',
        'x-max-length-bytes': stream.maxBytes,
        'x-max-age': stream.maxAge,
        'x-stream-max-segment-size-bytes': segmentBytes(stream),
      },
    });
    await channel.bindQueue(stream.name, traceExchange, '#');
  });
}

/**
 * Deletes a stream; does nothing when it does not exist.
 *
 * @throws {SourceError} when it cannot be deleted
 */
export function deleteTraceStream(broker: BrokerConnection, name: string): Promise<void> {
  return onAnyHost(broker, async ({ model }) => {
    const channel = await openChannel(model);
    await channel.deleteQueue(name);
  });
}

async function onAnyHost(
  broker: BrokerConnection,
  act: (connection: OpenConnection) => Promise<void>,
): Promise<void> {
  const failures: SourceFailure[] = [];
  for (const host of broker.hosts) {
    try {
      const connection = await openConnection(broker, host, new AbortController().signal);
      try {
        await act(connection);
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      failures.push(failureOf(error, hostName(host)));
    }
  }
  throw new SourceError(failures.find(isFinal) ?? failures.at(-1) ?? noHost);
}

const noHost: SourceFailure = { code: 'hostNotFound', detail: 'the broker has no host' };
