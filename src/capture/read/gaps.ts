import type { DatabaseSync } from 'node:sqlite';
import type { GapFigures } from '../../core/amqp/gap';
import { boolean, integer } from '../../node/sql/columns';
import { Query, rowOf } from '../../node/sql/statements';
import type { StoredGap } from '../../protocol/rows';
import { gapTable } from '../tables/gaps';

/** Maximum number of gaps in one answer; more of them are only counted in the figures of the capture. */
const maxGaps = 1_000;

const select = `SELECT ${gapTable.columnNames.join(', ')} FROM gap`;

/** Reads gaps. Those that begin after a moment are left out; microseconds since the epoch. */
export class GapReader {
  private readonly byTime: Query<typeof gapTable.columns>;
  private readonly byStretch: Query<typeof gapTable.columns>;

  constructor(private readonly database: DatabaseSync) {
    this.byTime = new Query(
      database,
      `${select} WHERE since <= ? ORDER BY since LIMIT ${maxGaps}`,
      gapTable.columns,
    );
    this.byStretch = new Query(
      database,
      `${select} WHERE (until IS NULL OR until >= ?) AND since <= ? ORDER BY since LIMIT 1`,
      gapTable.columns,
    );
  }

  gaps(momentMicros = Infinity): readonly StoredGap[] {
    return this.byTime.all(sqlMoment(momentMicros));
  }

  /** Returns the first gap that touches a stretch of time. */
  during(fromMicros: number, toMicros: number): StoredGap | undefined {
    return this.byStretch.get(fromMicros, sqlMoment(toMicros));
  }

  figures(momentMicros: number): GapFigures {
    const counted = rowOf(
      this.database,
      `SELECT count(*) AS count, sum(lost_count) AS lost_count,
         max(is_lower_bound OR lost_count IS NULL) AS is_lower_bound FROM gap WHERE since <= ?`,
      { count: integer, lostCount: integer.optional(), isLowerBound: boolean.or(false) },
      sqlMoment(momentMicros),
    );
    const latest = rowOf(
      this.database,
      `${select} WHERE since <= ? ORDER BY since DESC LIMIT 1`,
      gapTable.columns,
      sqlMoment(momentMicros),
    );
    return { ...(counted ?? { count: 0, lostCount: undefined, isLowerBound: false }), latest };
  }
}

const sqlMoment = (momentMicros: number): number => Math.min(momentMicros, Number.MAX_SAFE_INTEGER);
