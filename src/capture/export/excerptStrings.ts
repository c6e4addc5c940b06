/** Copies the strings that rows in `target` refer to. They keep their ids. */
import type { DatabaseSync } from 'node:sqlite';
import { stringTable } from '../tables/strings';
import { bodyTable, deliveryTable, messageTable, spanTable } from '../tables/traffic';

/** Tables whose rows refer to strings, with the key that selects the rows of a chunk. */
const referring = [
  [messageTable, 'id'],
  [spanTable, 'id'],
  [deliveryTable, 'message_id'],
  [bodyTable, 'message_id'],
] as const;

/**
 * Notes the strings of messages and spans chunk by chunk, because for a million rows at once it would
 * take as long as the rest of the export.
 *
 * @returns a function that notes the strings of the messages between two new numbers, both included
 */
export function stringNoter(snapshot: DatabaseSync): (first: number, last: number) => void {
  snapshot.exec('CREATE TABLE temp.used_string (id INTEGER PRIMARY KEY)');
  const parts = referring.flatMap(([table, key]) =>
    table.columnsReferringTo(stringTable.name).map(
      column =>
        `SELECT ${column} FROM target.${table.name}
         WHERE ${key} BETWEEN ?1 AND ?2 AND ${column} IS NOT NULL`,
    ),
  );
  const note = snapshot.prepare(
    `INSERT OR IGNORE INTO temp.used_string (id) ${parts.join(' UNION ALL ')}`,
  );
  return (first, last) => {
    note.run(first, last);
  };
}

/** Copies the noted strings, and those of all other tables. To be called last. */
export function copyStrings(snapshot: DatabaseSync): void {
  // Names of fanout exchanges are always kept, because they tell topics from servers.
  snapshot.exec(`
    INSERT OR IGNORE INTO temp.used_string (id)
      SELECT id FROM target.request UNION ALL SELECT group_id FROM target.request
      UNION ALL SELECT queue_id FROM target.consumer
      UNION ALL SELECT vhost_id FROM target.connection WHERE vhost_id IS NOT NULL
      UNION ALL SELECT id FROM source.text WHERE value LIKE '%\\_fanout%' ESCAPE '\\';
    INSERT INTO target.text (id, value)
      SELECT t.id, t.value FROM temp.used_string u JOIN source.text t ON t.id = u.id ORDER BY t.id`);
}
