import type {
  BrokerSnapshot,
  ConnectionFacts,
  ConsumerFacts,
} from '../../core/amqp/brokerSnapshot';
import type { JsonObject, JsonValue } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';

/**
 * Extracts the fields that identify processes from the answers of `GET /api/connections` and `GET
 * /api/consumers` (arrays, or pages with `items`). Never throws: missing or malformed fields are
 * left out.
 */
export const parseSnapshot = (connections: unknown, consumers: unknown): BrokerSnapshot => ({
  connections: itemsOf(connections).flatMap(parseConnection),
  consumers: itemsOf(consumers).flatMap(parseConsumer),
});

/** Returns the elements of an array, or of a page that holds one. */
export function itemsOf(answer: unknown): readonly JsonObject[] {
  const items: unknown = isJsonObject(answer) ? answer['items'] : answer;
  return Array.isArray(items) ? items.filter(isJsonObject) : [];
}

function parseConnection(item: JsonObject): ConnectionFacts[] {
  const name = text(item['name']);
  if (name === undefined) return [];
  const connectedAt = item['connected_at'];
  return [
    {
      name,
      connectionName:
        text(object(item['client_properties'])['connection_name']) ??
        text(item['user_provided_name']),
      peerHost: text(item['peer_host']),
      vhost: text(item['vhost']),
      connectedAtMillis: typeof connectedAt === 'number' ? connectedAt : undefined,
    },
  ];
}

function parseConsumer(item: JsonObject): ConsumerFacts[] {
  const connection = text(object(item['channel_details'])['connection_name']);
  const { name, vhost } = object(item['queue']);
  const queue = text(name);
  if (connection === undefined || queue === undefined) return [];
  return [{ connection, queue, vhost: text(vhost) ?? '/' }];
}

const object = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

const text = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
