/**
 * What services do on their own, again and again: reports of their state, and the like. No list of
 * names would be right for long; so a method is noise when those that send it do so in a rhythm,
 * nearly always, and hardly ever because a user asked for something.
 */
import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { Query, rowsOf } from '../../node/sql/statements';
import { rhythmOf } from '../../core/requests/periods';
import type { NoiseKind } from '../../protocol/filters';
import { stringLookup } from './messages';

/** Of its spans, this part may belong to what users asked for. */
const userPart = 0.2;
/** Of the times between two of one sender, this part is regular. */
const regularPart = 0.8;
/** Once it is noise, as much will do: it should not come and go. */
const stillRegularPart = 0.6;
/** Fewer spans tell no rhythm. */
const enoughSpans = 5;
/** The newest ones are looked at: the time that it takes has a bound, whatever the capture's size. */
const maxSpans = 30_000;

export interface FoundNoise extends NoiseKind {
  /** Of the label in the table of texts. */
  readonly labelId: number;
}

/**
 * @param known text ids of the labels that were noise when it was asked last
 * @returns the most frequent first
 */
export function findNoise(database: DatabaseSync, known: ReadonlySet<number>): FoundNoise[] {
  const candidates = rowsOf(
    database,
    `SELECT label_id, sum(1 + (reply_message_id IS NOT NULL) + heartbeat_count) AS message_count
     FROM span GROUP BY label_id
     HAVING count(*) >= ${enoughSpans} AND sum(has_user) <= ${userPart} * count(*)
     ORDER BY message_count DESC, label_id`,
    { labelId: integer, messageCount: integer },
  );
  const times = sendingTimes(
    database,
    candidates.map(({ labelId }) => labelId),
  );
  const labelOf = stringLookup(database);
  return candidates.flatMap(({ labelId, messageCount }): FoundNoise[] => {
    const rhythm = rhythmOf([...(times.get(labelId)?.values() ?? [])]);
    const part = known.has(labelId) ? stillRegularPart : regularPart;
    if (!rhythm || rhythm.share < part) return [];
    const { periodMicros } = rhythm;
    return [{ labelId, label: labelOf(labelId), periodMicros, messageCount }];
  });
}

/** Times of the newest spans with each label, by the process that sent them. */
function sendingTimes(
  database: DatabaseSync,
  labels: readonly number[],
): ReadonlyMap<number, ReadonlyMap<number, readonly number[]>> {
  const spans = new Query(
    database,
    `SELECT s.label_id, c.process_id, s.published_at
     FROM span s JOIN connection c ON c.id = s.caller_id
     WHERE s.label_id IN (SELECT value FROM json_each(?)) AND s.has_user = 0
       AND s.published_at IS NOT NULL
     ORDER BY s.id DESC LIMIT ${maxSpans}`,
    { labelId: integer, processId: integer, publishedAtMicros: integer },
  );
  const times = new Map<number, Map<number, number[]>>();
  for (const { labelId, processId, publishedAtMicros } of spans.iterate(JSON.stringify(labels))) {
    const senders = times.get(labelId) ?? new Map<number, number[]>();
    times.set(labelId, senders);
    const known = senders.get(processId);
    if (known) known.push(publishedAtMicros);
    else senders.set(processId, [publishedAtMicros]);
  }
  return times;
}
