/**
 * What services do on their own, again and again: reports of their state, and the like. No list of
 * names would be right for long; so a method is noise when those that send it do so in a rhythm,
 * nearly always, and hardly ever because a user asked for something.
 */
import type { DatabaseSync } from 'node:sqlite';
import { rhythmOf } from '../../core/requests/periods';
import type { NoiseKind } from '../../protocol/aggregates';

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
  const candidates = database
    .prepare(
      `SELECT label_id, sum(1 + (reply_message_id IS NOT NULL) + heartbeat_count) AS messages
       FROM span GROUP BY label_id
       HAVING count(*) >= ${enoughSpans} AND sum(has_user) <= ${userPart} * count(*)
       ORDER BY messages DESC, label_id`,
    )
    .all();
  const labels = candidates.map(({ label_id: id }) => Number(id));
  const times = timesOf(database, labels);
  const label = database.prepare('SELECT value FROM text WHERE id = ?');
  return candidates.flatMap(({ label_id: id, messages }): FoundNoise[] => {
    const labelId = Number(id);
    const rhythm = rhythmOf([...(times.get(labelId)?.values() ?? [])]);
    const part = known.has(labelId) ? stillRegularPart : regularPart;
    if (!rhythm || rhythm.share < part) return [];
    const { periodMicros } = rhythm;
    const text = String(label.get(labelId)?.['value']);
    return [{ labelId, label: text, periodMicros, messageCount: Number(messages) }];
  });
}

/** Times of the newest spans with each label, by the process that sent them. */
function timesOf(
  database: DatabaseSync,
  labels: readonly number[],
): ReadonlyMap<number, ReadonlyMap<number, readonly number[]>> {
  const rows = database.prepare(
    `SELECT s.label_id, c.process_id, s.published_at
     FROM span s JOIN connection c ON c.id = s.caller_id
     WHERE s.label_id IN (SELECT value FROM json_each(?)) AND s.has_user = 0
       AND s.published_at IS NOT NULL
     ORDER BY s.id DESC LIMIT ${maxSpans}`,
  );
  const times = new Map<number, Map<number, number[]>>();
  for (const row of rows.iterate(JSON.stringify(labels))) {
    const [label, sender, at] = [row['label_id'], row['process_id'], row['published_at']].map(
      Number,
    );
    if (label === undefined || sender === undefined || at === undefined) continue;
    const senders = times.get(label) ?? new Map<number, number[]>();
    times.set(label, senders);
    const known = senders.get(sender);
    if (known) known.push(at);
    else senders.set(sender, [at]);
  }
  return times;
}
