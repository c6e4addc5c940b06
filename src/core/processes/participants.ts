/**
 * Who is behind a connection. A process of oslo.messaging uses several connections (it listens,
 * sends and reads replies on different ones); they are joined by `program:pid` where the management
 * API tells it, and by what passes over them where it doesn't: the queue that is read for a
 * request's replies belongs to the process that sent the request, and the process that took a
 * request sends its reply.
 *
 * Messages refer to connections, never to names: when a name is learned later, earlier rows are
 * renamed with it.
 */
import type { BrokerSnapshot, ConnectionFacts } from '../amqp/brokerSnapshot';
import type { RpcRequest } from '../oslo/message';
import {
  parseConnectionName,
  parseFanoutQueue,
  parseReplyQueue,
  splitPublisherId,
} from '../oslo/names';
import type { Neighbourhood } from './naming';
import { maxHostsOfPeer, nameOf, ownHostOf } from './naming';
import type { Connection } from './process';
import { isSameName, Process } from './process';
import { selfReport } from './selfReport';
import { hostOfServer, serviceOfCaller, serviceOfTopic } from './serviceNames';

export interface ParticipantChanges {
  readonly connections: readonly Connection[];
  readonly processes: readonly Process[];
  /** Queues with the connection that read them last. */
  readonly consumers: ReadonlyMap<string, number>;
  /** A queue has got its first reader. Workers of one topic take turns: that tells nothing new. */
  readonly hasNewQueue: boolean;
}

/** Clocks of broker and tap may differ by this much when a port is used again. */
const reuseSlackMillis = 1_000;

/** The management API shows a connection some seconds late; one that is gone it never shows. */
const maxMisses = 6;

const none: ReadonlySet<string> = new Set();

export class Participants implements Neighbourhood {
  readonly topics = new Set<string>();
  readonly layer2Agents = new Set<string>();
  private readonly incarnations = new Map<string, Connection[]>();
  private readonly all: Connection[] = [];
  private readonly processes = new Set<Process>();
  private readonly processByIdentity = new Map<string, Process>();
  private readonly replyReader = new Map<string, Connection>();
  private readonly replyCaller = new Map<string, Connection>();
  private readonly peerHosts = new Map<string, Map<string, Set<string>>>();
  private readonly programHosts = new Map<string, Set<string>>();
  private readonly hostServices = new Map<string, Set<string>>();
  private readonly serviceHosts = new Map<string, Set<string>>();
  private readonly dirty = new Set<Process>();
  private readonly renamed = new Set<Process>();
  private readonly changed = new Set<Connection>();
  private readonly consumers = new Map<string, Connection>();
  private readonly changedConsumers = new Set<string>();
  /** Named processes that some snapshot has listed, and those that the last one lacks. */
  private readonly listed = new Set<Process>();
  private readonly gone = new Set<Process>();
  private hasNewQueue = false;
  private lastProcessId = 0;
  /** Connections without a name, with the number of snapshots that did not know them. */
  private readonly nameless = new Map<Connection, number>();

