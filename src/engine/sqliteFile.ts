import { open } from 'node:fs/promises';

/** SQLite's file format, §1.3: every database begins so. */
const magic = 'SQLite format 3\0';

/**
 * Captures are told from other formats by their content, whatever they are called. What cannot be
 * read is told by those who read it.
 */
export async function isSqliteFile(file: string): Promise<boolean> {
  try {
    const handle = await open(file);
    try {
      const { buffer } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
      return buffer.toString('latin1') === magic;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}
