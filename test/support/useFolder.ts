import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

/**
 * Makes a folder before the tests of the suite that calls it, or before each of them, and removes it
 * afterwards.
 *
 * @returns its path
 */
export function useFolder(per: 'file' | 'test' = 'file'): string {
  const [before, after] = per === 'file' ? [beforeAll, afterAll] : [beforeEach, afterEach];
  const folder = path.join(tmpdir(), `rpcscope-test-${randomUUID()}`);
  before(() => mkdirSync(folder));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
