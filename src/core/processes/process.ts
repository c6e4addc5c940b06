import type { ConnectionFacts } from '../amqp/brokerSnapshot';

/**
 * Maximal number of values per kind of evidence; the first ones are enough to identify a process.
 */
const maxEvidence = 64;

/** A client's connection to the broker. */
export interface Connection {
  /** Counted from 1. */
  readonly id: number;
  readonly name: string;
  facts: ConnectionFacts | undefined;
  process: Process;
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
  readonly publisherServices = new Set<string>();
  readonly publisherHosts = new Set<string>();
  readonly exchanges = new Set<string>();
  /** Owner by names of queues that the queue manager creates: `reply_host:program:n`. */
  queueOwner: Identity | undefined;
  /** Identity by messages in which services report about themselves. */
  selfReport: Identity | undefined;
  /** Services that alone send requests like this process's. */
  readonly callerServices = new Set<string>();
  /** Time of its first connection by the management API; microseconds since the epoch. */
  connectedAtMicros: number | undefined;
  /** The process that this one replaced when it restarted. */
  follows: Process | undefined;
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

  /** @returns true when the queue is new */
  reads(queue: string): boolean {
    return add(this.queues, queue);
  }

  sendsTo(exchange: string): boolean {
    return add(this.exchanges, exchange);
  }

  callsAs(service: string): boolean {
    return add(this.callerServices, service);
  }

  notifiesAs(service: string, host: string | undefined): boolean {
    const isNew = add(this.publisherServices, service);
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
    for (const service of other.callerServices) this.callerServices.add(service);
    for (const queue of other.queues) this.queues.add(queue);
    for (const service of other.publisherServices) this.publisherServices.add(service);
    for (const host of other.publisherHosts) this.publisherHosts.add(host);
    for (const exchange of other.exchanges) this.exchanges.add(exchange);
    if (other.connectedAtMicros !== undefined) this.connected(other.connectedAtMicros);
    this.follows ??= other.follows;
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

function add(evidence: Set<string>, value: string): boolean {
  if (evidence.has(value) || evidence.size >= maxEvidence) return false;
  evidence.add(value);
  return true;
}
