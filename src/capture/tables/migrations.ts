/** Brings captures of older versions up to date on a copy; the file itself is not changed. */
import fs from 'node:fs';
import path from 'node:path';
import { makeTemporaryFolder } from '../../node/temporaryFolder';
import { openUntrusted } from '../../node/sql/openUntrusted';
import { pragma } from '../../node/sql/statements';
import { bookmarkTable } from './notes';
import { gapTable } from './gaps';
import { consumerTable } from './participants';
import { schemaVersion } from './schema';

/** Statements that turn a capture of one version, the key, into one of the next version. */
const migrations: Readonly<Record<number, string>> = {
  1: bookmarkTable.createSql,
  2: `ALTER TABLE message ADD COLUMN wire_bytes INTEGER NOT NULL DEFAULT 0;
    UPDATE message SET wire_bytes =
      coalesce((SELECT b.wire_bytes FROM body b WHERE b.message_id = message.id), 0);
    ALTER TABLE body DROP COLUMN wire_bytes;
    ALTER TABLE span ADD COLUMN wire_bytes INTEGER NOT NULL DEFAULT 0;
    UPDATE span SET wire_bytes = coalesce((SELECT m.wire_bytes FROM message m WHERE m.id = span.id), 0)
      + coalesce((SELECT sum(m.wire_bytes) FROM message m
        WHERE m.span_id = span.id AND m.span_id <> m.id), 0)`,
  3: gapTable.createSql,
  4: `ALTER TABLE connection ADD COLUMN vhost_id INTEGER;
    ALTER TABLE consumer RENAME TO last_consumer;
    ${consumerTable.createSql}
    INSERT INTO consumer (queue_id, n, connection_id)
      SELECT queue_id, row_number() OVER (PARTITION BY queue_id ORDER BY first_id), connection_id FROM (
        SELECT queue_id, connection_id, min(message_id) AS first_id FROM (
          SELECT queue_id, connection_id, message_id FROM delivery
          UNION ALL SELECT queue_id, connection_id, ${2 ** 53 - 1} FROM last_consumer)
        GROUP BY queue_id, connection_id);
    DROP TABLE last_consumer`,
  5: `ALTER TABLE span ADD COLUMN first_form_id INTEGER;
    CREATE INDEX span_second_form ON span (first_form_id) WHERE first_form_id IS NOT NULL`,
  6: `ALTER TABLE span ADD COLUMN is_read_later INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE message ADD COLUMN is_read_later INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE message ADD COLUMN told_at INTEGER`,
};

export const canMigrate = (version: number): boolean => version >= 1 && version < schemaVersion;

/**
 * Copies a capture, with the log that a killed writer left, and brings the copy up to date.
 *
 * @returns path of the copy, in its own temporary folder
 */
export function migratedCopy(file: string): string {
  const folder = makeTemporaryFolder('older');
  try {
    const copy = path.join(folder, path.basename(file));
    for (const suffix of ['', '-wal']) {
      if (!fs.existsSync(file + suffix)) continue;
      fs.copyFileSync(file + suffix, copy + suffix);
      fs.chmodSync(copy + suffix, 0o600);
    }
    migrate(copy);
    return copy;
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function migrate(file: string): void {
  const database = openUntrusted(file);
  try {
    for (let from = pragma(database, 'user_version'); from < schemaVersion; from++) {
      database.exec(`BEGIN; ${migrations[from] ?? ''}; PRAGMA user_version = ${from + 1}; COMMIT;`);
    }
  } finally {
    database.close();
  }
}
