/**
 * Determines which process is behind a connection. A process of oslo.messaging uses several
 * connections (it listens, sends and reads replies on different ones). They are joined by
 * `program:pid` when the management API reports it, and otherwise by the messages: the queue that
 * is read for a request's replies belongs to the process that sent the request, and the process
 * that received a request sends its reply.
 *
 * Messages refer to connections, never to names: when a name is learned later, earlier rows are
 * renamed with it.
 */
import type { BrokerSnapshot, ConnectionFacts } from '../amqp/brokerSnapshot';
import type { RpcRequest } from '../oslo/message';
import { parseFanoutQueue, parseReplyQueue, splitPublisherId } from '../oslo/names';
import { ConnectionRegistry } from './connectionRegistry';
import type { Connection } from './process';
import type { ProcessChanges } from './processes';
import { Processes } from './processes';
import type { QueueReaderChanges } from './queueReaders';
import { QueueReaders } from './queueReaders';
import { selfReport } from './selfReport';
import { hostOfServer, serviceOfCaller } from './serviceNames';

export type ParticipantChanges = ProcessChanges & QueueReaderChanges;

/**
 * Number of connections that are told apart. Each takes some 3 kB of memory as long as the source runs;
 * a cloud of a thousand hosts has 20,000.
 */
const maxConnections = 100_000;

const otherNames = 'further connections';

export class Participants {
  private readonly connections = new ConnectionRegistry();
  private readonly processes = new Processes();
  private readonly queueReaders = new QueueReaders();
  /** The connection that reads each reply queue. */
  private readonly replyReaders = new Map<string, Connection>();
  /** The connection whose requests name each reply queue. */
  private readonly replyCallers = new Map<string, Connection>();
  /** Stands for all connections beyond {@link maxConnections}. */
  private others: Connection | undefined;

  /** @returns the connection of this name at this time; a new one when it was never seen */
  connectionFor(name: string, atMicros: number): Connection {
    const known = this.connections.connectionAt(name, atMicros);
    if (known) return known;
    if (this.connections.size >= maxConnections) return (this.others ??= this.create(otherNames));
    const connection = this.create(name);
    this.connections.expectFacts(connection);
    return connection;
  }

  connectionWithId(id: number): Connection | undefined {
    return this.connections.connectionWithId(id);
  }

  /** Number of connections; their ids run from 1 to this number. */
  get size(): number {
    return this.connections.size;
  }

  /** True when a snapshot might name a connection that has no name. */
  get hasNameless(): boolean {
    return this.connections.hasNameless;
  }

  isSameProcess(oneId: number, otherId: number): boolean {
    if (oneId === otherId) return true;
    const [one, other] = [this.connectionWithId(oneId), this.connectionWithId(otherId)];
    return one !== undefined && other !== undefined && one.process === other.process;
  }

  /** Handles a message that the connection received from the queue. */
  consumed(connection: Connection, queue: string): void {
    this.queueReaders.noteReader(queue, connection);
    if (!connection.process.reads(queue)) return;
    const topic = parseFanoutQueue(queue)?.topic;
    if (topic !== undefined) this.processes.hosts.topics.add(topic);
    const reply = parseReplyQueue(queue);
    if (reply) {
      this.replyReaders.set(queue, connection);
      const caller = this.replyCallers.get(queue);
      if (caller) this.processes.join(connection, caller);
    }
    const { host, program } = reply ?? parseFanoutQueue(queue) ?? {};
    if (host !== undefined) connection.process.queueOwner ??= { host, service: program };
    this.processes.noteEvidence(connection.process);
  }

  /** Handles a request that the connection sent. */
  requested(connection: Connection, exchange: string, topic: string, request: RpcRequest): void {
    const { process } = connection;
    if (process.sendsTo(exchange)) this.processes.noteEvidence(process);
    const caller = serviceOfCaller(topic, request.method);
    if (caller !== undefined && process.callsAs(caller)) this.processes.noteEvidence(process);
    if (!process.selfReport) {
      process.selfReport = selfReport(request);
      if (process.selfReport) {
        this.processes.noteEvidence(process);
        this.processes.hosts.noteReport(process.selfReport.service ?? '');
      }
    }
    const { replyQueue } = request;
    if (replyQueue === undefined || this.replyCallers.get(replyQueue) === connection) return;
    const earlier = this.replyCallers.get(replyQueue) ?? this.replyReaders.get(replyQueue);
    this.replyCallers.set(replyQueue, connection);
    if (earlier) this.processes.join(connection, earlier);
  }

  /** Handles a notification that the connection published. */
  notified({ process }: Connection, publisherId: string): void {
    const { service, host } = splitPublisherId(publisherId);
    const named = host === undefined ? undefined : hostOfServer(host);
    // Only a service with back ends has one in its host's name.
    const isBackend = named !== undefined && named !== host;
    if (process.notifiesAs(isBackend ? `${service}@` : service, named)) {
      this.processes.noteEvidence(process);
    }
  }

  /** Joins the processes of two connections: one received a request, the other sent its reply. */
  answered(handlerId: number, replierId: number): void {
    const [handler, replier] = [this.connectionWithId(handlerId), this.connectionWithId(replierId)];
    if (handler && replier) this.processes.join(handler, replier);
  }

  /** Marks the connection's counters as changed. */
  counted(connection: Connection): void {
    this.processes.connectionChanged(connection);
  }

  /** Applies a snapshot of the management API, which overrides guesses. */
  learn(snapshot: BrokerSnapshot): void {
    for (const facts of snapshot.connections) this.identify(facts);
    for (const { connection, queue } of snapshot.consumers) {
      const known = this.connections.newest(connection);
      if (known) this.consumed(known, queue);
    }
    this.processes.noteSnapshot(
      snapshot.connections.flatMap(({ name }) => this.connections.newest(name)?.process ?? []),
    );
    this.connections.noteSnapshot();
  }

  /**
   * Names processes with new evidence, and returns the connections, processes and consumers that
   * changed.
   *
   * @param isLast true when no call follows soon. Default: true
   */
  takeChanges(isLast = true): ParticipantChanges {
    return { ...this.processes.takeChanges(isLast), ...this.queueReaders.takeChanges() };
  }

  private create(name: string): Connection {
    const process = this.processes.newProcess();
    const connection = this.connections.addConnection(name, process);
    this.processes.begin(process, connection);
    return connection;
  }

  private identify(facts: ConnectionFacts): void {
    const known = this.connections.describedBy(facts);
    if (known?.facts) return;
    if (!known && this.connections.size >= maxConnections) return;
    const connection = known ?? this.create(facts.name);
    this.connections.setFacts(connection, facts);
    this.processes.identify(connection, facts);
  }
}
