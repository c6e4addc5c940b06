import { open } from 'node:fs/promises';

/** SQLite's file format, §1.3: every database begins so. */
export const sqliteMagic = 'SQLite format 3\0';

/**
 * Captures are told from other formats by their content, whatever they are called. What cannot be
 * read is told by those who read it.
 */
export async function isSqliteFile(file: string): Promise<boolean> {
  try {
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
