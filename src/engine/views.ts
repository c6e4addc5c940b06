import type { DatabaseSync } from 'node:sqlite';
import type { RowFilter } from '../protocol/rows';
import type { SqlCondition } from './capture/filterSql';
import { filterSql } from './capture/filterSql';
import type { CaptureCounts } from './capture/reader';

const everything: RowFilter = { text: '', hiddenLanes: [] };

/** A filtered list of rows: which message stands at which index. */
export class View {
  private condition: SqlCondition | undefined;
  private ids = new Int32Array(1024);
  private length = 0;
  private seenId = 0;

  constructor(
    private readonly database: DatabaseSync,
    private readonly counts: () => Pick<CaptureCounts, 'firstId' | 'lastId'>,
    filter: RowFilter = everything,
  ) {
    this.setFilter(filter);
  }

  setFilter(filter: RowFilter): void {
    this.condition = filterSql(filter);
    this.rebuild();
  }

  get rowCount(): number {
    if (this.condition) return this.length;
    const { firstId, lastId } = this.counts();
    return lastId - firstId + 1;
  }

  /** Asks the capture again for all rows. */
  rebuild(): void {
    if (!this.condition) return;
    this.length = 0;
    this.seenId = 0;
    this.extend();
  }

  /** Takes in the messages that were added. */
  extend(): void {
    if (!this.condition) return;
    const { lastId } = this.counts();
    if (lastId <= this.seenId) return;
    const rows = this.database
      .prepare(
        `SELECT m.id AS id FROM message m WHERE m.id > ? AND ${this.condition.sql} ORDER BY m.id`,
      )
      .iterate(this.seenId, ...this.condition.parameters);
    for (const row of rows) this.push(Number(row['id']));
    this.seenId = lastId;
  }

  /** Message ids from an index on. */
  window(first: number, count: number): number[] {
    const from = Math.max(0, first);
    const to = Math.min(this.rowCount, from + count);
    if (to <= from) return [];
    if (this.condition) return [...this.ids.subarray(from, to)];
    const start = this.counts().firstId + from;
    return Array.from({ length: to - from }, (_, index) => start + index);
  }

  /** Index of the message, or of the first one after it; the row count when there is none. */
  indexOf(messageId: number): number {
    if (!this.condition) {
      return Math.min(this.rowCount, Math.max(0, messageId - this.counts().firstId));
    }
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ids[middle] ?? Infinity) < messageId) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  has(messageId: number): boolean {
    const index = this.indexOf(messageId);
    return this.window(index, 1)[0] === messageId;
  }

  private push(id: number): void {
    if (this.length === this.ids.length) {
      const larger = new Int32Array(this.ids.length * 2);
      larger.set(this.ids);
      this.ids = larger;
    }
    this.ids[this.length++] = id;
  }
}
