/** Topics in SQL, by the same rules as `topics.ts` for one message. */
import type { TextPattern } from '../../core/filter/filterExpression';
import { kindCode } from '../tables/codes';
import type { Scope, SqlFragment } from './sqlCondition';
import { raw, sql } from './sqlCondition';
import { fits } from './textSql';

const fanout = '_fanout';
const hexDigits = '[0-9a-f]'.repeat(32);

/** Topics with a fanout exchange or queue, which tell where a server's name begins in a queue name. */
const knownTopics = `
  SELECT substr(value, 1, length(value) - ${fanout.length}) AS topic FROM text
  WHERE substr(value, -${fanout.length}) = '${fanout}' AND length(value) > ${fanout.length}
  UNION SELECT substr(value, 1, instr(value, '${fanout}_') - 1) FROM text
  WHERE value GLOB '?*${fanout}_${hexDigits}' OR value GLOB '?*${fanout}_?*:?*:[0-9]*'`;

const lowerCase = 'abcdefghijklmnopqrstuvwxyz';
const priorityless = `rtrim(t.value, '${lowerCase}')`;

const ofFanout = `CASE WHEN substr(t.value, -${fanout.length}) = '${fanout}'
  THEN substr(t.value, 1, length(t.value) - ${fanout.length}) ELSE t.value END`;
const ofNotification = `CASE WHEN ${priorityless} <> t.value AND substr(${priorityless}, -1) = '.'
  THEN rtrim(${priorityless}, '.') ELSE t.value END`;
const ofServer = `CASE
  WHEN instr(t.value, '@') = 0 AND t.value IN (SELECT topic FROM known) THEN t.value
  ELSE coalesce((SELECT topic FROM known k
    WHERE substr(t.value, 1, length(k.topic) + 1) = k.topic || '.'
    ORDER BY length(k.topic) LIMIT 1), t.value) END`;

/** @returns a condition over `message m` on the topic of its span */
export function topicFits(pattern: TextPattern, scope: Scope): SqlFragment {
  const refers = (column: string, topic: string): SqlFragment => {
    const fit = fits(raw(`(${topic})`), pattern);
    return scope === 'all'
      ? sql`${raw(column)} IN (
          WITH known AS MATERIALIZED (${raw(knownTopics)}) SELECT t.id FROM text t WHERE ${fit})`
      : sql`EXISTS (WITH known AS MATERIALIZED (${raw(knownTopics)})
          SELECT 1 FROM text t WHERE t.id = ${raw(column)} AND ${fit})`;
  };
  return sql`EXISTS (SELECT 1 FROM message f WHERE f.id = m.span_id AND CASE f.kind
    WHEN ${raw(kindCode('fanout'))} THEN ${refers('f.exchange_id', ofFanout)}
    WHEN ${raw(kindCode('notification'))}
      THEN ${refers('f.routing_key_id', ofNotification)}
    ELSE ${refers('f.routing_key_id', ofServer)} END)`;
}
