import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import type { TapTargets } from '../../core/amqp/brokerTap';
import { traceExchange } from '../../core/amqp/firehose';
import { ManagementClient } from './managementClient';
import { itemsOf } from './parseSnapshot';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Lists possible taps of a vhost: queues that are bound to the firehose, and exchanges. Exclusive
 * queues (among them the extension's own) and internal exchanges are left out.
 *
 * @throws {SourceError} when the management API cannot be reached or refuses a request
 */
export async function readTapTargets(broker: BrokerConnection): Promise<TapTargets> {
  const client = new ManagementClient(broker);
  const vhost = encodeURIComponent(broker.vhost);
  const [queues, bindings, exchanges] = await Promise.all([
    client.get(`/queues/${vhost}?columns=name,type,messages,exclusive`),
    client.get(`/exchanges/${vhost}/${traceExchange}/bindings/source`),
    client.get(`/exchanges/${vhost}?columns=name,type,internal`),
  ]);
  const bound = new Set(itemsOf(bindings).map(({ destination }) => destination));
  return {
    queues: itemsOf(queues)
      .filter(({ name, exclusive }) => bound.has(name) && exclusive !== true)
      .map(({ name, type, messages }) => ({
        name: text(name),
        isStream: type === 'stream',
        messageCount: typeof messages === 'number' ? messages : undefined,
      })),
    exchanges: itemsOf(exchanges)
      .filter(({ name, internal }) => name !== '' && name !== traceExchange && internal !== true)
      .map(({ name, type }) => ({ name: text(name), type: text(type) })),
  };
}
