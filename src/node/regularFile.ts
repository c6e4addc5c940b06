import fs from 'node:fs';

/**
 * Reads a regular file at once. Opening a pipe would wait until somebody writes to it, and a device may
 * have no end.
 *
 * @returns the size when the file is longer than `maxBytes`
 * @throws the file system's error; one with the code `EISDIR` for a folder, `ENXIO` for a pipe or device
 */
export function readRegularFile(file: string, maxBytes: number): Buffer | number {
  const handle = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    const stats = fs.fstatSync(handle);
    if (!stats.isFile()) {
      const code = stats.isDirectory() ? 'EISDIR' : 'ENXIO';
      throw Object.assign(new Error(`${file} is not a regular file`), { code });
    }
    return stats.size > maxBytes ? stats.size : fs.readFileSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
