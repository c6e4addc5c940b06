import type { ConnectionFacts } from '../amqp/brokerSnapshot';
import { Evidence } from './evidence';

/** Maximum number of queues that are remembered for a connection. */
export const maxQueues = 1_000;

/** A client's connection to the broker. */
export class Connection {
  facts: ConnectionFacts | undefined;
  /** Every connection is in one virtual host; `undefined` as long as nothing tells it. */
  vhost: string | undefined;
  /** Queues that it reads: the first {@link maxQueues}. */
  readonly queues = new Set<string>();
  /** Position of its lane: lanes are sorted by the first message that the connection carried. */
  order: number | undefined;
  /** Number of messages that it carried. */
  messageCount = 0;
  /** Number of spans that went wrong on it. */
  errorCount = 0;

  /**
   * @param id counted from 1
   * @param firstAtMicros time of its first record; `undefined` when only a snapshot tells of it
   */
  constructor(
    readonly id: number,
    readonly name: string,
    readonly firstAtMicros: number | undefined,
    public piece: Piece,
  ) {}

  get process(): Process {
    return this.piece.process;
  }
}

/**
 * Connections that are of one process by what their messages show. The management API's `program:pid`
 * joins pieces to a process, unless they contradict each other, see namesakes.ts.
 */
export class Piece {
  readonly connections: Connection[] = [];
  readonly evidence = new Evidence();
  /**
   * `program:pid@peer` when the connections' names contain it; different values belong to different
   * processes.
   */
  identity: string | undefined;

  constructor(public process: Process) {}

  get vhost(): string | undefined {
    return this.connections.find(({ vhost }) => vhost !== undefined)?.vhost;
  }
}

/** One service process, with the facts that its connections revealed. */
export class Process {
  private readonly parts = new Set<Piece>();
  /** Program by the client-provided connection name; exact. */
  program: string | undefined;
  pid: number | undefined;
  peerHost: string | undefined;
  /** True when another process has the same `program:pid` at the same address, as in containers. */
  hasNamesake = false;
  /** A connection of the process that this one replaced when it restarted. */
  private predecessor: Connection | undefined;
  /** Facts that its pieces reveal together; `undefined` when they must be put together anew. */
  private together: Evidence | undefined;
  name: ProcessName = unknownProcess;

  /**
   * @param id counted from 1; when two processes turn out to be one, one of the ids is no longer
   *   used
   */
  constructor(readonly id: number) {}

  get pieces(): ReadonlySet<Piece> {
    return this.parts;
  }

  get connections(): readonly Connection[] {
    const [piece] = this.parts;
    if (piece && this.parts.size === 1) return piece.connections;
    return [...this.parts].flatMap(({ connections }) => connections);
  }

  get evidence(): Evidence {
    const [piece] = this.parts;
    if (piece && this.parts.size === 1) return piece.evidence;
    if (!this.together) {
      this.together = new Evidence();
      for (const { evidence } of this.parts) this.together.absorb(evidence);
    }
    return this.together;
  }

  /** `program:pid@peer` when the connections' names contain it. */
  get identity(): string | undefined {
    return this.program === undefined
      ? undefined
      : `${this.program}:${this.pid ?? 0}@${this.peerHost ?? ''}`;
  }

  /** Time of its first connection by the management API; microseconds since the epoch. */
  get connectedAtMicros(): number | undefined {
    const times = this.connections.flatMap(({ facts }) => facts?.connectedAtMillis ?? []);
    const first = times.reduce((least, each) => Math.min(least, each), Infinity);
    return first === Infinity ? undefined : first * 1000;
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

  add(piece: Piece): void {
    piece.process = this;
    this.parts.add(piece);
    this.together = undefined;
  }

  remove(piece: Piece): void {
    this.parts.delete(piece);
    this.together = undefined;
  }

  /** Notes that a piece reveals something new. */
  evidenceChanged(): void {
    this.together = undefined;
  }

  /** Takes over what is known of a process that turned out to be this one. */
  inherit(other: Process): void {
    this.program ??= other.program;
    this.pid ??= other.pid;
    this.peerHost ??= other.peerHost;
    this.predecessor ??= other.predecessor;
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