  /** Connection of this name at this time; a new one when it was never seen. */
  connectionFor(name: string, atMicros: number): Connection {
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

  connectionWithId(id: number): Connection | undefined {
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
    const [a, b] = [this.connectionWithId(one), this.connectionWithId(other)];
    return a !== undefined && b !== undefined && a.process === b.process;
  }

  /** The connection took a message from the queue. */
  consumed(connection: Connection, queue: string): void {
    const reader = this.consumers.get(queue);
    if (reader !== connection) {
      this.hasNewQueue ||= reader === undefined;
      this.consumers.set(queue, connection);
      this.changedConsumers.add(queue);
    }
    if (!connection.process.reads(queue)) return;
    const topic = parseFanoutQueue(queue)?.topic;
    if (topic !== undefined) this.topics.add(topic);
    const reply = parseReplyQueue(queue);
    if (reply) {
      this.replyReader.set(queue, connection);
      const caller = this.replyCaller.get(queue);
      if (caller) this.join(connection, caller);
    }
    const { host, program } = reply ?? parseFanoutQueue(queue) ?? {};
    if (host !== undefined) connection.process.queueOwner ??= { host, service: program };
    this.dirty.add(connection.process);
  }

  /** The connection sent the request. */
  requested(connection: Connection, exchange: string, topic: string, request: RpcRequest): void {
    const { process } = connection;
    if (process.sendsTo(exchange)) this.dirty.add(process);
    const caller = serviceOfCaller(topic, request.method);
    if (caller !== undefined && process.callsAs(caller)) this.dirty.add(process);
    if (!process.selfReport) {
      process.selfReport = selfReport(request);
      if (process.selfReport) this.reported(process);
    }
    const { replyQueue } = request;
    if (replyQueue === undefined || this.replyCaller.get(replyQueue) === connection) return;
    const earlier = this.replyCaller.get(replyQueue) ?? this.replyReader.get(replyQueue);
    this.replyCaller.set(replyQueue, connection);
    if (earlier) this.join(connection, earlier);
  }

  /** The connection published a notification. */
  notified(connection: Connection, publisherId: string): void {
    const { service, host } = splitPublisherId(publisherId);
    const named = host === undefined ? undefined : hostOfServer(host);
    // Only a service with back ends has one in its host's name.
    const isBackend = named !== undefined && named !== host;
    if (connection.process.notifiesAs(isBackend ? `${service}@` : service, named))
      this.dirty.add(connection.process);
  }

  /** Both are of one process: the one took a request, the other sent its reply. */
  answered(handler: number, replier: number): void {
    const [a, b] = [this.connectionWithId(handler), this.connectionWithId(replier)];
    if (a && b) this.join(a, b);
  }

  /** Takes in what the management API says; it overrides what was guessed. */
  learn(snapshot: BrokerSnapshot): void {
    for (const facts of snapshot.connections) this.identify(facts);
    for (const { connection, queue } of snapshot.consumers) {
      const known = this.newest(connection);
      if (known) this.consumed(known, queue);
    }
    const processes = snapshot.connections.flatMap(({ name }) => this.newest(name)?.process ?? []);
    this.noteRestarts(new Set(processes.filter(each => each.program !== undefined)));
    for (const [connection, misses] of this.nameless) {
      if (connection.facts || misses + 1 >= maxMisses) this.nameless.delete(connection);
      else this.nameless.set(connection, misses + 1);
    }
  }

  hostsOfProgram(program: string): ReadonlySet<string> {
    return this.programHosts.get(program) ?? none;
  }

  hostsOfPeer(peerHost: string): ReadonlyMap<string, ReadonlySet<string>> {
    return this.peerHosts.get(peerHost) ?? new Map<string, Set<string>>();
  }

  servicesOf(host: string): ReadonlySet<string> {
    return this.hostServices.get(host) ?? none;
  }

  hostsOfService(service: string): ReadonlySet<string> {
    return this.serviceHosts.get(service) ?? none;
  }

  /** Names what has changed, and tells which connections, processes and consumers it concerns. */
  takeChanges(): ParticipantChanges {
    let isRevealing = false;
    for (const process of this.dirty) isRevealing = this.noteHost(process) || isRevealing;
    // A host or service that one process revealed may name others as well.
    if (isRevealing) {
      for (const process of this.processes) {
        if (process.name.inferredFrom !== undefined) this.dirty.add(process);
      }
    }
    for (const process of this.dirty) this.rename(process);
    this.dirty.clear();
    const consumers = new Map<string, number>();
    for (const queue of this.changedConsumers) {
      const reader = this.consumers.get(queue);
      if (reader) consumers.set(queue, reader.id);
    }
    const { hasNewQueue } = this;
    const changes = {
      connections: [...this.changed],
      processes: [...this.renamed],
      consumers,
      hasNewQueue,
    };
    this.changed.clear();
    this.renamed.clear();
    this.changedConsumers.clear();
    this.hasNewQueue = false;
    return changes;
  }

  /** The connection's counters have changed. */
  counted(connection: Connection): void {
    this.changed.add(connection);
  }

  private newest(name: string): Connection | undefined {
    return this.incarnations.get(name)?.at(-1);
  }

  private create(name: string): Connection {
    const process = new Process(++this.lastProcessId);
    const connection: Connection = {
      id: this.all.length + 1,
      name,
      facts: undefined,
      process,
      order: undefined,
      messageCount: 0,
      errorCount: 0,
    };
    this.begin(process, connection);
    this.all.push(connection);
    const known = this.incarnations.get(name);
    if (known) known.push(connection);
    else this.incarnations.set(name, [connection]);
    return connection;
  }

  private begin(process: Process, connection: Connection): void {
    connection.process = process;
    process.connections.push(connection);
    // The broker's name for a connection begins with the client's address.
    process.peerHost = /^(.*):\d+ -> /.exec(connection.name)?.[1];
    this.processes.add(process);
    this.dirty.add(process);
    this.renamed.add(process);
    this.changed.add(connection);
  }

  /**
   * The connection was taken for one of another process: with the queue manager a process that was
   * started again reads the reply queue of the one before.
   */
  private setApart(connection: Connection): void {
    const { connections } = connection.process;
    connections.splice(connections.indexOf(connection), 1);
    this.begin(new Process(++this.lastProcessId), connection);
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

    const name =
      facts.connectionName === undefined ? undefined : parseConnectionName(facts.connectionName);
    const { program, pid } = connection.process;
    if (name && program !== undefined && (program !== name.program || pid !== name.pid)) {
      this.setApart(connection);
    }
    const { process } = connection;
    process.peerHost = facts.peerHost ?? process.peerHost;
    const { connectedAtMillis } = facts;
    if (connectedAtMillis !== undefined) process.connected(connectedAtMillis * 1000);
    if (name) {
      process.program = name.program;
      process.pid = name.pid;
      const identity = process.identity ?? '';
      const same = this.processByIdentity.get(identity);
      if (same) this.merge(same, process);
      else this.processByIdentity.set(identity, process);
    }
    this.dirty.add(connection.process);
    this.renamed.add(connection.process);
    this.changed.add(connection);
  }

  private join({ process: one }: Connection, { process: other }: Connection): void {
    if (one === other) return;
    // Two processes that the management API tells apart stay apart, whatever it looks like.
    const [idA, idB] = [one.identity, other.identity];
    if (idA !== undefined && idB !== undefined && idA !== idB) return;
    if (idB !== undefined) this.merge(other, one);
    else this.merge(one, other);
  }

  private merge(into: Process, from: Process): void {
    if (into === from) return;
    for (const connection of from.connections) {
      connection.process = into;
      this.changed.add(connection);
    }
    into.absorb(from);
    for (const set of [this.processes, this.listed, this.gone]) set.delete(from);
    this.dirty.delete(from);
    this.renamed.delete(from);
    this.dirty.add(into);
    this.renamed.add(into);
  }

  private reported(process: Process): void {
    this.dirty.add(process);
    const binary = process.selfReport?.service ?? '';
    if (/^neutron-.*-agent$/.test(binary) && serviceOfTopic(topicOfAgent(binary)) === undefined) {
      this.layer2Agents.add(binary);
    }
  }

  /**
   * A process that a snapshot lists for the first time, of the program, service and host of one
   * that it lists no more, is that one after a restart.
   */
  private noteRestarts(listed: ReadonlySet<Process>): void {
    const isFirst = this.listed.size === 0;
    for (const process of this.listed) if (!listed.has(process)) this.gone.add(process);
    for (const process of listed) {
      this.gone.delete(process);
      if (isFirst || this.listed.has(process) || process.follows) continue;
      const { service, host } = nameOf(process, this);
      const predecessor = [...this.gone].find(each => {
        const name = nameOf(each, this);
        return each.program === process.program && name.service === service && name.host === host;
      });
      if (!predecessor) continue;
      this.gone.delete(predecessor);
      process.follows = predecessor;
      this.renamed.add(process);
    }
    for (const process of listed) this.listed.add(process);
  }

  /** @returns whether the process reveals a host, or a service on it, for the first time */
  private noteHost(process: Process): boolean {
    const host = ownHostOf(process, this.topics);
    if (host === undefined) return false;
    const { peerHost, program } = process;
    const { service, isNamed } = nameOf(process, this);
    const known = isNamed ? service : undefined;
    let isNew = program !== undefined && addTo(this.programHosts, program, host);
    if (known !== undefined) {
      isNew = addTo(this.hostServices, host, known) || isNew;
      addTo(this.serviceHosts, known, host);
    }
    if (peerHost === undefined) return isNew;
    let hosts = this.peerHosts.get(peerHost);
    if (!hosts) this.peerHosts.set(peerHost, (hosts = new Map<string, Set<string>>()));
    if (!hosts.has(host) && hosts.size >= maxHostsOfPeer) return isNew;
    return addTo(hosts, host, known) || isNew;
  }

  private rename(process: Process): void {
    const name = nameOf(process, this);
    if (isSameName(name, process.name)) return;
    process.name = name;
    this.renamed.add(process);
  }
}

/** Agents of these topics are no layer-2 agents: `neutron-dhcp-agent` reads `dhcp_agent`. */
const topicOfAgent = (binary: string): string =>
  binary.replace(/^neutron-(\w+)-agent$/, '$1_agent');

/** @returns whether the set is new, or the value is new in it */
function addTo(sets: Map<string, Set<string>>, key: string, value: string | undefined): boolean {
  const known = sets.get(key);
  if (!known) {
    sets.set(key, new Set(value === undefined ? [] : [value]));
    return true;
  }
  if (value === undefined || known.has(value)) return false;
  known.add(value);
  return true;
}
