import fs from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { assertNever } from '../../core/base/assertNever';
import type { ExportCounts, ExportFormat, ExportSelection } from '../../protocol/exports';
import { completeFile } from './completeFile';
import { exportExcerpt } from './excerpt';
import { jsonLines } from './jsonLines';
import { exportMermaid } from './mermaidExport';
import type { ExportOptions } from './options';
import { isUnchecked } from './options';
import { refuseSecrets, secretsInText } from './secretPlaces';
import { outputOf } from './snapshot';

const charactersPerWrite = 256 * 1024;

/**
 * Writes the selected spans into a file. An existing file is replaced only when the options say so, and
 * when the new one is complete; after a failure or an abort nothing is left behind.
 *
 * @throws {SourceError} see `exportExcerpt`
 */
export async function exportCapture(
  database: DatabaseSync,
  selection: ExportSelection,
  format: ExportFormat,
  toPath: string,
  options: ExportOptions = {},
): Promise<ExportCounts> {
  options.signal?.throwIfAborted();
  switch (format) {
    case 'rpcscope':
      return exportExcerpt(database, selection, toPath, options);
    case 'jsonl':
      return completeFile(toPath, outputOf(database, options), async temporary => {
        const counts = await writeLines(temporary, jsonLines(database, selection, options));
        await checkText(temporary, options);
        return counts;
      });
    case 'mermaid':
      return completeFile(toPath, outputOf(database, options), async temporary => {
        const { text, ...counts } = exportMermaid(database, selection, options);
        await fs.writeFile(temporary, text);
        await checkText(temporary, options);
        return counts;
      });
    default:
      return assertNever(format);
  }
}

async function checkText(file: string, options: ExportOptions): Promise<void> {
  if (!isUnchecked(options)) refuseSecrets(await secretsInText(file, options.signal));
}

/** @returns the generator's return value */
async function writeLines<T>(path: string, lines: Generator<string, T>): Promise<T> {
  const file = await fs.open(path, 'w');
  try {
    let text = '';
    for (;;) {
      const { done, value } = lines.next();
      if (!done) text += `${value}\n`;
      if (done || text.length >= charactersPerWrite) {
        await file.writeFile(text);
        text = '';
        // The thread's other work comes in between, such as an abort.
        await setImmediate();
      }
      if (done) return value;
    }
  } finally {
    // The generator ends its transaction.
    lines.return(undefined as T);
    await file.close();
  }
}
