import type { DatabaseSync } from 'node:sqlite';
import { boolean, integer } from '../../node/sql/columns';
import { rowOf, valueOf } from '../../node/sql/statements';

/** Range and number of a capture's messages and spans. Message ids are contiguous. */
export interface CaptureCounts {
  readonly firstId: number;
  /** `firstId - 1` when there is no message. */
  readonly lastId: number;
  readonly spanCount: number;
}

/** Ids of the first and the last message of a capture. */
export type MessageRange = Pick<CaptureCounts, 'firstId' | 'lastId'>;

export function captureCounts(database: DatabaseSync): CaptureCounts {
  const counted = rowOf(
    database,
    `SELECT (SELECT min(id) FROM message) AS first_id, (SELECT max(id) FROM message) AS last_id,
       (SELECT count(*) FROM span) AS span_count`,
    { firstId: integer.optional(), lastId: integer.optional(), spanCount: integer },
  );
  const firstId = counted?.firstId ?? 1;
  return { firstId, lastId: counted?.lastId ?? firstId - 1, spanCount: counted?.spanCount ?? 0 };
}

/** Tells whether a capture has any delivery: a tap may leave them out. */
export const hasDeliveries = (database: DatabaseSync): boolean =>
  valueOf(database, 'SELECT EXISTS (SELECT 1 FROM delivery)', boolean) ?? false;
