/** Tests the names of senders and receivers against what the management API tells, and on single cases. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { importInto } from '../../../src/cli/import';
import { closeCapture, openCapture } from '../../../src/capture/captureFile';
import { readParticipants } from '../../../src/capture/read/participants';
import { listSpans } from '../../../src/capture/read/spanList';
import type { ListedParty } from '../../../src/capture/read/spanList';
import { Engine } from '../../../src/engine/engine';
import { judgedEnds, judgedProcesses } from '../../names/ends.mts';
import { tracedLines, Truth } from '../../names/truth.mts';
import { useFolder } from '../../support/useFolder';
import { messageRows } from '../../support/messageRows';

const folder = useFolder();
let count = 0;

async function imported(name: string) {
  const out = path.join(folder, `imported${++count}.rpcscope`);
  await importInto(path.resolve(`test/fixtures/cases/${name}.ndjson`), out);
  const database = openCapture(out);
  try {
    const engine = new Engine(database, () => undefined);
    const rows = messageRows(engine.view('v').readRows(0, 1_000));
    engine.dispose();
    return { spans: [...listSpans(database)], participants: readParticipants(database), rows };
  } finally {
    closeCapture(database, false);
  }
}

const called = (party: ListedParty | null | undefined): string =>
  `${party?.service ?? '?'} on ${party?.host ?? '?'}`;

test('publishers without a host of their own have no host, and binaries are services', async () => {
  const { spans } = await imported('publisher-ids');
  const senders = spans.map(({ from }) => called(from));
  // Every sender has an address of its own, which stands for a host that nothing tells.
  expect(senders.map(sender => sender.replace(/192\.0\.2\.\d+/, 'address'))).toEqual([
    'ceilometer-polling on address',
    'ceilometer-agent-notification on ctl0.example.org',
    'aodh-evaluator on address',
    'aodh-evaluator on address',
    'aodh-api on address',
    'glance-api on address',
    '? on ctl1.example.org',
    '? on ctl1',
    'keystone on ctl1',
    'heat-engine on ctl1',
    '? on ctl1',
    'watcher-decision-engine on ctl1',
    '? on ctl1',
    'designate-central on ctl1',
    '? on ctl1',
    'manila-share on ctl1',
    'cinder-volume on ctl1',
    'cinder-scheduler on address',
    '? on address',
  ]);
});

test('an undelivered call is not drawn to the reader of a queue in another virtual host', async () => {
  const { rows } = await imported('vhost-collision');
  const lost = rows.find(row => row.label === 'migrate_server');
  expect(lost).toMatchObject({ queue: 'conductor', receivers: [] });
  const taken = rows.find(row => row.label === 'Service.save');
  expect(taken?.receivers).toEqual(['nova-conductor · 192.0.2.22']);
});

test("manila's share service is not cinder's", async () => {
  const { spans } = await imported('manila-named-cinder');
  expect(spans.map(({ from, to }) => [called(from), ...to.map(called)])).toEqual([
    ['manila-share on ctl1', 'manila-scheduler on ctl1'],
  ]);
});

test('ceilometer polls without a host, and takes the samples', async () => {
  const { spans } = await imported('telemetry-polling');
  expect(spans.map(({ from, to }) => [called(from), ...to.map(called)])).toEqual([
    ['ceilometer-polling on ?', 'ceilometer-agent-notification on ?'],
  ]);
});

test('an error of the exchange that everybody uses comes from the scheduler of volumes', async () => {
  const { spans } = await imported('scheduler-create-volume');
  expect(spans.map(({ from }) => called(from))).toEqual(['cinder-scheduler on ctl1']);
});

test('the second server of a compute belongs to it', async () => {
  const { spans } = await imported('compute-alt');
  expect(spans[0]?.topic).toBe('compute-alt');
  expect(spans[0]?.to.map(called)).toEqual(['nova-compute on cmp1']);
  expect(spans[0]?.from?.service).toBe('nova-api');
});

test('readers of one stream are the agents that opened their connections in this order', async () => {
  const { spans, participants } = await imported('stream-fanout-readers');
  const stream = 'neutron-vo-Port-1.11_fanout';
  expect(
    participants.filter(({ queues }) => queues.includes(stream)).map(({ host }) => host),
  ).toEqual(['cmp1', 'cmp2', 'ctl1']);
  const push = spans.find(({ method }) => method === 'push');
  expect(push?.to.map(called)).toEqual([
    'neutron-openvswitch-agent on ctl1',
    'neutron-openvswitch-agent on cmp1',
    'neutron-openvswitch-agent on cmp2',
  ]);
});

describe.each([
  // The number is the least share of ends that the traffic alone names right, which is less than 1 in
  // captures of single requests, because they lack the reports of agents.
  ['idle', 1],
  ['volume', 0.95],
  ['failures', 0.94],
  ['modern-idle', 1],
  ['modern-boot', 1],
])('ends in %s', (name, least) => {
  const capture = path.resolve('test/fixtures/captures', name);
  const truth = new Truth(capture);
  const lines = tracedLines(capture);

  async function judged(file: string, hasManagement: boolean) {
    const out = path.join(folder, `judged${++count}.rpcscope`);
    await importInto(file, out);
    const database = openCapture(out);
    try {
      const ends = [...judgedEnds([...listSpans(database)], lines, truth, hasManagement)];
      return { ends, processes: judgedProcesses(database, lines, truth) };
    } finally {
      closeCapture(database, false);
    }
  }

  test('are right with the management API, and so are the processes', async () => {
    const { ends, processes } = await judged(path.join(capture, 'firehose.ndjson.gz'), true);
    expect(ends.filter(({ verdict }) => verdict !== 'right')).toEqual([]);
    expect(processes.mixed).toBe(0);
    expect(processes.shown).toBe(processes.existing);
  });

  test('are told by the traffic alone, none of them wrong, and no process is mixed', async () => {
    const alone = path.join(folder, `alone${++count}.ndjson.gz`);
    copyFileSync(path.join(capture, 'firehose.ndjson.gz'), alone);
    const { ends, processes } = await judged(alone, false);
    expect(ends.filter(({ verdict }) => verdict === 'wrong' || verdict === 'marked')).toEqual([]);
    const right = ends.filter(({ verdict }) => verdict === 'right');
    expect(right.length / ends.length).toBeGreaterThanOrEqual(least);
    expect(processes.mixed).toBe(0);
  });
});
