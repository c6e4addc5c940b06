/**
 * Who is behind a connection. A process of oslo.messaging uses several connections (it listens,
 * sends and reads replies on different ones); they are joined by `program:pid` where the management
 * API tells it, and by what passes over them where it doesn't: the queue that is read for a
 * request's replies belongs to the process that sent the request, and the process that took a
 * request sends its reply.
 *
 * Messages refer to connections, never to lanes: when a name is learned later, earlier rows are
 * renamed with it.
 */
import type { BrokerSnapshot, ConnectionFacts } from '../amqp/brokerSnapshot';
import {
  parseConnectionName,
  parseFanoutQueue,
  parseReplyQueue,
  splitPublisherId,
} from '../oslo/names';
import {
  hostOfServer,
  isGenericProgram,
  serviceOfPublisher,
  serviceOfTopic,
  splitServerQueue,
} from './serviceNames';

export interface Connection {
  /** 1, 2, 3… */
  readonly id: number;
  readonly name: string;
  facts: ConnectionFacts | undefined;
  program: string | undefined;
  pid: number | undefined;
  lane: NamedLane;
  /** Lanes stand in this order: by the first message that it carried. */
  order: number | undefined;
  /** Messages that it carried, and spans that went wrong on it. */
  messageCount: number;
  errorCount: number;
}

export interface NamedLane {
  /** `service · host`; what saved filters go by. */
  readonly key: string;
  readonly service: string;
  /** `''` when unknown. */
  readonly host: string;
  /** Why it is a guess, as a sentence; `undefined` when the management API named the process. */
  readonly inferredFrom: string | undefined;
}

/** What is known of one process, from all its connections. */
interface Process {
  readonly connections: Connection[];
  program: string | undefined;
  peerHost: string | undefined;
  readonly queues: Set<string>;
  readonly publisherServices: Set<string>;
  readonly publisherHosts: Set<string>;
  readonly exchanges: Set<string>;
  replyQueueHost: string | undefined;
}

export interface ParticipantChanges {
  readonly connections: readonly Connection[];
  /** Queues with the connection that read them last. */
  readonly consumers: ReadonlyMap<string, number>;
  /** A queue has got its first reader. Workers of one topic take turns: that tells nothing new. */
  readonly hasNewQueue: boolean;
}

/** Enough evidence: a process that reads more queues than this is known by the first ones. */
const maxEvidence = 64;
/** Clocks of broker and tap may differ by this much when a port is used again. */
const reuseSlackMillis = 1_000;

/** The management API shows a connection some seconds late; one that is gone it never shows. */
const maxMisses = 6;

export class Participants {
  private readonly incarnations = new Map<string, Connection[]>();
  private readonly all: Connection[] = [];
  private readonly processOf = new Map<Connection, Process>();
  private readonly processByIdentity = new Map<string, Process>();
  private readonly replyReader = new Map<string, Connection>();
  private readonly replyCaller = new Map<string, Connection>();
  private readonly hostsOfPeer = new Map<string, Set<string>>();
  private readonly hostsOfProgram = new Map<string, Set<string>>();
  private readonly topics = new Set<string>();
  private readonly dirty = new Set<Process>();
  private readonly changed = new Set<Connection>();
  private readonly consumers = new Map<string, Connection>();
  private readonly changedConsumers = new Set<string>();
  private hasNewQueue = false;
  /** Connections without a name, with the number of snapshots that did not know them. */
  private readonly nameless = new Map<Connection, number>();

  /** Connection of this name at this time; a new one when it was never seen. */
  at(name: string, atMicros: number): Connection {
    const known = this.incarnations.get(name);
    if (known) {
      if (known.length === 1 && known[0]) return known[0];
      const atMillis = atMicros / 1000 + reuseSlackMillis;
      const since = known.findLast(each => (each.facts?.connectedAtMillis ?? 0) <= atMillis);
      const best = since ?? known[0];
      if (best) return best;
    }
    const connection = this.create(name);
    this.nameless.set(connection, 0);
    return connection;
  }

  get(id: number): Connection | undefined {
    return this.all[id - 1];
  }

  get size(): number {
    return this.all.length;
  }

