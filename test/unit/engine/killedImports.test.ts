import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { committedWhenKilled, expectWholeCapture } from '../../support/killedCapture';
import { seededRandom } from '../../support/random';
import { bundle } from '../../support/testEngine';
import { writeTraffic } from '../../support/traffic';
import { useFolder } from '../../support/useFolder';

const folder = useFolder();
const kills = 50;

test('an import that is killed at any moment opens, with all rows that it had committed', async () => {
  const random = seededRandom();
  const script = await bundle('test/support/importUntilKilled.ts');
  const log = path.join(folder, 'log.ndjson');
  await writeTraffic(log, 8_000);
  const startedAt = performance.now();
  const complete = path.join(folder, 'complete');
  expect(spawnSync(process.execPath, [script, log, complete]).status).toBe(0);
  const wholeMillis = performance.now() - startedAt;
  const allRows = expectWholeCapture(complete, 0);
  let partly = 0;
  for (let n = 0; n < kills; n++) {
    const file = path.join(folder, `${n}.rpcscope`);
    const committed = await committedWhenKilled([script, log, file], random(wholeMillis));
    const rows = expectWholeCapture(file, committed);
    if (rows > 0 && rows < allRows) partly++;
  }
  // Some imports were killed while they wrote rows, so that the test shows something.
  expect(partly).toBeGreaterThan(0);
});
