import { open, stat } from 'node:fs/promises';

/** First 16 bytes of every SQLite database (file format, section 1.3). */
export const sqliteMagic = 'SQLite format 3\0';

/** Suffixes of the files that SQLite may keep beside a database. */
export const companions = ['-wal', '-shm', '-journal'] as const;

/** Paths of a database, and of the files that SQLite may keep beside it. */
export const withCompanions = (database: string): string[] =>
  ['', ...companions].map(suffix => database + suffix);

/**
 * Tells whether a file is an SQLite database, by its content, since a capture may have any name.
 * Returns false for a file that cannot be read; whoever opens it reports that.
 */
export async function isSqliteFile(file: string): Promise<boolean> {
  try {
    // Opening a pipe would wait until somebody writes to it.
    if (!(await stat(file)).isFile()) return false;
    const handle = await open(file);
    try {
      const { length } = sqliteMagic;
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
      return buffer.toString('latin1') === sqliteMagic;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}
