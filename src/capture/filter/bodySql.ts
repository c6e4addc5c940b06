/**
 * Conditions on values inside of bodies. A path leads through lists, and through versioned objects to
 * their fields: oslo.versionedobjects writes `args.instance.uuid` as
 * `args.instance."nova_object.data".uuid`. Values below the path's end count as well.
 */
import type { BodyRoot } from '../../core/filter/fields';
import type { TextPattern } from '../../core/filter/filterExpression';
import { kindCode } from '../tables/codes';
import type { SqlFragment } from './sqlCondition';
import { anyOf, listOf, raw, sql } from './sqlCondition';
import { contains, fits, sureToStand } from './textSql';
import { contextPrefix } from '../../core/oslo/message';

/** Keys of the inner message at which a path begins. */
interface Entrance {
  readonly keys: readonly string[];
  /** True where keys count that begin with one of these. */
  readonly isPrefix: boolean;
  readonly path: readonly string[];
}

/** @returns a condition over `message m` on the request, or the reply, of its span */
export function bodyValue(
  root: BodyRoot,
  path: readonly string[],
  pattern: TextPattern,
): SqlFragment {
  switch (root) {
    case 'args':
      return inRequest(valueIn({ keys: ['args', 'payload'], isPrefix: false, path }, pattern));
    case 'ctx': {
      const [first, ...rest] = path;
      return first === undefined
        ? inRequest(valueIn({ keys: [contextPrefix], isPrefix: true, path }, pattern))
        : contextValue([first], pattern, rest);
    }
    case 'result':
      return sql`EXISTS (SELECT 1 FROM message r JOIN body b ON b.message_id = r.id
        WHERE r.id IN (SELECT m.span_id
            UNION ALL SELECT l.id FROM message l WHERE l.span_id = m.span_id AND l.span_id <> l.id)
          AND r.kind = ${raw(kindCode('reply'))}
          AND ${valueIn({ keys: ['result'], isPrefix: false, path }, pattern)})`;
  }
}

/** A condition on a value of the request context, under any of several names. */
export const contextValue = (
  names: readonly string[],
  pattern: TextPattern,
  path: readonly string[] = [],
): SqlFragment => {
  const keys = names.map(name => `${contextPrefix}${name}`);
  return inRequest(valueIn({ keys, isPrefix: false, path }, pattern));
};

/** A condition on a value of a notification that stands beside its payload. */
export const notificationValue = (key: string, pattern: TextPattern): SqlFragment =>
  sql`CASE (SELECT s.kind FROM span s WHERE s.id = m.span_id)
    WHEN ${raw(kindCode('notification'))} THEN ${inRequest(valueIn({ keys: [key], isPrefix: false, path: [] }, pattern))} END`;

const inRequest = (condition: SqlFragment): SqlFragment =>
  sql`EXISTS (SELECT 1 FROM body b WHERE b.message_id = m.span_id AND ${condition})`;

/** A condition over `body b`. */
function valueIn({ keys, isPrefix, path }: Entrance, pattern: TextPattern): SqlFragment {
  const sure = sureToStand(pattern) ?? sureToStand({ parts: path.slice(-1), fit: 'part' });
  const enters = isPrefix
    ? anyOf(keys.map(key => sql`substr(c.key, 1, ${key.length}) = ${key}`))
    : sql`c.key IN ${listOf(keys)}`;
  const end = raw(path.length);
  // Step of the path that a child is on; NULL where it is not on the path.
  const step = sql`CASE WHEN v.type = 'array' OR v.step = ${end} THEN v.step
    WHEN c.key = ${JSON.stringify(path)} ->> v.step THEN v.step + 1
    WHEN c.key LIKE '%\\_object.data' ESCAPE '\\' THEN v.step END`;
  return sql`${sure === undefined ? raw('TRUE') : contains('b.content', sure)} AND EXISTS (
    WITH RECURSIVE v (step, type, value) AS (
      SELECT 0, c.type, ${textOfChild('b.content')} FROM json_each(
        CASE WHEN b.format = 'json' AND json_valid(b.content) THEN b.content END) c
      WHERE ${enters}
      UNION ALL
      SELECT ${step}, c.type, ${textOfChild('v.value')}
      FROM v JOIN json_each(CASE WHEN v.type IN ('object', 'array') THEN v.value END) c
      WHERE (${step}) IS NOT NULL)
    SELECT 1 FROM v WHERE v.step = ${end} AND v.type NOT IN ('object', 'array')
      AND ${fits(raw('CAST(v.value AS TEXT)'), pattern)})`;
}

/** A value of `json_each(…) c` as JSON writes it, but strings without quotes and escapes. */
const textOfChild = (parent: string): SqlFragment =>
  raw(`CASE WHEN c.type IN ('true', 'false', 'null') THEN c.type
    WHEN typeof(c.atom) = 'real' THEN ${parent} -> c.fullkey ELSE c.value END`);
