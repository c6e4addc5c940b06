import type { DatabaseSync } from 'node:sqlite';
import type { CaptureCounts } from '../read/reader';
import { inSlices } from './inSlices';

/** What a view lets through, in order of ids, whether folded or not. */
export interface ShownMessages {
  readonly count: number;
  /** @param position below the count */
  at(position: number): number;
}

/** Spans of which a view shows a message. */
export interface ShownSpans {
  /** From the first to the last row of the view. */
  readonly seconds: number;
  has(spanId: number): boolean;
}

/** @throws what the signal was aborted with */
export async function shownSpans(
  database: DatabaseSync,
  { firstId }: Pick<CaptureCounts, 'firstId'>,
  shown: ShownMessages,
  signal: AbortSignal,
): Promise<ShownSpans> {
  const { count } = shown;
  if (count === 0) return { seconds: 0, has: () => false };
  const [first, last] = [shown.at(0), shown.at(count - 1)];
  const seconds = secondsOf(database, first, last);
  if (first === firstId && count === last - first + 1) return { seconds, has: id => id <= last };

  const marks = new Uint8Array(last - first + 1);
  for (let position = 0; position < count; position++) marks[shown.at(position) - first] = 1;
  const isMarked = (id: number): boolean => marks[id - first] === 1;
  // A span has the id of its first message. Of others only a reply may be shown.
  const byReply = new Set<number>();
  const replies = database.prepare(
    `SELECT id, span_id FROM message WHERE id > ? AND id <= ? AND span_id <> id
     ORDER BY id LIMIT ?`,
  );
  replies.setReturnArrays(true);
  const read = (after: number, most: number) => {
    const rows = replies.all(after, last, most) as unknown as (readonly [number, number])[];
    for (const [id, spanId] of rows) {
      if (isMarked(id) && !isMarked(spanId)) byReply.add(spanId);
    }
    return rows;
  };
  await inSlices(first - 1, read, signal);
  return { seconds, has: id => isMarked(id) || byReply.has(id) };
}

/** Rows are nearly in order of time; a clock that was set back makes no less of it than nothing. */
function secondsOf(database: DatabaseSync, firstId: number, lastId: number): number {
  const time = database.prepare('SELECT at FROM message WHERE id = ?');
  const [from, to] = [firstId, lastId].map(id => Number(time.get(id)?.['at'] ?? 0));
  return Math.max(0, (to ?? 0) - (from ?? 0)) / 1e6;
}
