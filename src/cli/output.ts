import { createReadStream } from 'node:fs';
import { SourceError } from '../core/amqp/traceSource';
import { printable } from '../core/base/printable';

const chunkLength = 64 * 1024;
const maxLineLength = 10_000;

/**
 * Writes lines as fast as the reader takes them; stops when the reader closes the pipe, as `head`
 * does.
 *
 * @throws {SourceError} when they cannot be written
 */
export async function printLines(lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${escaped(line)}\n`;
    if (chunk.length < chunkLength) continue;
    if (!(await write(chunk))) return;
    chunk = '';
  }
  if (chunk !== '') await write(chunk);
}

/**
 * A terminal executes control characters, and bidirectional overrides reorder what it shows. JSON
 * writes them as `\\u009b`; other texts have none here.
 */
const escaped = (line: string): string => line.replace(executable, escapeOf);

const executable =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const escapeOf = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Prints a file as {@link printLines} does. */
export async function printFile(file: string): Promise<void> {
  for await (const chunk of createReadStream(file, 'utf8')) {
    if (!(await write(escaped(String(chunk))))) return;
  }
}

/** @returns false when the reader has closed the pipe */
function write(text: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, error => {
      if (!error) resolve(true);
      else if ('code' in error && error.code === 'EPIPE') resolve(false);
      else reject(new SourceError({ code: 'fileUnreadable', detail: error.message }));
    });
  });
}

/**
 * Prevents the process from ending at a write error: without a listener the event would be thrown.
 * The call that writes reports the error.
 */
export function hearWriteErrors(): void {
  process.stdout.on('error', () => undefined);
}

/**
 * Pads the cells of each column to its widest one; numbers are aligned to the right. A cell that is longer
 * than a line is cut first: all others of its column would become as long.
 */
export function table(uncut: readonly (readonly (string | number)[])[]): string[] {
  const rows = uncut.map(row => row.map(cell => (typeof cell === 'string' ? plain(cell) : cell)));
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

/** Makes text of messages safe for a terminal, which would execute its control characters. */
export const plain = (text: string): string => printable(text, maxLineLength);
