/**
 * Masks the names of a trace record and of a snapshot, which are stored and shown as a body is. Equal
 * names get equal marks, so that messages are paired and processes named as they are without masking.
 */
import type { BrokerSnapshot } from '../amqp/brokerSnapshot';
import type { TraceRecord } from '../amqp/traceRecord';
import type { Masker } from './masking';

/** @returns the same record when its names hold no secret; its body and properties are left alone */
export function withMaskedNames(record: TraceRecord, masker: Masker): TraceRecord {
  const name = (text: string): string => masker.maskName(text);
  const { exchange, queue, vhost, node, connection, user, routingKeys, routedQueues } = record;
  const isPlain =
    name(exchange) === exchange &&
    (queue === undefined || name(queue) === queue) &&
    name(vhost) === vhost &&
    name(node) === node &&
    name(connection) === connection &&
    name(user) === user &&
    routingKeys.every(each => name(each) === each) &&
    (routedQueues === undefined || routedQueues.every(each => name(each) === each));
  if (isPlain) return record;
  return {
    ...record,
    exchange: name(exchange),
    queue: queue === undefined ? undefined : name(queue),
    vhost: name(vhost),
    node: name(node),
    connection: name(connection),
    user: name(user),
    routingKeys: routingKeys.map(name),
    routedQueues: routedQueues?.map(name),
  };
}

export function maskedSnapshot(snapshot: BrokerSnapshot, masker: Masker): BrokerSnapshot {
  const name = (text: string): string => masker.maskName(text);
  const optional = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : name(text);
  return {
    connections: snapshot.connections.map(facts => ({
      ...facts,
      name: name(facts.name),
      connectionName: optional(facts.connectionName),
      peerHost: optional(facts.peerHost),
    })),
    consumers: snapshot.consumers.map(({ connection, queue, vhost }) => ({
      connection: name(connection),
      queue: name(queue),
      vhost: name(vhost),
    })),
  };
}
