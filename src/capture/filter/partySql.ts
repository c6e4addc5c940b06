/** Conditions on the senders and receivers of messages. */
import type { SqlFragment } from './sqlCondition';
import { expectedReader } from '../tables/participants';
import { anyOf, raw, sql } from './sqlCondition';

/** Reader of the queue of a message that nobody took. */
export const expected = raw(expectedReader('m'));

export type Party = 'sender' | 'receiver';

/**
 * A condition over `message m`: the sender or a receiver runs in a process that meets a condition.
 * The receivers are all consumers that the message was delivered to; those of a message that nobody
 * took are the readers of its queue.
 *
 * @param isMet condition over `process p`
 */
export function hasParty(parties: readonly Party[], isMet: SqlFragment): SqlFragment {
  // A capture has some hundreds of connections at most.
  const found = sql`(SELECT c.id FROM connection c JOIN process p ON p.id = c.process_id WHERE ${isMet})`;
  const conditions = parties.map(party =>
    party === 'sender'
      ? sql`m.sender_id IN ${found}`
      : sql`m.receiver_id IN ${found}
        OR (m.deliver_count > 1 AND EXISTS (
          SELECT 1 FROM delivery d WHERE d.message_id = m.id AND d.connection_id IN ${found}))
        OR (m.receiver_id IS NULL AND ${expected} IN ${found})`,
  );
  return anyOf(conditions);
}
