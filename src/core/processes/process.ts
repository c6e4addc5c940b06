import type { ConnectionFacts } from '../amqp/brokerSnapshot';
import type { Caller } from './callers';
import type { NotifyingProcess } from './publishers';

/**
 * Maximum number of values per kind of evidence; the first ones are enough to identify a process.
 */
const maxEvidence = 64;

/** Maximum number of queues that are remembered for a connection. */
export const maxQueues = 1_000;

/** A client's connection to the broker. */
export interface Connection {
  /** Counted from 1. */
  readonly id: number;
  readonly name: string;
  facts: ConnectionFacts | undefined;
  /** Time of its first record; `undefined` when only a snapshot tells of it. */
  readonly firstAtMicros: number | undefined;
  process: Process;
  /** Every connection is in one virtual host; `undefined` as long as no record tells it. */
  vhost: string | undefined;
  /** Queues that it reads: the first {@link maxQueues}. */
  readonly queues: Set<string>;
  /** Position of its lane: lanes are sorted by the first message that the connection carried. */
  order: number | undefined;
  /** Number of messages that it carried. */
  messageCount: number;
  /** Number of spans that went wrong on it. */
  errorCount: number;
}

/** Identity of a process, by its own report or by its role in the traffic. */
export interface Identity {
  /** Program or service, in the form of the management API: `nova-compute`. */
  readonly service: string | undefined;
  readonly host: string | undefined;
}

/** One service process, with the facts that its connections revealed. */
export class Process {
  readonly connections: Connection[] = [];
  /** Program by the client-provided connection name; exact. */
  program: string | undefined;
  pid: number | undefined;
  peerHost: string | undefined;
  readonly queues = new Set<string>();
  /** Exchanges that its messages came from, other than those of fanouts and replies. */
  readonly sources = new Set<string>();
  /** Publishers of its notifications, each with the program that alone notifies so. */
  readonly publishers = new Map<string, string | undefined>();
  readonly publisherHosts = new Set<string>();
  readonly exchanges = new Set<string>();
  /** Owner by names of queues that the queue manager creates: `reply_host:program:n`. */
  queueOwner: Identity | undefined;
  /** Identity by messages in which services report about themselves. */
  selfReport: Identity | undefined;
  /** Services that alone send requests like this process's. */
  readonly callers = new Set<Caller>();
  /** Time of its first connection by the management API; microseconds since the epoch. */
  connectedAtMicros: number | undefined;
  /** Reason why some of its connections may belong to another process. */
  guess: string | undefined;
  /** A connection of the process that this one replaced when it restarted. */
  private predecessor: Connection | undefined;
  private hasProbed = false;
  private hasRequested = false;
  name: ProcessName = unknownProcess;

  /**
   * @param id counted from 1; when two processes turn out to be one, one of the ids is no longer
   *   used
   */
  constructor(readonly id: number) {}

  /**
   * `program:pid@peer` when the connections' names contain it; different values belong to different
   * processes.
   */
  get identity(): string | undefined {
    return this.program === undefined
      ? undefined
      : `${this.program}:${this.pid ?? 0}@${this.peerHost ?? ''}`;
  }

  /** The process that this one replaced when it restarted. */
  get follows(): Process | undefined {
    const process = this.predecessor?.process;
    return process === this ? undefined : process;
  }

  /** Notes the process that this one replaced, by one of its connections: it may be joined with others. */
  replaces(predecessor: Connection | undefined): void {
    this.predecessor = predecessor;
  }

  /** @returns true when the queue is new */
  reads(queue: string): boolean {
    return add(this.queues, queue);
  }

  sendsTo(exchange: string): boolean {
    return add(this.exchanges, exchange);
  }

  takesFrom(exchange: string): boolean {
    return add(this.sources, exchange);
  }

  /**
   * @param isProbe true for a request that only asks whether a service is alive
   * @returns true when that is new
   */
  requests(isProbe: boolean): boolean {
    const isNew = isProbe ? !this.hasProbed : !this.hasRequested;
    if (isProbe) this.hasProbed = true;
    else this.hasRequested = true;
    return isNew;
  }

  /** True for a process that does nothing but ask services whether they are alive. */
  get isProbe(): boolean {
    return this.hasProbed && !this.hasRequested && this.publishers.size === 0;
  }

  callsAs(caller: Caller): boolean {
    return add(this.callers, caller);
  }

  notifiesAs({ publisher, service, host }: NotifyingProcess): boolean {
    const isNew = this.publishers.has(publisher)
      ? service !== undefined && this.publishers.get(publisher) === undefined
      : this.publishers.size < maxEvidence;
    if (isNew) this.publishers.set(publisher, service);
    return (host !== undefined && add(this.publisherHosts, host)) || isNew;
  }

  connected(atMicros: number): void {
    this.connectedAtMicros = Math.min(this.connectedAtMicros ?? atMicros, atMicros);
  }

  absorb(other: Process): void {
    for (const connection of other.connections) this.connections.push(connection);
    this.program ??= other.program;
    this.pid ??= other.pid;
    this.peerHost ??= other.peerHost;
    this.queueOwner ??= other.queueOwner;
    this.selfReport ??= other.selfReport;
    for (const caller of other.callers) this.callers.add(caller);
    for (const queue of other.queues) this.queues.add(queue);
    for (const exchange of other.sources) this.sources.add(exchange);
    for (const [publisher, service] of other.publishers) {
      this.publishers.set(publisher, service ?? this.publishers.get(publisher));
    }
    for (const host of other.publisherHosts) this.publisherHosts.add(host);
    for (const exchange of other.exchanges) this.exchanges.add(exchange);
    if (other.connectedAtMicros !== undefined) this.connected(other.connectedAtMicros);
    this.predecessor ??= other.predecessor;
    this.guess ??= other.guess;
    this.hasProbed ||= other.hasProbed;
    this.hasRequested ||= other.hasRequested;
  }
}

/** Name of a process, and how certain it is. */
export interface ProcessName {
  readonly service: string;
  /** `''` when unknown. */
  readonly host: string;
  /** False when `service` is a substitute such as `nova client`, because the service is unknown. */
  readonly isNamed: boolean;
  /**
   * Reasons why it is a guess, in sentences; `undefined` when the management API named the process.
   */
  readonly inferredFrom: string | undefined;
}

export const unknownProcess: ProcessName = {
  service: 'unknown',
  host: '',
  isNamed: false,
  inferredFrom: 'Nothing seen so far says which service this is.',
};

export const isSameName = (a: ProcessName, b: ProcessName): boolean =>
  a.service === b.service &&
  a.host === b.host &&
  a.isNamed === b.isNamed &&
  a.inferredFrom === b.inferredFrom;

function add<T>(evidence: Set<T>, value: T): boolean {
  if (evidence.has(value) || evidence.size >= maxEvidence) return false;
  evidence.add(value);
  return true;
}
