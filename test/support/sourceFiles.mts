import { readdirSync } from 'node:fs';
import path from 'node:path';

const skipped = new Set(['node_modules', 'dist', 'fixtures', 'screenshots']);

/** @returns paths of the TypeScript and JavaScript sources in a folder and the folders below it */
export function sourceFilesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name);
    if (entry.name.startsWith('.') || skipped.has(entry.name)) return [];
    if (entry.isDirectory()) return sourceFilesBelow(file);
    return /\.(?:ts|tsx|mts|mjs)$/.test(entry.name) ? [file] : [];
  });
}
