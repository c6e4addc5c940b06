import { DatabaseSync } from 'node:sqlite';

/**
 * Longest value in bytes, which is also the longest that we write: RabbitMQ takes no longer message unless
 * its `max_message_size` is raised. A longer one is an error as soon as its row is read, before its bytes are.
 */
export const maxValueBytes = 128 * 1024 * 1024;

/** Longest wait for the writer of a file. */
const lockTimeoutMillis = 2_000;

/**
 * Opens a database that a stranger may have written. SQLite then trusts neither the cells of its pages
 * nor functions that its schema calls, and nothing can change the schema by its own tables. Options
 * that an older Node does not know are ignored by it.
 */
export function openUntrusted(
  file: string,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): DatabaseSync {
  const database = new DatabaseSync(file, {
    readOnly,
    // A recording that begins locks its file for a moment.
    timeout: lockTimeoutMillis,
    allowExtension: false,
    defensive: true,
    limits: { length: maxValueBytes, triggerDepth: 0 },
  });
  // Neither of them reads the schema.
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
  return database;
}
