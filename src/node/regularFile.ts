import fs from 'node:fs';

/**
 * Reads a regular file at once. Opening a pipe would wait until somebody writes to it, and a device may
 * have no end.
 *
 * @returns the size when the file is longer than `maxBytes`
 * @throws the file system's error; one with the code `ENOENT` when it is not a regular file
 */
export function readRegularFile(file: string, maxBytes: number): Buffer | number {
  const handle = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    const stats = fs.fstatSync(handle);
    if (!stats.isFile()) {
      throw Object.assign(new Error(`${file} is not a regular file`), { code: 'ENOENT' });
    }
    return stats.size > maxBytes ? stats.size : fs.readFileSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
