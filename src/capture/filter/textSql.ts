/** Patterns of the filter language as conditions over texts. */
import type { TextPattern } from '../../core/filter/filterExpression';
import type { Scope, SqlFragment } from './sqlCondition';
import { anyOf, raw, sql } from './sqlCondition';

/** Escaped for `LIKE … ESCAPE '\'`. */
const escaped = (text: string): string => text.replace(/[\\%_]/g, found => `\\${found}`);

const likeText = ({ parts, fit }: TextPattern): string => {
  const like = parts.map(escaped).join('%');
  return fit === 'part' ? `%${like}%` : like;
};

export const contains = (column: string, part: string): SqlFragment =>
  sql`${raw(column)} LIKE ${`%${escaped(part)}%`} ESCAPE '\\'`;

/** @param value a column, or an expression, that is a text or NULL */
export const fits = (value: SqlFragment, pattern: TextPattern): SqlFragment =>
  pattern.fit === 'exact'
    ? sql`${value} = ${pattern.parts[0] ?? ''}`
    : sql`${value} LIKE ${likeText(pattern)} ESCAPE '\\'`;

/** Any of the columns refers to a text that fits. */
export function refersTo(
  columns: readonly string[],
  pattern: TextPattern,
  scope: Scope,
): SqlFragment {
  const fit = fits(raw('t.value'), pattern);
  const [column = '', ...others] = columns;
  if (scope === 'few') {
    return sql`EXISTS (SELECT 1 FROM text t WHERE t.id IN (${raw(columns.join(', '))}) AND ${fit})`;
  }
  const found = sql`SELECT t.id FROM text t WHERE ${fit}`;
  if (others.length === 0) return sql`${raw(column)} IN (${found})`;
  // Found once, although the statement asks for each row.
  const isFound = anyOf(columns.map(each => raw(`${each} IN found`)));
  return sql`EXISTS (WITH found AS MATERIALIZED (${found}) SELECT 1 WHERE ${isFound})`;
}

/** As JSON writes it that escapes what is not ASCII, which is Python's habit. */
const inJson = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/g, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Somewhere in the content of `body b`. Its JSON is searched as it is written. */
export function isInContent(pattern: TextPattern): SqlFragment {
  const escapedParts = pattern.parts.map(inJson);
  const asWritten = fits(raw('b.content'), { parts: pattern.parts, fit: 'part' });
  const isSame = escapedParts.every((part, at) => part === pattern.parts[at]);
  const found = isSame
    ? asWritten
    : anyOf([asWritten, fits(raw('b.content'), { parts: escapedParts, fit: 'part' })]);
  return sql`b.format <> 'bytes' AND (${found})`;
}

/** No encoder of JSON escapes these. */
const neverEscaped = /[\w .:-]+/g;

/**
 * What must stand in the raw JSON of a body for a value to fit, the longest piece of it: to pass
 * over most bodies without parsing them. `undefined`: nothing is sure.
 */
export function sureToStand({ parts }: TextPattern): string | undefined {
  const pieces = parts.flatMap(part => part.match(neverEscaped) ?? []);
  return pieces.toSorted((a, b) => b.length - a.length)[0];
}
