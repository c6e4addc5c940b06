/** Real traffic through the whole engine, against counts that were made without it. */
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importInto } from '../../../src/cli/import';
import { closeCapture, openCapture } from '../../../src/engine/capture/captureFile';
import { facts } from '../../../src/engine/capture/facts';
import { Engine } from '../../../src/engine/engine';
import { temporaryFolder } from '../../support/captures';

const captures = path.resolve('test/fixtures/captures');
const sample = path.resolve('media/sample/server-boot.ndjson.gz');
const files = [
  ['idle', path.join(captures, 'idle/firehose.ndjson.gz')],
  ['boot', sample],
  ['volume', path.join(captures, 'volume/firehose.ndjson.gz')],
  ['failures', path.join(captures, 'failures/firehose.ndjson.gz')],
] as const;

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => (folder = temporaryFolder()));
afterAll(() => folder.remove());

const expectedFacts = (name: string) =>
  JSON.parse(readFileSync(path.join(captures, name, 'facts.json'), 'utf8')) as Record<
    string,
    unknown
  >;

async function imported(file: string) {
  const out = path.join(folder.path, 'imported.rpcscope');
  await importInto(file, out, undefined);
  const database = openCapture(out);
  const engine = new Engine(database, () => undefined);
  return {
    database,
    engine,
    close: () => {
      engine.dispose();
      closeCapture(database, false);
    },
  };
}

describe.each(files)('%s (%s)', (name, file) => {
  test('has the counts that an independent script found', async () => {
    const capture = await imported(file);
    expect(facts(capture.database)).toMatchObject(expectedFacts(name));
    capture.close();
  });
});

test.each(files)(
  'in %s every arrow has the lanes of named processes, and replies go back where calls came from',
  async (_name, file) => {
    const { engine, close } = await imported(file);
    const { rows } = engine.readRows('v', 0, 2000);
    expect(engine.lanes().filter(lane => lane.inferredFrom !== undefined)).toEqual([]);
    const calls = new Map(rows.filter(row => row.kind === 'call').map(row => [row.spanId, row]));
    const replies = rows.filter(row => row.kind === 'reply' || row.kind === 'failure');
    for (const row of rows) expect(row.from).toBeDefined();
    for (const reply of replies) {
      const call = calls.get(reply.spanId);
      expect([reply.from, ...reply.to]).toEqual([...(call?.to ?? []), call?.from]);
    }
    expect(replies.length).toBeGreaterThan(10);
    close();
  },
);

test('without the management API lanes are inferred from the traffic, and say so', async () => {
  const lonely = path.join(folder.path, 'lonely.ndjson.gz');
  copyFileSync(sample, lonely);
  const { engine, close } = await imported(lonely);
  const lanes = engine.lanes();
  expect(lanes.every(lane => lane.inferredFrom !== undefined)).toBe(true);
  expect(lanes.map(lane => lane.key)).toEqual(
    expect.arrayContaining([
      'nova-compute · cmp1',
      'nova-conductor · ctl1',
      'nova-scheduler · ctl1',
      'neutron-dhcp-agent · ctl1',
    ]),
  );
  close();
});

test('the failures capture shows each fault as what it was', async () => {
  const { engine, close } = await imported(path.join(captures, 'failures/firehose.ndjson.gz'));
  const { rows } = engine.readRows('v', 0, 2000);
  const unanswered = rows.filter(row => row.kind === 'call' && row.state === 'unanswered');
  // The compute was frozen when it got the call: the broker gave it to a process that never read it.
  const lost = rows.filter(row => row.state === 'unanswered' || row.state === 'undelivered');
  expect(lost.map(row => row.label)).toContain('get_console_output');
  expect(rows.filter(row => row.isRedelivered).map(row => row.label)).toContain('reboot_instance');
  expect(rows.some(row => row.kind === 'heartbeat')).toBe(true);
  expect(new Set(rows.filter(row => row.kind === 'failure').map(row => row.label))).toContain(
    'NoValidHost',
  );
  expect(unanswered.length).toBeLessThanOrEqual(1);
  close();
});
