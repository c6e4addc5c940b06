import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import type { StoredRow } from '../../node/sql/statements';
import { ListQuery } from '../../node/sql/statements';
import type { Overview } from '../../protocol/overview';
import type { MessageRange } from '../read/counts';
import { GapReader } from '../read/gaps';
import { ErrorTimes } from './errorTimes';
import { inSlices } from './inSlices';
import type { MessageSet } from './selectedSpans';
import { TimeBuckets } from './timeBuckets';
import { extentOf } from './timeExtent';

const maxBuckets = 2_000;

/**
 * A capture's messages and errors over time. The first question reads all messages once; later ones
 * read only new messages, and sum up the counts.
 */
export class CaptureOverview {
  private readonly times: TimeBuckets;
  private readonly errors: ErrorTimes;
  private readonly gaps: GapReader;
  private readonly newRows: ListQuery;
  private readonly changedRows: ListQuery;
  /** Ids of messages that were written again after their time was read. */
  private readonly changedIds = new Set<number>();

  constructor(
    database: DatabaseSync,
    private readonly counts: () => MessageRange,
  ) {
    this.times = new TimeBuckets(counts().firstId);
    this.errors = new ErrorTimes(database);
    this.gaps = new GapReader(database);
    this.newRows = new ListQuery(
      database,
      'SELECT id, at FROM message WHERE id > ? ORDER BY id LIMIT ?',
    );
    this.changedRows = new ListQuery(
      database,
      'SELECT id, at FROM message WHERE id IN (SELECT value FROM json_each(?))',
    );
  }

  /** @param changedIds ids of rewritten messages that are not new */
  rowsWritten(dirtyFrom: number, changedIds: readonly number[]): void {
    this.errors.spansChanged(dirtyFrom);
    for (const id of changedIds) if (id <= this.times.lastCounted) this.changedIds.add(id);
  }

  rowsDropped(): void {
    this.times.dropBefore(this.counts().firstId);
    this.errors.spansChanged(0);
  }

  /**
   * @param shown messages that are also counted separately
   * @param buckets maximum number of buckets; there are fewer when the counts are not fine enough.
   *   Messages outside of the shown time are counted in the first or the last bucket
   * @param highlighted messages that are counted as highlighted
   */
  async overview(
    shown: () => MessageSet,
    buckets: number,
    highlighted: () => MessageSet | undefined = () => undefined,
  ): Promise<Overview> {
    await this.countNewMessages();
    const { times } = this;
    const most = Math.max(1, Math.min(maxBuckets, Math.trunc(buckets) || 1));
    const extent = extentOf(times.bucketNumbers, times.bucketCounts, times.bucketMicros);
    const gaps = this.gaps.gaps();
    if (!extent) {
      const none = { counts: [], errors: [], shown: [], highlighted: [] };
      return { fromMicros: 0, bucketMicros: 1, ...none, gaps };
    }
    const fine = extent.last - extent.first + 1;
    const fineOfOne = Math.ceil(fine / most);
    const count = Math.ceil(fine / fineOfOne);
    const bucketOf = (number: number): number =>
      Math.max(0, Math.min(count - 1, Math.floor((number - extent.first) / fineOfOne)));
    const summed = (counts: ArrayLike<number>): number[] => {
      const sums = new Array<number>(count).fill(0);
      times.bucketNumbers.forEach((number, position) => {
        const bucket = bucketOf(number);
        sums[bucket] = (sums[bucket] ?? 0) + (counts[position] ?? 0);
      });
      return sums;
    };
    const errors = new Array<number>(count).fill(0);
    for (const micros of this.errors.moments()) {
      const bucket = bucketOf(Math.floor(micros / times.bucketMicros));
      errors[bucket] = (errors[bucket] ?? 0) + 1;
    }
    const marked = highlighted();
    return {
      fromMicros: extent.first * times.bucketMicros,
      bucketMicros: fineOfOne * times.bucketMicros,
      counts: summed(times.bucketCounts),
      errors,
      shown: summed(times.countsOf(shown())),
      highlighted: marked ? summed(times.countsOf(marked)) : [],
      gaps,
    };
  }

  /** Counts new messages. Two calls at once share the work: each goes on where the other stands. */
  private async countNewMessages(): Promise<void> {
    await inSlices(this.times.lastCounted, (_, count) =>
      this.countRows(this.newRows.all(this.times.lastCounted, count)),
    );
    if (this.changedIds.size === 0) return;
    this.countRows(this.changedRows.all(JSON.stringify([...this.changedIds])));
    this.changedIds.clear();
  }

  private countRows(rows: readonly StoredRow[]): readonly StoredRow[] {
    for (const [id, at] of rows) {
      this.times.countMessage(integer.read(id, 'id'), integer.read(at, 'at'));
    }
    return rows;
  }
}
