import type { ConnectionFacts } from '../amqp/brokerSnapshot';
import type { Connection, Process } from './process';

/** Clocks of broker and tap may differ by this much when a port is used again. */
const reuseSlackMillis = 1_000;

/** The management API shows a connection some seconds late; one that is gone it never shows. */
const maxMisses = 6;

/** All connections by name and id. A name stands for several ones when a port is used again. */
export class Connections {
  /** Those of one name, the oldest first as far as the management API told their times. */
  private readonly byName = new Map<string, Connection[]>();
  private readonly byId: Connection[] = [];
  /** Connections without facts, with the number of snapshots that did not know them. */
  private readonly nameless = new Map<Connection, number>();

  get size(): number {
    return this.byId.length;
  }

  /** Whether a snapshot might name a connection that has no facts. */
  get hasNameless(): boolean {
    return this.nameless.size > 0;
  }

  connectionWithId(id: number): Connection | undefined {
    return this.byId[id - 1];
  }

  connectionAt(name: string, atMicros: number): Connection | undefined {
    const known = this.byName.get(name);
    if (!known) return undefined;
    if (known.length === 1) return known[0];
    const atMillis = atMicros / 1000 + reuseSlackMillis;
    return known.findLast(each => (each.facts?.connectedAtMillis ?? 0) <= atMillis) ?? known[0];
  }

  newest(name: string): Connection | undefined {
    return this.byName.get(name)?.at(-1);
  }

  /** @returns the connection that the facts are about, which has them or waits for them */
  describedBy({ name, connectedAtMillis }: ConnectionFacts): Connection | undefined {
    const known = this.byName.get(name);
    return (
      known?.find(each => each.facts?.connectedAtMillis === connectedAtMillis) ??
      known?.find(each => each.facts === undefined)
    );
  }

  addConnection(name: string, process: Process): Connection {
    const connection: Connection = {
      id: this.byId.length + 1,
      name,
      facts: undefined,
      process,
      order: undefined,
      messageCount: 0,
      errorCount: 0,
    };
    this.byId.push(connection);
    const known = this.byName.get(name);
    if (known) known.push(connection);
    else this.byName.set(name, [connection]);
    return connection;
  }

  setFacts(connection: Connection, facts: ConnectionFacts): void {
    connection.facts = facts;
    this.byName
      .get(connection.name)
      ?.sort((a, b) => (a.facts?.connectedAtMillis ?? 0) - (b.facts?.connectedAtMillis ?? 0));
  }

  /** From now on the connection counts as one that a snapshot may name. */
  expectFacts(connection: Connection): void {
    this.nameless.set(connection, 0);
  }

  /** Gives up connections that several snapshots did not know. */
  noteSnapshot(): void {
    for (const [connection, misses] of this.nameless) {
      if (connection.facts || misses + 1 >= maxMisses) this.nameless.delete(connection);
      else this.nameless.set(connection, misses + 1);
    }
  }
}
