/** Lanes of one level, as numbers: a span counts for its lanes without a look at their names. */
import type { DatabaseSync } from 'node:sqlite';
import type { LaneLevel } from '../../protocol/rows';

/** Position of a lane; 0: nobody known. */
export type LaneNumber = number;

export interface NamedLane {
  readonly key: string;
  /** What only its own processes have: another lane may be called as its service is. */
  readonly exactKeys: readonly string[];
}

export class LaneIndex {
  private readonly lanes: (NamedLane | undefined)[] = [undefined];
  private readonly byConnection: LaneNumber[] = [];
  /** By queue. */
  private readonly readers = new Map<number, LaneNumber>();

  constructor(database: DatabaseSync, level: LaneLevel) {
    const connections = database
      .prepare(
        `SELECT c.id, p.service_key, p.host_key, p.process_key, p.${level}_key AS lane
         FROM connection c JOIN process p ON p.id = c.process_id`,
      )
      .all() as unknown as ConnectionColumns[];
    const numbers = new Map<string, LaneNumber>();
    for (const { id, lane } of connections) {
      let number = numbers.get(lane);
      if (number === undefined) {
        number = this.lanes.push({ key: lane, exactKeys: exactKeys(lane, connections) }) - 1;
        numbers.set(lane, number);
      }
      this.byConnection[id] = number;
    }
    for (const row of database.prepare('SELECT queue_id, connection_id FROM consumer').all()) {
      this.readers.set(Number(row['queue_id']), this.of(Number(row['connection_id'])));
    }
  }

  /** One more than there are lanes. */
  get size(): number {
    return this.lanes.length;
  }

  of(connectionId: number | null): LaneNumber {
    return connectionId === null ? 0 : (this.byConnection[connectionId] ?? 0);
  }

  readerOf(queueId: number | null): LaneNumber {
    return queueId === null ? 0 : (this.readers.get(queueId) ?? 0);
  }

  lane(number: LaneNumber): NamedLane | undefined {
    return this.lanes[number];
  }
}

interface ConnectionColumns {
  readonly id: number;
  readonly service_key: string;
  readonly host_key: string;
  readonly process_key: string;
  readonly lane: string;
}

/** Filters look for a lane on all levels: a service whose host is unknown is called as all of it. */
function exactKeys(key: string, all: readonly ConnectionColumns[]): readonly string[] {
  const isAmbiguous = all.some(
    each => each.lane !== key && [each.service_key, each.host_key, each.process_key].includes(key),
  );
  if (!isAmbiguous) return [key];
  return [...new Set(all.filter(each => each.lane === key).map(each => each.process_key))];
}
