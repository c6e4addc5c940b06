/** Reads the times of messages and the connections that carried them, for playback's steps. */
import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { Query, ValueQuery } from '../../node/sql/statements';

const carriedShape = { connectionId: integer, count: integer };

export class Timeline {
  private readonly time: ValueQuery<number>;
  private readonly next: ValueQuery<number>;
  private readonly carried: Query<typeof carriedShape>;

  constructor(database: DatabaseSync) {
    this.time = new ValueQuery(database, 'SELECT at FROM message WHERE id = ?', integer);
    this.next = new ValueQuery(
      database,
      'SELECT id FROM message WHERE id > ? AND at > ? ORDER BY id LIMIT 1',
      integer,
    );
    this.carried = new Query(
      database,
      `WITH part AS (SELECT * FROM message WHERE id > ?1 AND id <= ?2)
       SELECT connection AS connection_id, count(*) AS count FROM (
         SELECT sender_id AS connection FROM part
         UNION ALL SELECT d.connection_id FROM part JOIN delivery d ON d.message_id = part.id
         UNION ALL SELECT r.connection_id FROM part JOIN republish r ON r.message_id = part.id)
       WHERE connection IS NOT NULL GROUP BY connection`,
      carriedShape,
    );
  }

  /** @returns microseconds since the epoch; `undefined` when the message is not in the capture */
  timeOf(messageId: number): number | undefined {
    return this.time.get(messageId);
  }

  /** Returns the id of the first message after the given one that came later than a moment. */
  firstAfter(messageId: number, atMicros: number): number | undefined {
    return this.next.get(messageId, atMicros);
  }

  /** Number of messages that each connection carried, after one message and up to another. */
  carriedBetween(
    afterId: number,
    lastId: number,
  ): readonly { readonly connectionId: number; readonly count: number }[] {
    return this.carried.all(afterId, lastId);
  }
}
