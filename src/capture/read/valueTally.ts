import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { ValueQuery } from '../../node/sql/statements';

/** Number of times that each value occurs. */
export type Counts = Map<string, number>;

/** A number of rows with equal values. */
interface ValueGroup {
  readonly values: readonly (string | undefined)[];
  readonly count: number;
}

/** Reads the groups of the rows after one id and up to another. */
type GroupReading = (afterId: number, lastId: number) => Iterable<ValueGroup>;

/** Counts the values of all rows once, and later only those of new rows. */
export class ValueTally {
  private readonly known: Counts = new Map();
  private readonly last: ValueQuery<number>;
  private seenId = 0;

  /** @param startReading called each time that there are new rows */
  constructor(
    database: DatabaseSync,
    table: 'message' | 'span',
    private readonly startReading: () => GroupReading,
  ) {
    this.last = new ValueQuery(database, `SELECT max(id) FROM ${table}`, integer.or(0));
  }

  counts(): Counts {
    const last = this.last.get() ?? 0;
    if (last > this.seenId) {
      const groups = this.startReading()(this.seenId, last);
      for (const { values, count } of groups) {
        for (const value of new Set(values)) addCount(this.known, value, count);
      }
      this.seenId = last;
    }
    return this.known;
  }
}

/** Adds to a value's count. Empty texts and values of other types are ignored. */
export function addCount(counts: Counts, value: unknown, times: number): void {
  if (typeof value === 'string' && value !== '') {
    counts.set(value, (counts.get(value) ?? 0) + times);
  }
}
