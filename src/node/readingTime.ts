import { statSync } from 'node:fs';

/** Bytes that a slow disk reads in a millisecond. */
const slowestBytesPerMilli = 20_000;

/** Time in which a slow disk reads a file; its holes count nothing, and neither does a missing file. */
export function millisToRead(file: string): number {
  try {
    return (statSync(file).blocks * 512) / slowestBytesPerMilli;
  } catch {
    return 0;
  }
}
