/** Small inputs that once went wrong, from the file to the answers of the engine and the facts. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { captureFigures } from '../../../src/capture/aggregates/captureFigures';
import { facts } from '../../../src/capture/aggregates/facts';
import { queueFigures } from '../../../src/capture/aggregates/queueFigures';
import { closeCapture, openCapture } from '../../../src/capture/captureFile';
import { listSpans } from '../../../src/capture/read/spanList';
import { importInto } from '../../../src/cli/import';
import { Engine } from '../../../src/engine/engine';
import { useFolder } from '../../support/useFolder';
import { messageRows } from '../../support/messageRows';

const folder = useFolder();
let count = 0;
const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** @param change changes the capture before it is opened */
async function imported(name: string, change?: (file: string) => void, managementDir?: string) {
  const out = path.join(folder, `${++count}.rpcscope`);
  const file = name.endsWith('.ndjson') ? name : `test/fixtures/cases/${name}.ndjson`;
  await importInto(path.resolve(file), out, { managementDir });
  change?.(out);
  const database = openCapture(out);
  const engine = new Engine(database, () => undefined);
  opened.push(() => {
    engine.dispose();
    closeCapture(database, false);
  });
  const problems = (kind: string) =>
    engine.problems.listProblems().groups.find(group => group.kind === kind);
  return { database, engine, problems, spans: [...listSpans(database)] };
}

const agents = 'q-agent-notifier-security_group-update_fanout_';

test('queues have a table, and a fanout queue that nobody reads is named', async () => {
  const { database, engine, problems } = await imported('dead-fanout-queue');
  expect(
    queueFigures(database).map(({ queue, in: came, out, left, readers }) => [
      queue.replace(/_[0-9a-f]{32}$/, ''),
      [came, out, left],
      readers,
    ]),
  ).toEqual([
    ['notifications.info', [9, 0, 9], 0],
    ['q-l3-plugin', [3, 1, 2], 1],
    [agents.slice(0, -1), [1, 0, 1], 0],
    [agents.slice(0, -1), [1, 1, 0], 1],
    [agents.slice(0, -1), [1, 1, 0], 1],
    ['reply', [1, 1, 0], 1],
  ]);
  const dead = problems('deadQueue');
  expect(dead?.count).toBe(1);
  expect(dead?.cases.map(({ newest }) => newest.sentence)).toEqual([
    `Nobody reads the queue "${agents}50af1d0a966a57f4a354bf0802760461": 1 fanout went in, and none came out.`,
  ]);
  const view = engine.view('v');
  const [row] = messageRows(view.readRows(view.indexOf(dead?.cases[0]?.newest.messageId ?? 0), 1));
  expect([row?.label, row?.deliveredCount]).toEqual(['security_groups_member_updated', 2]);
  expect(problems('undelivered')?.normal.map(({ name, count }) => [name, count])).toEqual([
    ['notifications.info', 9],
  ]);
});

test('a fanout at the end of a capture, or before the end of a gap, tells of no dead queue', async () => {
  const cut = path.join(folder, 'cut.ndjson');
  const lines = readFileSync('test/fixtures/cases/dead-fanout-queue.ndjson', 'utf8').split('\n');
  writeFileSync(cut, lines.slice(0, 12).join('\n'));
  expect((await imported(cut)).problems('deadQueue')).toBeUndefined();
  const gap = (until: number) => (file: string) => {
    const database = new DatabaseSync(file);
    database.exec(
      `INSERT INTO gap (cause, since, until, is_lower_bound) VALUES (0, 0, ${until}, 0)`,
    );
    database.close();
  };
  const after = await imported('dead-fanout-queue', gap(Number.MAX_SAFE_INTEGER));
  expect(after.problems('deadQueue')).toBeUndefined();
  const before = await imported('dead-fanout-queue', gap(1));
  expect(before.problems('deadQueue')?.count).toBe(1);
});

test('replies of Folsom answer their calls', async () => {
  const { spans } = await imported('folsom-replies');
  expect(spans.map(({ kind, method, state, failure }) => [kind, method, state, failure])).toEqual([
    ['call', 'allocate_for_instance', 'ok', null],
    ['call', 'allocate_for_instance', 'failed', { class: 'NotFound', module: null }],
  ]);
});

