/** Copies the strings that rows in `target` refer to; they keep their numbers. */
import type { DatabaseSync } from 'node:sqlite';
import { textTable } from '../tables/strings';
import { bodyTable, deliveryTable, messageTable, spanTable } from '../tables/traffic';

/** Tables whose rows refer to strings, with the key by which rows of a chunk are found. */
const referring = [
  [messageTable, 'id'],
  [spanTable, 'id'],
  [deliveryTable, 'message_id'],
  [bodyTable, 'message_id'],
] as const;

/**
 * Notes the texts of messages and spans chunk by chunk: of a million rows at once it would take as
 * long as all else together.
 *
 * @returns notes those from the first to the last new number
 */
export function stringNoter(snapshot: DatabaseSync): (first: number, last: number) => void {
  snapshot.exec('CREATE TABLE temp.used_string (id INTEGER PRIMARY KEY)');
  const parts = referring.flatMap(([table, key]) =>
    table.columnsReferringTo(textTable.name).map(
      column =>
        `SELECT ${column} FROM target.${table.name}
         WHERE ${key} BETWEEN ?1 AND ?2 AND ${column} IS NOT NULL`,
    ),
  );
  const note = snapshot.prepare(
    `INSERT OR IGNORE INTO temp.used_string ${parts.join(' UNION ALL ')}`,
  );
  return (first, last) => {
    note.run(first, last);
  };
}

/** Call it last: it needs to know all rows. */
export function copyStrings(snapshot: DatabaseSync): void {
  // Names of fanouts tell topics from servers, whatever else is selected.
  snapshot.exec(`
    INSERT OR IGNORE INTO temp.used_string
      SELECT id FROM target.request UNION ALL SELECT group_id FROM target.request
      UNION ALL SELECT queue_id FROM target.consumer
      UNION ALL SELECT id FROM source.text WHERE value LIKE '%\\_fanout%' ESCAPE '\\';
    INSERT INTO target.text (id, value)
      SELECT t.id, t.value FROM temp.used_string u JOIN source.text t ON t.id = u.id ORDER BY t.id`);
}
