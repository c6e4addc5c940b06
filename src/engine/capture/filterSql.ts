import type { SQLInputValue } from 'node:sqlite';
import type { RowFilter } from '../../protocol/rows';

/** A condition over `message m`, with its parameters. */
export interface SqlCondition {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

const columnsWithText = [
  'label_id',
  'detail_id',
  'method_id',
  'exchange_id',
  'routing_key_id',
  'queue_id',
  'request_id',
] as const;

const maxWords = 20;

/** @returns `undefined` when the filter lets everything through */
export function filterSql(filter: RowFilter): SqlCondition | undefined {
  const conditions = [
    ...words(filter.text).map(wordCondition),
    ...(filter.hiddenLanes.length === 0 ? [] : [laneCondition(filter.hiddenLanes)]),
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

function wordCondition(word: string): SqlCondition {
  const like = `%${word.replace(/[\\%_]/g, found => `\\${found}`)}%`;
  const found = `IN (SELECT id FROM text WHERE value LIKE ? ESCAPE '\\')`;
  const onLanes = `IN (SELECT c.id FROM connection c JOIN lane l ON l.id = c.lane_id
    WHERE l.key LIKE ? ESCAPE '\\')`;
  const own = columnsWithText.map(column => `m.${column} ${found}`);
  const lanes = ['m.sender_id', 'm.receiver_id'].map(column => `${column} ${onLanes}`);
  // A reply has no label of its own: it is found with its call.
  const span = `m.span_id IN (SELECT id FROM span WHERE label_id ${found} OR request_id ${found}
    OR msg_id LIKE ? ESCAPE '\\')`;
  const parameterCount = own.length + lanes.length + 3;
  return {
    sql: [...own, ...lanes, span].join(' OR '),
    parameters: Array<SQLInputValue>(parameterCount).fill(like),
  };
}

/** Out goes what begins at a hidden lane, and what ends only at hidden ones. */
function laneCondition(hiddenLanes: readonly string[]): SqlCondition {
  const hidden = `(SELECT c.id FROM connection c JOIN lane l ON l.id = c.lane_id
    WHERE l.key IN (SELECT value FROM json_each(?)))`;
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
