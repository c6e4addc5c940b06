/** The lanes of one level as numbers, so that spans are counted without comparing names. */
import type { DatabaseSync } from 'node:sqlite';
import { addTo } from '../../core/base/groups';
import { integer, text } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { rowsOf } from '../../node/sql/statements';
import type { LaneLevel } from '../../protocol/lanes';
import { consumerTable } from '../tables/participants';

/** Position of a lane; 0: no lane is known. */
export type LaneNumber = number;

export interface NamedLane {
  readonly key: string;
  readonly service: string;
  /**
   * Keys that only the lane's own processes have; the lane's key may also belong to a lane of
   * another level.
   */
  readonly exactKeys: readonly string[];
}

export class LaneIndex {
  private readonly lanes: (NamedLane | undefined)[] = [undefined];
  private readonly byConnection: LaneNumber[] = [];
  /** Virtual host of each connection, by string id. */
  private readonly vhosts: (number | undefined)[] = [];
  /** Connections that read a queue, the newest first, by the queue's string id. */
  private readonly readers = new Map<number, number[]>();

  constructor(database: DatabaseSync, level: LaneLevel) {
    const connections = rowsOf(
      database,
      `SELECT c.id, c.vhost_id, p.service_key, p.host_key, p.process_key, p.${level}_key AS lane
       FROM connection c JOIN process p ON p.id = c.process_id`,
      connectionShape,
    );
    const numbers = new Map<string, LaneNumber>();
    for (const { id, vhostId, lane, serviceKey } of connections) {
      let number = numbers.get(lane);
      if (number === undefined) {
        const named = { key: lane, service: serviceKey, exactKeys: exactKeys(lane, connections) };
        number = this.lanes.push(named) - 1;
        numbers.set(lane, number);
      }
      this.byConnection[id] = number;
      this.vhosts[id] = vhostId;
    }
    const consumers = rowsOf(
      database,
      'SELECT * FROM consumer ORDER BY queue_id, n DESC',
      consumerTable.columns,
    );
    for (const { queueId, connectionId } of consumers) addTo(this.readers, queueId, connectionId);
  }

  /** Number of lanes, and one for number 0, which stands for no lane. */
  get size(): number {
    return this.lanes.length;
  }

  laneOf(connectionId: number | undefined): LaneNumber {
    return connectionId === undefined ? 0 : (this.byConnection[connectionId] ?? 0);
  }

  /** Lane that is expected to read a queue in the virtual host of a sender, see `expectedReader`. */
  readerOf(queueId: number | undefined, senderId: number | undefined): LaneNumber {
    const readers = queueId === undefined ? undefined : this.readers.get(queueId);
    const vhost = senderId === undefined ? undefined : this.vhosts[senderId];
    return this.laneOf(
      readers?.find(each => {
        const own = this.vhosts[each];
        return vhost === undefined || own === undefined || own === vhost;
      }),
    );
  }

  lane(number: LaneNumber): NamedLane | undefined {
    return this.lanes[number];
  }

  /** Returns the part of a message that each of its receivers has among those of the same service. */
  sharesOf(receivers: readonly LaneNumber[]): readonly number[] {
    if (receivers.length === 1) return whole;
    const services = receivers.map(each => this.lanes[each]?.service);
    const counts = new Map<string | undefined, number>();
    for (const service of services) counts.set(service, (counts.get(service) ?? 0) + 1);
    return services.map(service => 1 / (counts.get(service) ?? 1));
  }
}

const whole: readonly number[] = [1];

const connectionShape = {
  id: integer,
  vhostId: integer.optional(),
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
