/** The lanes of one level as numbers, so that spans are counted without comparing names. */
import type { DatabaseSync } from 'node:sqlite';
import { integer, text } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { rowsOf } from '../../node/sql/statements';
import type { LaneLevel } from '../../protocol/lanes';
import { consumerTable } from '../tables/participants';

/** Position of a lane; 0: no lane is known. */
export type LaneNumber = number;

export interface NamedLane {
  readonly key: string;
  /**
   * Keys that only the lane's own processes have; the lane's key may also belong to a lane of
   * another level.
   */
  readonly exactKeys: readonly string[];
}

export class LaneIndex {
  private readonly lanes: (NamedLane | undefined)[] = [undefined];
  private readonly byConnection: LaneNumber[] = [];
  /** Lane that reads a queue, by the queue's string id. */
  private readonly readers = new Map<number, LaneNumber>();

  constructor(database: DatabaseSync, level: LaneLevel) {
    const connections = rowsOf(
      database,
      `SELECT c.id, p.service_key, p.host_key, p.process_key, p.${level}_key AS lane
       FROM connection c JOIN process p ON p.id = c.process_id`,
      connectionShape,
    );
    const numbers = new Map<string, LaneNumber>();
    for (const { id, lane } of connections) {
      let number = numbers.get(lane);
      if (number === undefined) {
        number = this.lanes.push({ key: lane, exactKeys: exactKeys(lane, connections) }) - 1;
        numbers.set(lane, number);
      }
      this.byConnection[id] = number;
    }
    const consumers = rowsOf(database, 'SELECT * FROM consumer', consumerTable.columns);
    for (const { queueId, connectionId } of consumers) {
      this.readers.set(queueId, this.laneOf(connectionId));
    }
  }

  /** One more than the number of lanes. */
  get size(): number {
    return this.lanes.length;
  }

  laneOf(connectionId: number | undefined): LaneNumber {
    return connectionId === undefined ? 0 : (this.byConnection[connectionId] ?? 0);
  }

  readerOf(queueId: number | undefined): LaneNumber {
    return queueId === undefined ? 0 : (this.readers.get(queueId) ?? 0);
  }

  lane(number: LaneNumber): NamedLane | undefined {
    return this.lanes[number];
  }
}

const connectionShape = {
  id: integer,
  serviceKey: text,
  hostKey: text,
  processKey: text,
  lane: text,
};

/** A filter looks for a lane on all levels: a service without a known host has its service's key. */
function exactKeys(key: string, all: readonly RowOf<typeof connectionShape>[]): readonly string[] {
  const isAmbiguous = all.some(
    each => each.lane !== key && [each.serviceKey, each.hostKey, each.processKey].includes(key),
  );
  if (!isAmbiguous) return [key];
  return [...new Set(all.filter(each => each.lane === key).map(each => each.processKey))];
}
