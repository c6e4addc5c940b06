import { readdirSync } from 'node:fs';
import path from 'node:path';

const skipped = new Set(['node_modules', 'dist', 'fixtures', 'screenshots']);

const scripts = /\.(?:ts|tsx|mts|mjs)$/;

/**
 * @param names pattern of the files' names; default: TypeScript and JavaScript
 * @returns paths of the sources in a folder and the folders below it
 */
export function sourceFilesBelow(folder: string, names = scripts): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name);
    if (entry.name.startsWith('.') || skipped.has(entry.name)) return [];
    if (entry.isDirectory()) return sourceFilesBelow(file, names);
    return names.test(entry.name) ? [file] : [];
  });
}
