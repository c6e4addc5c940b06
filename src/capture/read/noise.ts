/**
 * Finds noise: messages that services send periodically on their own, such as reports of their state.
 * A list of names would soon be outdated; so a method is noise when its senders send it in a rhythm,
 * nearly always, and hardly ever because of a user's request. Probes are known by name: each is sent by a
 * new process. State reports are, too: a script that calls a method evenly is not noise because of its
 * rhythm, so that only named reports may be more than half of all messages.
 */
import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { Query, rowsOf, valueOf } from '../../node/sql/statements';
import { addTo } from '../../core/base/groups';
import { isProbe, probeMethods } from '../../core/oslo/probes';
import { isStateReport } from '../../core/oslo/stateReports';
import { periodOf, rhythmOf } from '../../core/requests/periods';
import type { NoiseKind } from '../../protocol/filters';
import { isAskedFor } from './askedFor';
import { stringLookup } from './messages';

/** Greatest part of a method's spans that may belong to users' requests. */
const userPart = 0.2;
/** Least part of the intervals of one sender that are regular. */
const regularPart = 0.8;
/** Least part of regular intervals for a method that is noise already: it is lower, so that noise stays. */
const stillRegularPart = 0.6;
/** Least number of spans that can tell a rhythm. */
const enoughSpans = 5;
/** Greatest part of all messages that noise may be, beside state reports. */
const mostPart = 0.5;
/** Greatest part for a method that is noise already: it is greater, so that noise stays. */
const stillMostPart = 0.6;
/** Number of the newest spans that are read, so that the time is bounded for any capture. */
const maxSpans = 30_000;

const probes = probeMethods.map(method => `'${method}'`).join(', ');

export interface FoundNoise extends NoiseKind {
  /** String id of the label. */
  readonly labelId: number;
}

/**
 * @param known string ids of the labels that were noise at the last call
 * @returns the most frequent noise first
 */
export function findNoise(database: DatabaseSync, known: ReadonlySet<number>): FoundNoise[] {
  const candidates = rowsOf(
    database,
    `SELECT label_id, sum(1 + (reply_message_id IS NOT NULL) + heartbeat_count) AS message_count
     FROM span s GROUP BY label_id
     HAVING count(*) >= ${enoughSpans} AND sum(${isAskedFor}) <= ${userPart} * count(*)
       OR label_id IN (SELECT id FROM text WHERE value IN (${probes}))
     ORDER BY message_count DESC, label_id`,
    { labelId: integer, messageCount: integer },
  );
  const times = sendingTimes(
    database,
    candidates.map(({ labelId }) => labelId),
  );
  const labelOf = stringLookup(database);
  const rhythmic = candidates.flatMap(({ labelId, messageCount }): FoundNoise[] => {
    const label = labelOf(labelId);
    const sent = [...(times.get(labelId)?.values() ?? [])];
    if (isProbe(label))
      return [{ labelId, label, periodMicros: periodOf(sent.flat()), messageCount }];
    const rhythm = rhythmOf(sent);
    const part = known.has(labelId) ? stillRegularPart : regularPart;
    if (!rhythm || rhythm.share < part) return [];
    return [{ labelId, label, periodMicros: rhythm.periodMicros, messageCount }];
  });
  return withinLimit(rhythmic, messageCountOf(database), known);
}

/**
 * Leaves out the most frequent methods that would make noise the greater part of all messages. State
 * reports neither count nor are left out.
 */
function withinLimit(
  found: readonly FoundNoise[],
  total: number,
  known: ReadonlySet<number>,
): FoundNoise[] {
  let sum = 0;
  const kept = found.toReversed().filter(({ label, labelId, messageCount }) => {
    if (isStateReport(label)) return true;
    const most = (known.has(labelId) ? stillMostPart : mostPart) * total;
    if (sum + messageCount > most) return false;
    sum += messageCount;
    return true;
  });
  return kept.reverse();
}

/** Counts the messages of a capture, whose ids have no holes, without reading them. */
const messageCountOf = (database: DatabaseSync): number =>
  valueOf(
    database,
    'SELECT (SELECT max(id) FROM message) - (SELECT min(id) FROM message) + 1',
    integer.or(0),
  ) ?? 0;

/** Returns times of the newest spans with each label, by the process that sent them. */
function sendingTimes(
  database: DatabaseSync,
  labels: readonly number[],
): ReadonlyMap<number, ReadonlyMap<number, readonly number[]>> {
  const spans = new Query(
    database,
    `SELECT s.label_id, c.process_id, s.published_at
     FROM span s JOIN connection c ON c.id = s.caller_id
     WHERE s.label_id IN (SELECT value FROM json_each(?)) AND NOT ${isAskedFor}
       AND s.published_at IS NOT NULL AND NOT s.is_read_later
     ORDER BY s.id DESC LIMIT ${maxSpans}`,
    { labelId: integer, processId: integer, publishedAtMicros: integer },
  );
  const times = new Map<number, Map<number, number[]>>();
  for (const { labelId, processId, publishedAtMicros } of spans.iterate(JSON.stringify(labels))) {
    const senders = times.get(labelId) ?? new Map<number, number[]>();
    times.set(labelId, senders);
    addTo(senders, processId, publishedAtMicros);
  }
  return times;
}
