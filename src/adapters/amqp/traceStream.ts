/** A stream as a durable trace log: made and removed by hand, never by a capture that reads it. */
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import { traceExchange } from '../../core/amqp/firehose';
import type { TraceStream } from '../../core/amqp/brokerTap';
import type { SourceFailure } from '../../core/amqp/sourceState';
import { SourceError } from '../../core/amqp/traceSource';
import type { OpenConnection } from './connect';
import { hostName, openConnection } from './connect';
import { failureOf, isFinal } from './failures';
import { requireTracedStreams } from './openTap';
import { openChannel } from './tapQueue';

/**
 * Makes the stream, unless it is there with the same limits, and binds it to the firehose.
 *
 * @throws {SourceError} `streamsNotTraced` before RabbitMQ 3.12; when it cannot be made
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
      },
    });
    await channel.bindQueue(stream.name, traceExchange, '#');
  });
}

/** @throws {SourceError} when it cannot be removed; one that is not there is */
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
