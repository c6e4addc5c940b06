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
import type { QueueOwner } from '../oslo/names';
import { parseFanoutQueue, parseReplyQueue } from '../oslo/names';
import { isProbe } from '../oslo/probes';
import { callerOf } from './callers';
import { ConnectionRegistry } from './connectionRegistry';
import type { Connection } from './process';
import type { ProcessChanges } from './processes';
import { Processes } from './processes';
import { publisherOf } from './publishers';
import type { QueueReader } from './queueReaders';
import { QueueReaders } from './queueReaders';
import { ReplyQueues } from './replyQueues';
import { selfReport } from './selfReport';

export interface ParticipantChanges extends ProcessChanges {
  readonly readers: readonly QueueReader[];
}

/**
 * Number of connections that are told apart. Each takes some 5 kB of memory as long as the source runs;
 * a cloud of a thousand hosts has 20,000.
 */
const maxConnections = 100_000;

const otherNames = 'further connections';

export class Participants {
  private readonly connections = new ConnectionRegistry();
  private readonly processes = new Processes();
  private readonly queueReaders = new QueueReaders();
  private readonly replyQueues = new ReplyQueues(
    (one, other) => this.processes.join(one, other),
    (reader, earlier) => this.processes.restarted(reader, earlier),
  );
  /** Time of the first record. */
  private firstMicros: number | undefined;
  /** Stands for all connections beyond {@link maxConnections}. */
  private others: Connection | undefined;

  /** @returns the connection of this name at this time; a new one when it was never seen */
  connectionFor(name: string, atMicros: number): Connection {
    this.firstMicros ??= atMicros;
    const known = this.connections.connectionAt(name, atMicros);
    if (known) return known;
    if (this.connections.size >= maxConnections) return (this.others ??= this.create(otherNames));
    const connection = this.create(name, atMicros);
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

  /** Notes the virtual host of a connection. */
  noteVhost(connection: Connection, vhost: string): void {
    if (connection.vhost !== undefined || vhost === '') return;
    connection.vhost = vhost;
    this.processes.vhostChanged(connection);
  }

  /**
   * Handles a message that the connection received from the queue.
   *
   * @param exchange exchange that it came from; `''` when unknown
   */
  consumed(connection: Connection, queue: string, exchange = ''): void {
    const { evidence } = connection.piece;
    const fanout = parseFanoutQueue(queue);
    if (exchange !== '' && !fanout && evidence.takesFrom(exchange)) {
      this.processes.noteEvidence(connection);
    }
    if (!this.queueReaders.noteReader(queue, connection)) return;
    evidence.reads(queue);
    if (fanout) this.processes.hosts.topics.add(fanout.topic);
    this.noteTopic(fanout?.topic ?? queue);
    const reply = parseReplyQueue(queue);
    this.noteOwner(connection, reply ?? fanout);
    if (reply) {
      evidence.hasReplyQueue = true;
      this.replyQueues.noteReader(queue, reply, connection);
    }
    this.processes.noteEvidence(connection);
  }

  /** Handles a request that the connection sent. */
  requested(connection: Connection, exchange: string, topic: string, request: RpcRequest): void {
    const { evidence } = connection.piece;
    if (evidence.sendsTo(exchange)) this.processes.noteEvidence(connection);
    if (evidence.requests(isProbe(request.method))) this.processes.noteEvidence(connection);
    const caller = callerOf(topic, request.method);
    if (caller !== undefined && evidence.callsAs(caller)) this.processes.noteEvidence(connection);
    this.noteTopic(topic);
    this.noteReport(connection, topic, request);
    const { replyQueue } = request;
    if (replyQueue === undefined) return;
    if (!evidence.hasReplyQueue) {
      evidence.hasReplyQueue = true;
      this.processes.noteEvidence(connection);
    }
    const owner = parseReplyQueue(replyQueue);
    this.noteOwner(connection, owner);
    this.replyQueues.noteCaller(replyQueue, owner, connection);
  }

  /**
   * Handles a message that belongs to a user's request.
   *
   * @param handsOn true for a message by which another process gets the request id
   */
  sentFor(requestId: string, connection: Connection, handsOn: boolean, atMicros: number): void {
    const ageMicros = atMicros - (this.firstMicros ?? atMicros);
    this.processes.origins.noteSender(requestId, connection, handsOn, ageMicros);
  }

  /** Handles a notification that the connection published. */
  notified(
    connection: Connection,
    exchange: string,
    { publisherId, eventType }: { readonly publisherId: string; readonly eventType: string },
  ): void {
    const notice = publisherOf(publisherId, exchange, eventType);
    if (/^volume@/.test(notice.publisher)) this.processes.hosts.usesBackends = true;
    if (connection.piece.evidence.notifiesAs(notice)) this.processes.noteEvidence(connection);
  }

  /** Handles a reply that a connection read from the reply queue that the call had named. */
  gotReply(callerId: number, queue: string, reader: Connection): void {
    const caller = this.connectionWithId(callerId);
    if (caller) this.replyQueues.noteReply(queue, caller, reader);
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
    for (const { connection, queue, vhost } of snapshot.consumers) {
      const known = this.connections.newest(connection);
      if (!known) continue;
      this.noteVhost(known, vhost);
      this.consumed(known, queue);
    }
    this.processes.noteSnapshot(
      snapshot.connections.flatMap(({ name }) => this.connections.newest(name) ?? []),
    );
    this.connections.noteSnapshot();
  }

  /**
   * Names processes with new evidence, and returns the connections and processes that changed, and the
   * new readers of queues.
   *
   * @param isEnd true at the end of the capture. Default: true
   */
  takeChanges(isEnd = true): ParticipantChanges {
    return {
      ...this.processes.takeChanges(isEnd),
      readers: this.queueReaders.takeNewReaders(),
    };
  }

  private noteTopic(topic: string): void {
    if (/^cinder-volume\b.*@/.test(topic)) this.processes.hosts.usesBackends = true;
  }

  /** Notes the process that a queue of its own names. */
  private noteOwner(connection: Connection, owner: QueueOwner | undefined): void {
    const { evidence } = connection.piece;
    if (owner?.host === undefined || evidence.queueOwner) return;
    evidence.queueOwner = { host: owner.host, service: owner.program };
    this.processes.noteEvidence(connection);
  }

  private noteReport(connection: Connection, topic: string, request: RpcRequest): void {
    const { evidence } = connection.piece;
    const { service, host } = evidence.selfReport ?? {};
    if (service !== undefined && host !== undefined) return;
    const report = selfReport(request, topic);
    if (!report) return;
    evidence.selfReport = { service: service ?? report.service, host: host ?? report.host };
    this.processes.noteEvidence(connection);
    this.processes.hosts.noteReport(report.service ?? '');
  }

  private create(name: string, firstAtMicros?: number): Connection {
    const piece = this.processes.newPiece();
    const connection = this.connections.addConnection(name, piece, firstAtMicros);
    this.processes.begin(connection);
    return connection;
  }

  private identify(facts: ConnectionFacts): void {
    const known = this.connections.describedBy(facts);
    if (known?.facts) return;
    if (!known && this.connections.size >= maxConnections) return;
    const connection = known ?? this.create(facts.name);
    this.connections.setFacts(connection, facts);
    this.processes.identify(connection, facts);
    if (facts.vhost !== undefined) this.noteVhost(connection, facts.vhost);
  }
}
