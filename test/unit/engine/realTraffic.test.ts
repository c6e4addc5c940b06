/** Tests real traffic through the whole engine against independent counts. */
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { importInto } from '../../../src/cli/import';
import { closeCapture, openCapture } from '../../../src/capture/captureFile';
import { facts } from '../../../src/capture/aggregates/facts';
import { Engine } from '../../../src/engine/engine';
import { useFolder } from '../../support/useFolder';
import { messageRows } from '../../support/messageRows';

const captures = path.resolve('test/fixtures/captures');
const sample = path.resolve('media/sample/server-boot.ndjson.gz');
const files = [
  ['idle', path.join(captures, 'idle/firehose.ndjson.gz')],
  ['boot', sample],
  ['volume', path.join(captures, 'volume/firehose.ndjson.gz')],
  ['failures', path.join(captures, 'failures/firehose.ndjson.gz')],
] as const;

const folder = useFolder();
let count = 0;

const expectedFacts = (name: string) =>
  JSON.parse(readFileSync(path.join(captures, name, 'facts.json'), 'utf8')) as Record<
    string,
    unknown
  >;

async function imported(file: string) {
  const out = path.join(folder, `imported${++count}.rpcscope`);
  await importInto(file, out);
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
    const rows = messageRows(engine.view('v').readRows(0, 2000));
    // All peers have the broker's own address, so that only the host of a process that reads no
    // queue is a guess.
    const guessed = engine.lanes.listLanes().flatMap(lane => lane.inferredFrom ?? []);
    for (const reason of guessed) expect(reason).toMatch(/^Its host is a guess/);
    expect(engine.lanes.listLanes().every(lane => lane.processes.length > 0)).toBe(true);
    const calls = new Map(rows.filter(row => row.kind === 'call').map(row => [row.spanId, row]));
    const replies = rows.filter(row => row.kind === 'reply' || row.kind === 'failure');
    for (const row of rows) expect(row.sender).toBeDefined();
    for (const reply of replies) {
      const call = calls.get(reply.spanId);
      expect([reply.sender, ...reply.receivers]).toEqual([
        ...(call?.receivers ?? []),
        call?.sender,
      ]);
    }
    expect(replies.length).toBeGreaterThan(10);
    close();
  },
);

test('without the management API lanes are inferred from the traffic, with reasons', async () => {
  const lonely = path.join(folder, 'lonely.ndjson.gz');
  copyFileSync(sample, lonely);
  const { engine, close } = await imported(lonely);
  const lanes = engine.lanes.listLanes();
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

test('the capture of failures shows each fault', async () => {
  const { engine, close } = await imported(path.join(captures, 'failures/firehose.ndjson.gz'));
  const rows = messageRows(engine.view('v').readRows(0, 2000));
  const unanswered = rows.filter(row => row.kind === 'call' && row.state === 'unanswered');
  // The compute was frozen when it got the call: the broker gave it to a process that never read
  // it.
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
