import type { DatabaseSync, StatementSync } from 'node:sqlite';

export type Columns = Record<string, unknown>;
/** How often a value occurs. */
export type Counts = Map<string, number>;

/** Counts values of rows once, and from then on only those of rows that have come. */
export class ValueTally {
  private readonly counts: Counts = new Map();
  private readonly groups: StatementSync;
  private readonly last: StatementSync;
  private seenId = 0;

  /**
   * @param groups SQL: groups of rows after one id, up to another one, with their number as `n`
   * @param readingValues begins to read; what it returns tells the values of a group
   */
  constructor(
    database: DatabaseSync,
    table: 'message' | 'span',
    groups: string,
    private readonly readingValues: () => (group: Columns) => readonly unknown[],
  ) {
    this.groups = database.prepare(groups);
    this.last = database.prepare(`SELECT max(id) AS id FROM ${table}`);
  }

  read(): Counts {
    const last = Number(this.last.get()?.['id'] ?? 0);
    if (last > this.seenId) {
      const valuesOf = this.readingValues();
      for (const group of this.groups.iterate(this.seenId, last) as Iterable<Columns>) {
        for (const value of new Set(valuesOf(group))) add(this.counts, value, Number(group['n']));
      }
      this.seenId = last;
    }
    return this.counts;
  }
}

/** What is no text, or an empty one, is no value. */
export function add(counts: Counts, value: unknown, times: number): void {
  if (typeof value === 'string' && value !== '') {
    counts.set(value, (counts.get(value) ?? 0) + times);
  }
}
