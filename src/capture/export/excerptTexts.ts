/** Copies the strings that rows in `target` refer to; they keep their numbers. */
import type { DatabaseSync } from 'node:sqlite';

/** Columns that refer to `text`. The key, by which rows of a chunk are found, stands first. */
const trafficColumns: Readonly<Record<string, readonly [key: string, ...texts: string[]]>> = {
  message: [
    'id',
    'exchange_id',
    'routing_key_id',
    'queue_id',
    'label_id',
    'detail_id',
    'method_id',
    'request_id',
  ],
  span: [
    'id',
    'label_id',
    'method_id',
    'namespace_id',
    'version_id',
    'reply_queue_id',
    'request_id',
    'global_request_id',
    'failure_class_id',
  ],
  delivery: ['message_id', 'queue_id'],
  body: ['message_id', 'vhost_id', 'node_id', 'user_id'],
};

/**
 * Notes the texts of messages and spans chunk by chunk: of a million rows at once it would take as
 * long as all else together.
 *
 * @returns notes those from the first to the last new number
 */
export function textNoter(snapshot: DatabaseSync): (first: number, last: number) => void {
  snapshot.exec('CREATE TABLE temp.used_text (id INTEGER PRIMARY KEY)');
  const parts = Object.entries(trafficColumns).flatMap(([table, [key, ...columns]]) =>
    columns.map(
      column =>
        `SELECT ${column} FROM target.${table}
         WHERE ${key} BETWEEN ?1 AND ?2 AND ${column} IS NOT NULL`,
    ),
  );
  const note = snapshot.prepare(
    `INSERT OR IGNORE INTO temp.used_text ${parts.join(' UNION ALL ')}`,
  );
  return (first, last) => {
    note.run(first, last);
  };
}

/** Call it last: it needs to know all rows. */
export function copyTexts(snapshot: DatabaseSync): void {
  // Names of fanouts tell topics from servers, whatever else is selected.
  snapshot.exec(`
    INSERT OR IGNORE INTO temp.used_text
      SELECT id FROM target.request UNION ALL SELECT group_id FROM target.request
      UNION ALL SELECT queue_id FROM target.consumer
      UNION ALL SELECT id FROM source.text WHERE value LIKE '%\\_fanout%' ESCAPE '\\';
    INSERT INTO target.text
      SELECT t.* FROM temp.used_text u JOIN source.text t ON t.id = u.id ORDER BY t.id`);
}
