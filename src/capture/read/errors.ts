/** Reads which spans went wrong, and at which moment it showed. */
import type { DatabaseSync } from 'node:sqlite';
import type { Direction } from '../../protocol/schemas';
import { integer } from '../../node/sql/columns';
import { Query, rowsOf, valueOf, ValueQuery } from '../../node/sql/statements';
import type { SqlFragment } from '../filter/sqlCondition';
import { stateCodes } from '../tables/codes';

/**
 * In SQL: the moment at which an error of `span s` shows. A missing reply shows when the caller gives up,
 * as `givenUpAtMicros` of core/pairing/spanStateTable.ts says; without a limit, at the end.
 */
export const errorAt = `CASE
  WHEN s.state IN ${stateCodes('unanswered', 'undelivered')}
    THEN coalesce(s.published_at + s.timeout_millis * 1000,
      (SELECT max(at) FROM message WHERE id > (SELECT max(id) - 100 FROM message)))
  ELSE (SELECT at FROM message WHERE id = s.error_message_id) END`;

/** A condition over `span s`: its error shows by a moment. Without a moment, no time is looked up. */
const knownBy = (momentMicros: number): SqlFragment =>
  momentMicros === Infinity
    ? { sql: 'TRUE', parameters: [] }
    : { sql: `${errorAt} <= ?`, parameters: [momentMicros] };

/** In SQL: comparison and order that find the rows after a position, or before it, nearest first. */
export const towards = (direction: Direction): { comparison: string; order: string } =>
  direction === 1 ? { comparison: '>', order: 'ASC' } : { comparison: '<', order: 'DESC' };

/** Reads errors. Moments are microseconds since the epoch; errors that show later are left out. */
export class ErrorReader {
  constructor(private readonly database: DatabaseSync) {}

  count(momentMicros = Infinity): number {
    const known = knownBy(momentMicros);
    const counted = valueOf(
      this.database,
      `SELECT count(*) FROM span s WHERE error_message_id IS NOT NULL AND ${known.sql}`,
      integer,
      ...known.parameters,
    );
    return counted ?? 0;
  }

  /** Messages that show errors, after or before the given one, nearest first. */
  messagesFrom(messageId: number, direction: Direction, momentMicros = Infinity): Iterable<number> {
    const known = knownBy(momentMicros);
    const { comparison, order } = towards(direction);
    return new ValueQuery(
      this.database,
      `SELECT error_message_id FROM span s WHERE error_message_id IS NOT NULL
         AND error_message_id ${comparison} ? AND ${known.sql}
       ORDER BY error_message_id ${order}`,
      integer,
    ).iterate(messageId, ...known.parameters);
  }

  /** Returns the number of errors at each connection, by its id. */
  countByConnection(momentMicros: number): ReadonlyMap<number, number> {
    const known = knownBy(momentMicros);
    const rows = rowsOf(
      this.database,
      `WITH wrong AS (SELECT caller_id, handler_id FROM span s
         WHERE error_message_id IS NOT NULL AND ${known.sql})
       SELECT connection, count(*) AS n FROM (
         SELECT caller_id AS connection FROM wrong UNION ALL SELECT handler_id FROM wrong)
       WHERE connection IS NOT NULL GROUP BY connection`,
      { connection: integer, n: integer },
      ...known.parameters,
    );
    return new Map(rows.map(({ connection, n }) => [connection, n]));
  }

  /** Returns errors after or before a moment, nearest first, each with its message and time. */
  momentsFrom(
    momentMicros: number,
    direction: Direction,
  ): Iterable<{ readonly messageId: number; readonly atMicros: number }> {
    const { comparison, order } = towards(direction);
    return new Query(
      this.database,
      `SELECT s.error_message_id AS message_id, ${errorAt} AS at FROM span s
       WHERE s.error_message_id IS NOT NULL AND ${errorAt} ${comparison} ?
       ORDER BY at ${order}, message_id ${order}`,
      { messageId: integer, atMicros: integer },
    ).iterate(momentMicros);
  }
}
