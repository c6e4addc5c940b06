/**
 * Masks the names of a trace record and of a snapshot, which are stored and shown as a body is. Equal
 * names get equal marks, so that messages are paired and processes named as they are without masking.
 */
import type { BrokerSnapshot } from '../amqp/brokerSnapshot';
import type { TraceRecord } from '../amqp/traceRecord';
import type { Masker } from './masking';

export class RecordMasker {
  /** The last record whose names hold no secret. */
  private plain: TraceRecord | undefined;

  constructor(private readonly masker: Masker) {}

  /** @returns the same record when its names hold no secret; its body and properties are left alone */
  mask(record: TraceRecord): TraceRecord {
    if (this.isPlain(record)) {
      this.plain = record;
      return record;
    }
    const name = (text: string): string => this.masker.maskName(text);
    const { exchange, queue, vhost, node, connection, user, routingKeys, routedQueues } = record;
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

  private isPlain(record: TraceRecord): boolean {
    const { plain } = this;
    // Records have most names of the one before, and comparing is faster than looking up.
    return (
      this.isPlainName(record.exchange, plain?.exchange) &&
      this.isPlainName(record.queue, plain?.queue) &&
      this.isPlainName(record.vhost, plain?.vhost) &&
      this.isPlainName(record.node, plain?.node) &&
      this.isPlainName(record.connection, plain?.connection) &&
      this.isPlainName(record.user, plain?.user) &&
      this.arePlainNames(record.routingKeys, plain?.routingKeys) &&
      this.arePlainNames(record.routedQueues, plain?.routedQueues)
    );
  }

  private isPlainName(name: string | undefined, known: string | undefined): boolean {
    return name === undefined || name === known || this.masker.maskName(name) === name;
  }

  private arePlainNames(names: readonly string[] = [], known: readonly string[] = []): boolean {
    for (let i = 0; i < names.length; i++) if (!this.isPlainName(names[i], known[i])) return false;
    return true;
  }
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
      vhost: optional(facts.vhost),
    })),
    consumers: snapshot.consumers.map(({ connection, queue, vhost }) => ({
      connection: name(connection),
      queue: name(queue),
      vhost: name(vhost),
    })),
  };
}
