import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
/** What the tooling downloads and writes; git ignores it. */
export const cache = path.join(root, '.cache');
