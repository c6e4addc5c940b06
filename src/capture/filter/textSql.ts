/** Translates patterns of the filter language to conditions on strings. */
import type { TextPattern } from '../../core/filter/filterExpression';
import type { Scope, SqlFragment } from './sqlCondition';
import { anyOf, raw, sql } from './sqlCondition';

/** A text escaped for `LIKE … ESCAPE '\'`. */
export const likeEscaped = (text: string): string => text.replace(/[\\%_]/g, found => `\\${found}`);

const likeText = ({ parts, fit }: TextPattern): string => {
  const like = parts.map(likeEscaped).join('%');
  return fit === 'part' ? `%${like}%` : like;
};

export const contains = (column: string, part: string): SqlFragment =>
  sql`${raw(column)} LIKE ${`%${likeEscaped(part)}%`} ESCAPE '\\'`;

/** @param value a column or an expression that is a text or NULL */
export const fits = (value: SqlFragment, pattern: TextPattern): SqlFragment =>
  pattern.fit === 'exact'
    ? sql`${value} = ${pattern.parts[0] ?? ''}`
    : sql`${value} LIKE ${likeText(pattern)} ESCAPE '\\'`;

/** A condition: any of the columns refers to a string that fits. */
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
  // MATERIALIZED finds the strings once, although the condition is evaluated for each row.
  const isFound = anyOf(columns.map(each => raw(`${each} IN found`)));
  return sql`EXISTS (WITH found AS MATERIALIZED (${found}) SELECT 1 WHERE ${isFound})`;
}

/** A text as Python's `json` writes it, which escapes all characters beyond ASCII. */
const inJson = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/g, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A condition on the content of `body b`, whose JSON is searched as it is written. */
export function isInContent(pattern: TextPattern): SqlFragment {
  const escapedParts = pattern.parts.map(inJson);
  const asWritten = fits(raw('b.content'), { parts: pattern.parts, fit: 'part' });
  const isSame = escapedParts.every((part, at) => part === pattern.parts[at]);
  const found = isSame
    ? asWritten
    : anyOf([asWritten, fits(raw('b.content'), { parts: escapedParts, fit: 'part' })]);
  return sql`b.format <> 'bytes' AND (${found})`;
}

/** Characters that no JSON encoder escapes. */
const neverEscaped = /[\w .:-]+/g;

/**
 * The longest text that the raw JSON of a body must contain for a value to fit, so that most bodies
 * are skipped without parsing them. `undefined`: no text is certain.
 */
export function sureToStand({ parts }: TextPattern): string | undefined {
  const pieces = parts.flatMap(part => part.match(neverEscaped) ?? []);
  return pieces.toSorted((a, b) => b.length - a.length)[0];
}
