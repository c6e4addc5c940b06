/** Finds the spans of which at least one message is in a set. */
import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { ListQuery } from '../../node/sql/statements';
import { isReadLater, timeOfMessage } from '../read/messages';
import { inSlices } from './inSlices';

/** Messages of a capture, in the order of their ids. */
export interface MessageSet {
  readonly count: number;
  /** @param position index below the count */
  idAt(position: number): number;
}

export interface SpanSet {
  /** Time from the first to the last of the messages, in seconds; 0 when it is not known. */
  readonly coveredSeconds: number;
  has(spanId: number): boolean;
}

/**
 * @param firstId id of the capture's first message
 * @throws the reason that the signal was aborted with
 */
export async function spansOf(
  database: DatabaseSync,
  firstId: number,
  messages: MessageSet,
  signal: AbortSignal,
): Promise<SpanSet> {
  const { count } = messages;
  if (count === 0) return { coveredSeconds: 0, has: () => false };
  const [first, last] = [messages.idAt(0), messages.idAt(count - 1)];
  const coveredSeconds = secondsBetween(database, first, last);
  if (first === firstId && count === last - first + 1)
    return { coveredSeconds, has: id => id <= last };

  const marks = new Uint8Array(last - first + 1);
  for (let position = 0; position < count; position++) marks[messages.idAt(position) - first] = 1;
  const isMarked = (id: number): boolean => marks[id - first] === 1;
  // A span has the id of its first message. Spans without it may have a reply in the set.
  const byReply = new Set<number>();
  const replies = new ListQuery(
    database,
    `SELECT id, span_id FROM message WHERE id > ? AND id <= ? AND span_id <> id
     ORDER BY id LIMIT ?`,
  );
  const read = (after: number, most: number) => {
    const rows = replies.all(after, last, most);
    for (const [id, span] of rows) {
      const spanId = integer.read(span, 'span_id');
      if (isMarked(integer.read(id, 'id')) && !isMarked(spanId)) byReply.add(spanId);
    }
    return rows;
  };
  await inSlices(first - 1, read, signal);
  return { coveredSeconds, has: id => isMarked(id) || byReply.has(id) };
}

/** Time between two messages; 0 where a clock was set back in between, or one was read later. */
function secondsBetween(database: DatabaseSync, firstId: number, lastId: number): number {
  if (isReadLater(database, firstId) || isReadLater(database, lastId)) return 0;
  const from = timeOfMessage(database, firstId) ?? 0;
  const to = timeOfMessage(database, lastId) ?? 0;
  return Math.max(0, to - from) / 1e6;
}