  /** Whether a snapshot might name a connection that has none. */
  get hasNameless(): boolean {
    return this.nameless.size > 0;
  }

  isSameProcess(one: number, other: number): boolean {
    if (one === other) return true;
    const [a, b] = [this.get(one), this.get(other)];
    return a !== undefined && b !== undefined && this.process(a) === this.process(b);
  }

  /** The connection took a message from the queue. */
  consumed(connection: Connection, queue: string): void {
    const reader = this.consumers.get(queue);
    if (reader !== connection) {
      this.hasNewQueue ||= reader === undefined;
      this.consumers.set(queue, connection);
      this.changedConsumers.add(queue);
    }
    const process = this.process(connection);
    if (process.queues.has(queue) || process.queues.size >= maxEvidence) return;
    process.queues.add(queue);
    this.learnTopic(queue);
    const reply = parseReplyQueue(queue);
    if (reply) {
      this.replyReader.set(queue, connection);
      const caller = this.replyCaller.get(queue);
      if (caller) this.join(connection, caller);
      if (reply.host !== undefined) process.replyQueueHost = reply.host;
    }
    this.dirty.add(this.process(connection));
  }

  /** The connection sent a request to the exchange, asking for an answer in the reply queue. */
  requested(connection: Connection, exchange: string, replyQueue: string | undefined): void {
    const process = this.process(connection);
    if (!process.exchanges.has(exchange) && process.exchanges.size < maxEvidence) {
      process.exchanges.add(exchange);
      this.dirty.add(process);
    }
    if (replyQueue === undefined || this.replyCaller.get(replyQueue) === connection) return;
    const earlier = this.replyCaller.get(replyQueue) ?? this.replyReader.get(replyQueue);
    this.replyCaller.set(replyQueue, connection);
    if (earlier) this.join(connection, earlier);
  }

  /** The connection published a notification. */
  notified(connection: Connection, publisherId: string): void {
    const { service, host } = splitPublisherId(publisherId);
    const process = this.process(connection);
    if (process.publisherServices.size >= maxEvidence) return;
    const before = process.publisherServices.size + process.publisherHosts.size;
    process.publisherServices.add(service);
    const named = host === undefined ? undefined : hostOfServer(host);
    if (named !== undefined) process.publisherHosts.add(named);
    if (process.publisherServices.size + process.publisherHosts.size > before) {
      this.dirty.add(process);
    }
  }

  /** Both are of one process: the one took a request, the other sent its reply. */
  answered(handler: number, replier: number): void {
    const [a, b] = [this.get(handler), this.get(replier)];
    if (a && b) this.join(a, b);
  }

  /** Takes in what the management API says; it overrides what was guessed. */
  learn(snapshot: BrokerSnapshot): void {
    for (const facts of snapshot.connections) this.identify(facts);
    for (const { connection, queue } of snapshot.consumers) {
      const known = this.incarnations.get(connection)?.at(-1);
      if (known) this.consumed(known, queue);
    }
    for (const [connection, misses] of this.nameless) {
      if (connection.facts || misses + 1 >= maxMisses) this.nameless.delete(connection);
      else this.nameless.set(connection, misses + 1);
    }
  }

  /** Connection that last read the queue. */
  consumerOf(queue: string): Connection | undefined {
    return this.consumers.get(queue);
  }

  /** Names what has changed, and tells which connections and consumers it concerns. */
  takeChanges(): ParticipantChanges {
    const revealed = new Set<string>();
    for (const process of this.dirty) this.noteHosts(process, revealed);
    if (revealed.size > 0) {
      // A host that one process revealed may name its siblings as well.
      for (const process of this.processOf.values()) {
        const { peerHost, program } = process;
        if (revealed.has(peerHost ?? '') || revealed.has(program ?? '')) this.dirty.add(process);
      }
    }
    for (const process of this.dirty) this.rename(process);
    this.dirty.clear();
    const connections = [...this.changed];
    this.changed.clear();
    const consumers = new Map<string, number>();
    for (const queue of this.changedConsumers) {
      const reader = this.consumers.get(queue);
      if (reader) consumers.set(queue, reader.id);
    }
    this.changedConsumers.clear();
    const { hasNewQueue } = this;
    this.hasNewQueue = false;
    return { connections, consumers, hasNewQueue };
  }

