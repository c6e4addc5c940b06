/**
 * Binds a tap queue to ordinary exchanges, so that it gets a copy of every message that they route.
 */
import type { BrokerConnection } from '../../core/amqp/brokerConnection';
import { isJsonObject } from '../../core/base/json';
import { SourceError } from '../../core/amqp/traceSource';
import { ManagementClient } from '../management/managementClient';
import { itemsOf } from '../management/parseSnapshot';
import type { TapQueue } from './tapQueue';

/**
 * Binds a tap queue to exchanges. The key `#` matches every key of a topic exchange; a fanout
 * exchange ignores keys, and a headers exchange without headers to match routes every message. A
 * direct exchange compares keys, so it is bound with the keys of its other bindings, which the
 * management API lists.
 *
 * @throws {SourceError} `cannotBindExchange`
 * @throws the broker's error
 */
export async function bindToExchanges(
  { channel, name }: TapQueue,
  broker: BrokerConnection,
  exchanges: readonly string[],
): Promise<void> {
  for (const exchange of exchanges) {
    if (exchange === '' || exchange.startsWith('amq.rabbitmq.')) {
      throw cannotBind(`nothing can be bound to the exchange "${exchange}"`);
    }
    for (const key of await keysOf(broker, exchange)) {
      await channel.bindQueue(name, exchange, key);
    }
  }
}

async function keysOf(broker: BrokerConnection, exchange: string): Promise<readonly string[]> {
  if (broker.managementUrl === undefined) return ['#'];
  const client = new ManagementClient(broker);
  const path = `/exchanges/${encodeURIComponent(broker.vhost)}/${encodeURIComponent(exchange)}`;
  let facts: unknown;
  try {
    facts = await client.get(path);
  } catch {
    // Without permission in the management API, the bind request will tell whether the exchange
    // exists.
    return ['#'];
  }
  if (!isJsonObject(facts) || facts['type'] !== 'direct') return ['#'];
  const bindings = itemsOf(await client.get(`${path}/bindings/source`));
  const keys = bindings.map(({ routing_key: key }) => key).filter(key => typeof key === 'string');
  if (keys.length === 0) {
    throw cannotBind(`"${exchange}" is a direct exchange to which nothing is bound`);
  }
  return [...new Set(keys)];
}

const cannotBind = (detail: string): SourceError =>
  new SourceError({ code: 'cannotBindExchange', detail });
