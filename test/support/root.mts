import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
/** Folder for downloads and results of the tooling; git ignores it. */
export const cache = path.join(root, '.cache');
