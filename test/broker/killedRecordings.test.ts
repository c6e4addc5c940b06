import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openClient } from '../support/amqpClient';
import { committedWhenKilled, expectWholeCapture } from '../support/killedCapture';
import { seededRandom } from '../support/random';
import { bundle, bundleEngine, recordTask } from '../support/testEngine';
import { useFolder } from '../support/useFolder';
import { node, useVhost } from './brokerTest';

const vhost = useVhost('killed', { isTraced: true });
const folder = useFolder();
const kills = 50;
const longestMillis = 2_000;
let engine: string;

beforeAll(async () => {
  engine = await bundleEngine();
});

test('a recording that is killed at any moment opens, with all rows that it had committed', async () => {
  const random = seededRandom();
  const script = await bundle('test/support/recordUntilKilled.ts');
  const client = await openClient(node, vhost);
  let sent = 0;
  const publishing = setInterval(() => {
    for (let i = 0; i < 20; i++) client.channel.publish('', 'nobody', Buffer.from(`${++sent}`));
  }, 10);
  let partly = 0;
  try {
    for (let n = 0; n < kills; n++) {
      const file = path.join(folder, `${n}.rpcscope`);
      const task = JSON.stringify(recordTask(file, node.connection({ vhost })));
      const committed = await committedWhenKilled([script, engine, task], random(longestMillis));
      if (expectWholeCapture(file, committed) > 0) partly++;
    }
  } finally {
    clearInterval(publishing);
    await client.close();
  }
  // Some recordings were killed after they had begun, so that the test shows something.
  expect(partly).toBeGreaterThan(0);
});