  /** The connection's counters have changed. */
  counted(connection: Connection): void {
    this.changed.add(connection);
  }

  private create(name: string): Connection {
    const connection: Connection = {
      id: this.all.length + 1,
      name,
      facts: undefined,
      program: undefined,
      pid: undefined,
      lane: unknownLane,
      order: undefined,
      messageCount: 0,
      errorCount: 0,
    };
    this.all.push(connection);
    const known = this.incarnations.get(name);
    if (known) known.push(connection);
    else this.incarnations.set(name, [connection]);
    this.dirty.add(this.process(connection));
    this.changed.add(connection);
    return connection;
  }

  private process(connection: Connection): Process {
    let process = this.processOf.get(connection);
    if (!process) {
      process = {
        connections: [connection],
        program: undefined,
        // The broker's name for a connection begins with the client's address.
        peerHost: /^(.*):\d+ -> /.exec(connection.name)?.[1],
        queues: new Set(),
        publisherServices: new Set(),
        publisherHosts: new Set(),
        exchanges: new Set(),
        replyQueueHost: undefined,
      };
      this.processOf.set(connection, process);
    }
    return process;
  }

  private identify(facts: ConnectionFacts): void {
    const known = this.incarnations.get(facts.name) ?? [];
    let connection = known.find(each => each.facts?.connectedAtMillis === facts.connectedAtMillis);
    connection ??= known.find(each => each.facts === undefined);
    if (connection?.facts) return;
    connection ??= this.create(facts.name);
    connection.facts = facts;
    const named = this.incarnations.get(facts.name);
    named?.sort((a, b) => (a.facts?.connectedAtMillis ?? 0) - (b.facts?.connectedAtMillis ?? 0));

    const process = this.process(connection);
    process.peerHost = facts.peerHost ?? process.peerHost;
    const name =
      facts.connectionName === undefined ? undefined : parseConnectionName(facts.connectionName);
    if (name) {
      connection.program = name.program;
      connection.pid = name.pid;
      process.program = name.program;
      const identity = `${name.program}:${name.pid}@${facts.peerHost ?? ''}`;
      const same = this.processByIdentity.get(identity);
      if (same) this.merge(same, process);
      else this.processByIdentity.set(identity, process);
    }
    this.dirty.add(this.process(connection));
    this.changed.add(connection);
  }

  private join(a: Connection, b: Connection): void {
    const [one, other] = [this.process(a), this.process(b)];
    if (one === other) return;
    // Two processes that the management API tells apart stay apart, whatever it looks like.
    const [idA, idB] = [identityOf(one), identityOf(other)];
    if (idA !== undefined && idB !== undefined && idA !== idB) return;
    if (idB !== undefined) this.merge(other, one);
    else this.merge(one, other);
  }

  private merge(into: Process, from: Process): void {
    if (into === from) return;
    for (const connection of from.connections) {
      this.processOf.set(connection, into);
      into.connections.push(connection);
    }
    into.program ??= from.program;
    into.peerHost ??= from.peerHost;
    into.replyQueueHost ??= from.replyQueueHost;
    for (const queue of from.queues) into.queues.add(queue);
    for (const service of from.publisherServices) into.publisherServices.add(service);
    for (const host of from.publisherHosts) into.publisherHosts.add(host);
    for (const exchange of from.exchanges) into.exchanges.add(exchange);
    this.dirty.delete(from);
    this.dirty.add(into);
  }

  private learnTopic(queue: string): void {
    const fanout = parseFanoutQueue(queue);
    if (fanout) this.topics.add(fanout.topic);
  }

  /** @param revealed takes the peer and the program for which the host is new */
  private noteHosts(process: Process, revealed: Set<string>): void {
    const host = this.ownHost(process);
    if (host === undefined) return;
    const { peerHost, program } = process;
    if (peerHost !== undefined && addHost(this.hostsOfPeer, peerHost, host)) revealed.add(peerHost);
    if (program !== undefined && addHost(this.hostsOfProgram, program, host)) revealed.add(program);
  }

