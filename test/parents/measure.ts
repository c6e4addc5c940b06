/**
 * Compares the parents that our code tells with true ones that it had no part in.
 *
 *     npm run measure:parents [-- FOLDER…]
 *
 * FOLDER holds a capture as `firehose.ndjson.gz`, and the broker's snapshots in `management`;
 * default: the captures of test/fixtures. With `RPCSCOPE_TRUTH_WRONG=1` each wrong answer is printed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { measureParents } from './measureParents';

const ownFiles = [
  'media/sample/server-boot.ndjson.gz',
  ...['idle', 'volume', 'failures', 'stack'].map(
    each => `test/fixtures/captures/${each}/firehose.ndjson.gz`,
  ),
];

async function main(): Promise<void> {
  const folders = process.argv.slice(2);
  const files =
    folders.length > 0 ? folders.map(each => path.join(each, 'firehose.ndjson.gz')) : ownFiles;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rpcscope-parents-'));
  try {
    await measureParents(files, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
