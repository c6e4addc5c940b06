/** Reads files beside an input, which came with it: a stranger may have put links and pipes there. */
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';

/**
 * Reads a regular file. Opening a pipe would wait until somebody writes to it, a device may have no
 * end, and a link may lead to a file of the user that must not end up in a capture.
 *
 * @throws with a sentence when it is something else, or longer
 */
export async function readRegularFile(file: string, maxBytes: number): Promise<Buffer> {
  if (await isLink(file)) throw new Error('it is a link');
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error('it is not a regular file');
    if (stats.size > maxBytes) throw new Error('it is too long');
    const bytes = Buffer.alloc(stats.size);
    const { bytesRead } = await handle.read(bytes, 0, stats.size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** @returns false when nothing is there */
export const isLink = (file: string): Promise<boolean> =>
  lstat(file).then(
    stats => stats.isSymbolicLink(),
    () => false,
  );
