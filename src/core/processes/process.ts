import type { ConnectionFacts } from '../amqp/brokerSnapshot';

/** Enough evidence: a process that reads more queues than this is known by the first ones. */
const maxEvidence = 64;

/** A client's connection to the broker. */
export interface Connection {
  /** 1, 2, 3… */
  readonly id: number;
  readonly name: string;
  facts: ConnectionFacts | undefined;
  process: Process;
  /** Lanes stand in this order: by the first message that it carried. */
  order: number | undefined;
  /** Messages that it carried, and spans that went wrong on it. */
  messageCount: number;
  errorCount: number;
}

/** What a process said of itself, or what its part in the traffic says of it. */
export interface Identity {
  /** Program or service name, as the management API would tell it: `nova-compute`. */
  readonly service: string | undefined;
  readonly host: string | undefined;
}

/** One service process: all that its connections tell of it. */
export class Process {
  readonly connections: Connection[] = [];
  /** From its connection's own name; exact. */
  program: string | undefined;
  pid: number | undefined;
  peerHost: string | undefined;
  readonly queues = new Set<string>();
  readonly publisherServices = new Set<string>();
  readonly publisherHosts = new Set<string>();
  readonly exchanges = new Set<string>();
  /** Of queue names that the queue manager makes: `reply_host:program:n`. */
  queueOwner: Identity | undefined;
  /** From messages in which services report of themselves. */
  selfReport: Identity | undefined;
  /** By requests that only one service sends. */
  readonly callerServices = new Set<string>();
  /** When its first connection was made, by the management API; microseconds since the epoch. */
  connectedAtMicros: number | undefined;
  /** The process that this one replaced: it restarted. */
  follows: Process | undefined;
  name: ProcessName = unknownProcess;

  /** @param id 1, 2, 3…; where two turn out to be one, the id of one of them is given up */
  constructor(readonly id: number) {}

  /** `program:pid@peer`, where its connections told; two that differ are two processes. */
  get identity(): string | undefined {
    return this.program === undefined
      ? undefined
      : `${this.program}:${this.pid ?? 0}@${this.peerHost ?? ''}`;
  }

  /** @returns whether it is new */
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
    this.connections.push(...other.connections);
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

/** What a process is called, and how sure that is. */
export interface ProcessName {
  readonly service: string;
  /** `''` when unknown. */
  readonly host: string;
  /** False: `service` is a stand-in, as `nova client`; nobody knows which service it is. */
  readonly isNamed: boolean;
  /** Why it is a guess, in sentences; `undefined` when the management API named the process. */
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
