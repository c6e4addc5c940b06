import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { ValueQuery } from '../../node/sql/statements';

/** How often a value occurs. */
export type Counts = Map<string, number>;

/** Rows that have values in common. */
interface ValueGroup {
  readonly values: readonly (string | undefined)[];
  readonly count: number;
}

/** Reads the groups of the rows after one id, up to another one. */
export type GroupReading = (afterId: number, lastId: number) => Iterable<ValueGroup>;

/** Counts values of rows once, and from then on only those of rows that have come. */
export class ValueTally {
  private readonly known: Counts = new Map();
  private readonly last: ValueQuery<number>;
  private seenId = 0;

  /** @param startReading is called each time that there are new rows */
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

/** What is no text, or an empty one, is no value. */
export function addCount(counts: Counts, value: unknown, times: number): void {
  if (typeof value === 'string' && value !== '') {
    counts.set(value, (counts.get(value) ?? 0) + times);
  }
}
