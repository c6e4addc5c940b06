import type { FilterExpression } from '../../core/filter/filterExpression';
import { parseFilter } from '../../core/filter/parse';
import type { RowFilter } from '../../protocol/filters';
import { expected } from './partySql';
import type { Scope, SqlCondition, SqlFragment } from './sqlCondition';
import { allOf, anyOf, sql } from './sqlCondition';
import { readsBodies, termSql } from './termSql';

/**
 * A filter as a condition over `message m`, without its mutes, folds and highlights.
 *
 * @returns `undefined` when the filter lets everything through
 * @throws when its text cannot be parsed; the message is the parser's first sentence
 */
export function filterSql(
  filter: Pick<RowFilter, 'text' | 'hiddenLanes' | 'request' | 'range'>,
  scope: Scope,
): SqlCondition | undefined {
  const { expression, problems } = parseFilter(filter.text);
  const [problem] = problems;
  if (problem) throw new Error(problem.sentence);
  const { range } = filter;
  const conditions = [
    ...(range ? [sql`m.at BETWEEN ${range.fromMicros} AND ${range.toMicros}`] : []),
    ...(filter.hiddenLanes.length === 0 ? [] : [laneCondition(filter.hiddenLanes)]),
    ...(filter.request === undefined ? [] : [requestCondition(filter.request)]),
  ].map(condition => ({ ...condition, readsBodies: false }));
  if (expression) conditions.push(expressionSql(expression, scope));
  return conditions.length === 0 ? undefined : all(conditions);
}

function expressionSql(expression: FilterExpression, scope: Scope): SqlCondition {
  switch (expression.type) {
    case 'and':
      return all(expression.parts.map(part => expressionSql(part, scope)));
    case 'or':
      return any(expression.parts.map(part => expressionSql(part, scope)));
    case 'not': {
      const part = expressionSql(expression.part, scope);
      return { ...sql`(${part}) IS NOT TRUE`, readsBodies: part.readsBodies };
    }
    default:
      return { ...termSql(expression, scope), readsBodies: readsBodies(expression) };
  }
}

/** SQLite may begin with any part of a conjunction; CASE makes it read bodies last. */
function all(conditions: readonly SqlCondition[]): SqlCondition {
  const quick = conditions.filter(each => !each.readsBodies);
  const slow = conditions.filter(each => each.readsBodies);
  if (slow.length === 0) return { ...allOf(quick), readsBodies: false };
  if (quick.length === 0) return { ...allOf(slow), readsBodies: true };
  return { ...sql`CASE WHEN ${allOf(quick)} THEN ${allOf(slow)} END`, readsBodies: true };
}

/** SQLite evaluates a disjunction from left to right. */
function any(conditions: readonly SqlCondition[]): SqlCondition {
  const sorted = conditions.toSorted((a, b) => Number(a.readsBodies) - Number(b.readsBodies));
  return { ...anyOf(sorted), readsBodies: conditions.some(each => each.readsBodies) };
}

/** Replies have no request id of their own, so they are found by their span. */
const requestCondition = (request: string): SqlFragment => sql`m.span_id IN (
  SELECT s.id FROM span s JOIN request r ON r.id = s.request_id
  WHERE r.group_id = (SELECT id FROM text WHERE value = ${request}))`;

/** Leaves out messages from a hidden lane, and messages to hidden lanes only. */
function laneCondition(hiddenLanes: readonly string[]): SqlFragment {
  const hidden = sql`(SELECT c.id FROM connection c JOIN process p ON p.id = c.process_id
    JOIN json_each(${JSON.stringify(hiddenLanes)}) k
      ON k.value IN (p.service_key, p.host_key, p.process_key))`;
  const conditions = [
    sql`m.sender_id IS NULL OR m.sender_id NOT IN ${hidden}`,
    // A delivered message needs a visible receiver. Only fanouts need the table of deliveries.
    sql`m.receiver_id IS NULL OR m.receiver_id NOT IN ${hidden} OR (m.deliver_count > 1 AND EXISTS (
      SELECT 1 FROM delivery d WHERE d.message_id = m.id AND d.connection_id NOT IN ${hidden}))`,
    // A message that nobody took counts for the reader of its queue.
    sql`m.receiver_id IS NOT NULL OR coalesce(${expected} NOT IN ${hidden}, 1)`,
  ];
  return allOf(conditions);
}
