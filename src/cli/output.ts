import { once } from 'node:events';
import { printable } from '../core/base/printable';

const chunkLength = 64 * 1024;
const maxLineLength = 10_000;

/** Writes lines as fast as the reader takes them. */
export async function printLines(lines: Iterable<string>): Promise<void> {
  let chunk = '';
  const flush = async (): Promise<void> => {
    const text = chunk;
    chunk = '';
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  };
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length >= chunkLength) await flush();
  }
  if (chunk !== '') await flush();
}

/** Ends quietly when whoever reads has had enough, as `head` has. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

/** Columns as wide as their widest cell; numbers are to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, String(cell).length)));
  }
  return rows.map(row =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return typeof cell === 'number' || /^[\d.]+$/.test(cell)
          ? String(cell).padStart(width)
          : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** What strangers wrote must not reach a terminal as its commands. */
export const plain = (text: string): string => printable(text, maxLineLength);

/** Microseconds as `0.4 ms`, `1.88 s`. */
export function duration(micros: number): string {
  const millis = micros / 1000;
  return millis < 999.5 ? `${millis.toFixed(1)} ms` : `${(millis / 1000).toFixed(2)} s`;
}
