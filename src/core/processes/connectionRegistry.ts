import type { ConnectionFacts } from '../amqp/brokerSnapshot';
import { addTo } from '../base/groups';
import type { Piece } from './process';
import { Connection } from './process';

/** Maximum difference between the clocks of broker and tap when a port is used again. */
const reuseSlackMillis = 1_000;

/**
 * Maximum difference between these clocks, else. A connection that began later than this after a message
 * did not carry it: another one had its name then.
 */
const clockSkewMillis = 60_000;

/**
 * Number of snapshots that may lack a connection before it is given up. The management API lists a
 * connection some seconds late, and never lists one that has ended.
 */
const maxMisses = 6;

/**
 * All connections by name and id. A name belongs to several connections when a port is used again.
 */
export class ConnectionRegistry {
  /**
   * Connections of one name, the oldest first as far as the management API reported their times.
   */
  private readonly byName = new Map<string, Connection[]>();
  private readonly byId: Connection[] = [];
  /** Connections without facts, with the number of snapshots that did not list them. */
  private readonly nameless = new Map<Connection, number>();

  get size(): number {
    return this.byId.length;
  }

  /** True when a snapshot might describe a connection that has no facts. */
  get hasNameless(): boolean {
    return this.nameless.size > 0;
  }

  connectionWithId(id: number): Connection | undefined {
    return this.byId[id - 1];
  }

  connectionAt(name: string, atMicros: number): Connection | undefined {
    const known = this.byName.get(name);
    if (!known) return undefined;
    const began = (slackMillis: number) => (each: Connection) =>
      (each.facts?.connectedAtMillis ?? 0) <= atMicros / 1000 + slackMillis;
    return known.findLast(began(reuseSlackMillis)) ?? known.find(began(clockSkewMillis));
  }

  newest(name: string): Connection | undefined {
    return this.byName.get(name)?.at(-1);
  }

  /**
   * @returns the connection that the facts describe, either because it has them or because it has
   *   none yet and is not older
   */
  describedBy({ name, connectedAtMillis }: ConnectionFacts): Connection | undefined {
    const known = this.byName.get(name);
    return (
      known?.find(each => each.facts?.connectedAtMillis === connectedAtMillis) ??
      known?.find(each => each.facts === undefined && !isOlder(each, connectedAtMillis))
    );
  }

  addConnection(name: string, piece: Piece, firstAtMicros: number | undefined): Connection {
    const connection = new Connection(this.byId.length + 1, name, firstAtMicros, piece);
    this.byId.push(connection);
    addTo(this.byName, name, connection);
    return connection;
  }

  setFacts(connection: Connection, facts: ConnectionFacts): void {
    connection.facts = facts;
    this.byName
      .get(connection.name)
      ?.sort((a, b) => (a.facts?.connectedAtMillis ?? 0) - (b.facts?.connectedAtMillis ?? 0));
  }

  /** Marks the connection as one that a snapshot may describe. */
  expectFacts(connection: Connection): void {
    this.nameless.set(connection, 0);
  }

  /** Gives up connections that several snapshots did not list. */
  noteSnapshot(): void {
    for (const [connection, misses] of this.nameless) {
      if (connection.facts || misses + 1 >= maxMisses) this.nameless.delete(connection);
      else this.nameless.set(connection, misses + 1);
    }
  }
}

/** Tells whether a connection carried a message before the one with these facts began. */
const isOlder = ({ firstAtMicros }: Connection, connectedAtMillis: number | undefined): boolean =>
  firstAtMicros !== undefined &&
  connectedAtMillis !== undefined &&
  firstAtMicros / 1000 + clockSkewMillis < connectedAtMillis;
