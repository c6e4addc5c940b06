import type { SQLInputValue } from 'node:sqlite';
import type { RowFilter } from '../../protocol/rows';

/** A condition over `message m`, with its parameters. */
export interface SqlCondition {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

/**
 * - `all`: for a look at the whole capture: what matches is found once, then rows are held against it
 * - `few`: for a look at some rows, as they come: each is followed to its texts and lanes
 */
export type Scope = 'all' | 'few';

const columnsWithText = [
  'm.label_id',
  'm.detail_id',
  'm.method_id',
  'm.exchange_id',
  'm.routing_key_id',
  'm.queue_id',
  'm.request_id',
];

const maxWords = 20;

/** @returns `undefined` when the filter lets everything through */
export function filterSql(filter: RowFilter, scope: Scope): SqlCondition | undefined {
  const conditions = [
    ...words(filter.text).map(word => wordCondition(word, scope)),
    ...(filter.hiddenLanes.length === 0 ? [] : [laneCondition(filter.hiddenLanes)]),
    ...(filter.request === undefined ? [] : [requestCondition(filter.request)]),
  ];
  if (conditions.length === 0) return undefined;
  return {
    sql: conditions.map(each => `(${each.sql})`).join(' AND '),
    parameters: conditions.flatMap(each => each.parameters),
  };
}

const words = (text: string): string[] =>
  text
    .split(/\s+/)
    .filter(word => word !== '')
    .slice(0, maxWords);

function wordCondition(word: string, scope: Scope): SqlCondition {
  const pattern = `%${word.replace(/[\\%_]/g, found => `\\${found}`)}%`;
  const parameters: string[] = [];
  const like = (column: string): string => {
    parameters.push(pattern);
    return `${column} LIKE ? ESCAPE '\\'`;
  };
  /** One of the columns refers to what is found. */
  const refersTo = (columns: readonly string[], key: string, found: () => string): string =>
    scope === 'few'
      ? `EXISTS (${found()} AND ${key} IN (${columns.join(', ')}))`
      : columns.map(column => `${column} IN (${found()})`).join(' OR ');
  const text = (columns: readonly string[]): string =>
    refersTo(columns, 't.id', () => `SELECT t.id FROM text t WHERE ${like('t.value')}`);
  const lane = refersTo(
    ['m.sender_id', 'm.receiver_id'],
    'c.id',
    () =>
      `SELECT c.id FROM connection c JOIN process p ON p.id = c.process_id
       WHERE ${like('p.process_key')}`,
  );
  // A reply has no label of its own: it is found with its call.
  const span = refersTo(
    ['m.span_id'],
    's.id',
    () =>
      `SELECT s.id FROM span s
       WHERE (${text(['s.label_id', 's.request_id'])} OR ${like('s.msg_id')})`,
  );
  return { sql: [lane, text(columnsWithText), span].join(' OR '), parameters };
}

/** Replies have no request id of their own: they come with their span. */
const requestCondition = (request: string): SqlCondition => ({
  sql: `m.span_id IN (
    SELECT s.id FROM span s JOIN request r ON r.id = s.request_id
    WHERE r.group_id = (SELECT id FROM text WHERE value = ?))`,
  parameters: [request],
});

/** Out goes what begins at a hidden lane, and what ends only at hidden ones. */
function laneCondition(hiddenLanes: readonly string[]): SqlCondition {
  const hidden = `(SELECT c.id FROM connection c JOIN process p ON p.id = c.process_id
    JOIN json_each(?) k ON k.value IN (p.service_key, p.host_key, p.process_key))`;
  const keys = JSON.stringify(hiddenLanes);
  const conditions = [
    `m.sender_id IS NULL OR m.sender_id NOT IN ${hidden}`,
    // Delivered: at least one receiver shows. The table of deliveries is asked only for fanouts.
    `m.receiver_id IS NULL OR m.receiver_id NOT IN ${hidden} OR (m.deliver_count > 1 AND EXISTS (
       SELECT 1 FROM delivery d WHERE d.message_id = m.id AND d.connection_id NOT IN ${hidden}))`,
    // Not delivered: it goes by who should have taken it.
    `m.receiver_id IS NOT NULL OR m.queue_id IS NULL OR m.queue_id NOT IN (
       SELECT queue_id FROM consumer WHERE connection_id IN ${hidden})`,
  ];
  return {
    sql: conditions.map(each => `(${each})`).join(' AND '),
    parameters: [keys, keys, keys, keys],
  };
}
