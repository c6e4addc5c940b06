import type { DatabaseSync } from 'node:sqlite';
import type { LaneLevel, RowFilter } from '../protocol/rows';
import type { SqlCondition } from './capture/filterSql';
import { filterSql } from './capture/filterSql';
import type { CaptureCounts } from './capture/reader';

const everything: RowFilter = { text: '', hiddenLanes: [] };
const noIds: ReadonlySet<number> = new Set();

/** A filtered list of rows: which message stands at which index. It ends where playback stands. */
export class View {
  private filter = everything;
  /** How rows that were added or changed are told; `undefined`: all are in. */
  private condition: SqlCondition | undefined;
  private ids = new Int32Array(1024);
  private length = 0;
  private seenId = 0;

  constructor(
    private readonly database: DatabaseSync,
    private readonly counts: () => Pick<CaptureCounts, 'firstId' | 'lastId'>,
    /** Rows after this message are not shown yet. */
    private readonly head: () => number,
    filter: RowFilter = everything,
  ) {
    this.setFilter(filter);
  }

  setFilter(filter: RowFilter): void {
    this.filter = filter;
    this.condition = filterSql(filter, 'few');
    this.rebuild();
  }

  get laneLevel(): LaneLevel {
    return this.filter.laneLevel ?? 'host';
  }

  get rowCount(): number {
    return this.lastId === this.counts().lastId ? this.fullLength : this.rankOf(this.lastId + 1);
  }

  /** Last message that may be shown. */
  get lastId(): number {
    return Math.min(this.counts().lastId, this.head());
  }

  /** Asks the capture again for all rows. */
  rebuild(): void {
    const condition = filterSql(this.filter, 'all');
    if (!condition) return;
    this.seenId = this.counts().lastId;
    this.replaceFrom(0, this.matches(condition, 'm.id <= ?', this.seenId));
  }

  /** Takes in the messages that were added, and looks again at those that have changed. */
  update(changedIds: ReadonlySet<number> = noIds): void {
    if (!this.condition) return;
    const { seenId } = this;
    this.seenId = this.counts().lastId;
    const changed = [...changedIds].filter(id => id <= seenId);
    const isAny = 'm.id IN (SELECT value FROM json_each(?))';
    const from = this.rankOf(changed.reduce((least, id) => Math.min(least, id), Infinity));
    const kept = this.ids.slice(from, this.length).filter(id => !changedIds.has(id));
    const again = this.matches(this.condition, isAny, JSON.stringify(changed));
    const added = this.matches(this.condition, 'm.id > ?', seenId);
    this.replaceFrom(from, [...[...kept, ...again].sort((a, b) => a - b), ...added]);
  }

  /** Lets go of the messages that are no longer in the capture. */
  dropOld(): void {
    if (this.condition)
      this.replaceFrom(0, this.ids.slice(this.rankOf(this.counts().firstId), this.length));
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
    return Math.min(this.rowCount, this.rankOf(messageId));
  }

  /** Matching messages after (+1) or before (-1) the given one, nearest first, shown or not yet. */
  *walk(messageId: number, direction: 1 | -1): Iterable<number> {
    const { firstId } = this.counts();
    const after = direction === 1 ? this.rankOf(messageId + 1) : this.rankOf(messageId) - 1;
    for (let at = after; at >= 0 && at < this.fullLength; at += direction) {
      yield this.condition ? (this.ids[at] ?? firstId) : firstId + at;
    }
  }

  /** Whether it matches, shown or not yet. */
  matchesFilter(messageId: number): boolean {
    const { firstId, lastId } = this.counts();
    if (!this.condition) return messageId >= firstId && messageId <= lastId;
    const rank = this.rankOf(messageId);
    return rank < this.length && this.ids[rank] === messageId;
  }

  /** Matching messages, shown or not yet. */
  private get fullLength(): number {
    if (this.condition) return this.length;
    const { firstId, lastId } = this.counts();
    return lastId - firstId + 1;
  }

  /** How many matching messages come before it. */
  private rankOf(messageId: number): number {
    if (!this.condition) {
      return Math.min(this.fullLength, Math.max(0, messageId - this.counts().firstId));
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

  private matches(condition: SqlCondition, range: string, limit: number | string): number[] {
    const rows = this.database
      .prepare(
        `SELECT m.id AS id FROM message m WHERE ${range} AND (${condition.sql}) ORDER BY m.id`,
      )
      .iterate(limit, ...condition.parameters);
    return Array.from(rows, row => Number(row['id']));
  }

  private replaceFrom(index: number, ids: ArrayLike<number>): void {
    const length = index + ids.length;
    if (length > this.ids.length) {
      const larger = new Int32Array(2 * length);
      larger.set(this.ids);
      this.ids = larger;
    }
    this.ids.set(ids, index);
    this.length = length;
  }
}
