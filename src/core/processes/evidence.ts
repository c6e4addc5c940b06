import type { Caller } from './callers';
import type { NotifyingProcess } from './publishers';

/**
 * Maximum number of values per kind of evidence; the first ones are enough to identify a process.
 */
const maxEvidence = 64;

/** Identity of a process, by its own report or by its role in the traffic. */
export interface Identity {
  /** Program or service, in the form of the management API: `nova-compute`. */
  readonly service: string | undefined;
  readonly host: string | undefined;
}

/** Facts that the messages on some connections reveal about the process that has them. */
export class Evidence {
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
  /** True when it reads a reply queue or asks for replies. */
  hasReplyQueue = false;
  /** Reason why some of the connections may belong to another process. */
  guess: string | undefined;
  private hasProbed = false;
  private hasRequested = false;

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

  absorb(other: Evidence): void {
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
    this.guess ??= other.guess;
    this.hasReplyQueue ||= other.hasReplyQueue;
    this.hasProbed ||= other.hasProbed;
    this.hasRequested ||= other.hasRequested;
  }
}

function add<T>(evidence: Set<T>, value: T): boolean {
  if (evidence.has(value) || evidence.size >= maxEvidence) return false;
  evidence.add(value);
  return true;
}