  /** Host by the process's own evidence. */
  private ownHost(process: Process): string | undefined {
    for (const queue of process.queues) {
      const { server } = splitServerQueue(queue, this.topics);
      const host = server === undefined ? undefined : hostOfServer(server);
      if (host !== undefined) return host;
    }
    if (process.replyQueueHost !== undefined) return process.replyQueueHost;
    const [host, ...others] = process.publisherHosts;
    // Keystone's publisher ids repeat the service: `identity.identity.ctl1`.
    return others.length === 0 ? host?.replace(/^identity\./, '') : undefined;
  }

  private hostOf(process: Process): string {
    const own = this.ownHost(process);
    if (own !== undefined) return own;
    if (process.program !== undefined) {
      const siblings = this.hostsOfProgram.get(process.program);
      const [host, ...others] = siblings ?? [];
      if (host !== undefined && others.length === 0) return host;
    }
    const [host, ...others] = this.hostsOfPeer.get(process.peerHost ?? '') ?? [];
    if (host !== undefined && others.length === 0) return host;
    return process.peerHost ?? '';
  }

  private rename(process: Process): void {
    const lane = this.laneOf(process);
    for (const connection of process.connections) {
      if (sameLane(connection.lane, lane)) continue;
      connection.lane = lane;
      this.changed.add(connection);
    }
  }

  private laneOf(process: Process): NamedLane {
    const host = this.hostOf(process);
    const lane = (service: string, inferredFrom?: string): NamedLane => ({
      key: host === '' ? service : `${service} · ${host}`,
      service,
      host,
      inferredFrom,
    });
    const { program } = process;
    if (program !== undefined && !isGenericProgram(program)) return lane(program);
    // A program like uwsgi is exact as a process; only the service in it is read from elsewhere.
    const found = (service: string, inferredFrom: string): NamedLane =>
      lane(service, program === undefined ? inferredFrom : undefined);

    for (const publisher of process.publisherServices) {
      const service = serviceOfPublisher(publisher);
      if (service !== undefined) {
        return found(service, `Inferred from its notifications as "${publisher}".`);
      }
    }
    for (const queue of process.queues) {
      const { topic } = splitServerQueue(parseFanoutQueue(queue)?.topic ?? queue, this.topics);
      const service = serviceOfTopic(topic);
      if (service !== undefined) {
        return found(service, `Inferred from the queue "${queue}" that it reads.`);
      }
    }
    if (program !== undefined) return lane(program);
    for (const queue of process.queues) {
      if (parseReplyQueue(queue) === undefined) {
        const { topic } = splitServerQueue(parseFanoutQueue(queue)?.topic ?? queue, this.topics);
        return lane(topic, `Named after the queue "${queue}" that it reads.`);
      }
    }
    for (const publisher of process.publisherServices) {
      return lane(publisher, `Named after its notifications as "${publisher}".`);
    }
    for (const exchange of process.exchanges) {
      if (exchange === '') continue;
      const name = exchange.replace(/_fanout$/, '');
      return lane(`${name} client`, `Named after the exchange "${exchange}" that it sends to.`);
    }
    return lane('unknown', 'Nothing seen so far says which service this is.');
  }
}

const unknownLane: NamedLane = {
  key: 'unknown',
  service: 'unknown',
  host: '',
  inferredFrom: 'Nothing seen so far says which service this is.',
};

const sameLane = (a: NamedLane, b: NamedLane): boolean =>
  a.key === b.key && a.inferredFrom === b.inferredFrom;

function identityOf(process: Process): string | undefined {
  const named = process.connections.find(each => each.program !== undefined);
  return named && `${named.program ?? ''}:${named.pid ?? 0}@${named.facts?.peerHost ?? ''}`;
}

/** @returns whether the host was new, and tells something: two are as ambiguous as any number */
function addHost(hostsOf: Map<string, Set<string>>, key: string, host: string): boolean {
  const hosts = hostsOf.get(key);
  if (!hosts) hostsOf.set(key, new Set([host]));
  else if (hosts.has(host) || hosts.size >= 2) return false;
  else hosts.add(host);
  return true;
}