test('probes are no errors', async () => {
  const { database, engine } = await imported('health-probes');
  expect(facts(database)['failures']).toBe(2);
  const { methods } = await captureFigures(database);
  expect(methods['pod_health_probe_method_ignore_errors']?.errors).toBe(0);
  const rows = messageRows(engine.view('v').readRows(0, 100));
  const askers = rows.filter(({ kind }) => kind === 'call').map(({ sender }) => sender);
  expect(new Set(askers)).toEqual(new Set(['health probe']));
});

test('a message that was published twice says so, is found, and is listed as missing', async () => {
  const { engine, problems, spans } = await imported('published-twice');
  expect(
    spans.map(({ method, publishCount, redelivered }) => [method, publishCount, redelivered]),
  ).toEqual([
    ['build_and_run_instance', 2, false],
    ['schedule_and_build_instances', 1, true],
    ['reboot_instance', 1, false],
  ]);
  const view = engine.view('twice');
  await view.setFilter({ text: 'republished:yes', hiddenLanes: [] });
  expect(
    messageRows(view.readRows(0, 10)).map(({ label, publishCount }) => [label, publishCount]),
  ).toEqual([['build_and_run_instance', 2]]);
  expect(problems('republished')?.cases.map(({ newest }) => newest.sentence)).toEqual([
    expect.stringMatching(/^It was published twice: .*DuplicateMessageError/),
  ]);
});

test('the work of neutron is below the build of a server, and not below a notification', async () => {
  const { spans } = await imported('notification-as-parent');
  const build = spans.find(({ method }) => method === 'build_and_run_instance');
  const port = spans.find(({ method }) => method === 'port.create.start');
  expect([port?.parent, port?.parentGuessed]).toEqual([build?.id, true]);
});

/** Writes the records of a fixture that meet a condition, without the snapshots beside it. */
function cutFixture(name: string, isKept: (record: { routing_key: string }) => boolean): string {
  const lines = gunzipSync(readFileSync(`test/fixtures/captures/${name}/firehose.ndjson.gz`))
    .toString()
    .trim()
    .split('\n');
  const file = path.join(folder, `${name}${++count}.ndjson`);
  const kept = lines.filter(line => isKept(JSON.parse(line) as { routing_key: string }));
  writeFileSync(file, `${kept.join('\n')}\n`);
  return file;
}

test('without deliveries, the process that sent the reply took the call', async () => {
  const managementDir = path.resolve('test/fixtures/captures/idle/management');
  const isPublish = ({ routing_key: key }: { routing_key: string }) => key.startsWith('publish.');
  const whole = await imported(
    cutFixture('idle', () => true),
    undefined,
    managementDir,
  );
  const cut = await imported(cutFixture('idle', isPublish), undefined, managementDir);
  const answered = cut.spans.filter(({ replyPublishedAt }) => replyPublishedAt !== null);
  expect(answered.length).toBeGreaterThan(10);
  const takers = new Map(whole.spans.map(({ publishedAt, to }) => [publishedAt, to]));
  for (const { publishedAt, to } of answered) {
    expect(to.map(({ service }) => service)).toEqual(
      takers.get(publishedAt)?.map(({ service }) => service),
    );
  }
  const rows = messageRows(cut.engine.view('v').readRows(0, 1_000));
  const calls = rows.filter(({ kind, latencyMicros }) => kind === 'call' && latencyMicros);
  expect(calls.map(({ receivers }) => receivers.length)).toEqual(calls.map(() => 1));
});

test('a message that waits is undelivered where a trace stream has lost the queues', async () => {
  const { spans } = await imported('stream-lost-headers');
  expect(spans.map(({ method, topic, state }) => [method, topic, state])).toEqual([
    ['report_state', 'q-reports-plugin', 'ok'],
    ['reboot_instance', '', 'undelivered'],
  ]);
});

test('a message whose queues a trace stream has lost is not said to be in none', async () => {
  const lines = readFileSync('test/fixtures/cases/stream-lost-headers.ndjson', 'utf8').trim();
  const file = path.join(folder, 'last-of-stream.ndjson');
  writeFileSync(file, `${lines.split('\n').at(-1)}\n`);
  const { engine, spans } = await imported(file);
  const [{ id } = { id: 0 }] = spans;
  expect(engine.spans.readSpan(id)?.explanation).toBe('Published; into which queue is unknown.');
});
