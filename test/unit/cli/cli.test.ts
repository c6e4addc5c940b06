/** Tests the bundled command line as a user starts it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { recordedCapture } from '../../support/captures';
import { cast, record } from '../../support/records';
import { bundle } from '../../support/testEngine';
import { useFolder } from '../../support/useFolder';
import { waitFor } from '../../support/waitFor';

const sample = path.resolve('media/sample/server-boot.ndjson.gz');
const failures = path.resolve('test/fixtures/captures/failures');
const boot = path.resolve('test/fixtures/captures/boot');
const folder = useFolder();
let cli: string;

beforeAll(async () => {
  cli = await bundle('src/cli/main.ts');
});

const rpcscope = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });

test('receivers of messages are not recorded where a file has no deliveries', () => {
  const file = path.join(folder, 'publishes.ndjson');
  const lines = gunzipSync(readFileSync(sample)).toString().split('\n');
  writeFileSync(file, lines.filter(line => line.includes('"publish.')).join('\n'));
  const casts = rpcscope('spans', file)
    .stdout.split('\n')
    .filter(line => line.includes('  cast  '));
  expect(casts.length).toBeGreaterThan(0);
  for (const line of casts) expect(line).toContain('→ not recorded');
  const [, request = ''] = /(req-[0-9a-f-]+)/.exec(casts[0] ?? '') ?? [];
  const tree = rpcscope('request', file, request).stdout;
  expect(tree).toContain('→ not recorded');
  expect(tree).not.toMatch(/nobody(?! {2}unrouted)/);
  // The reply tells who took the call.
  expect(tree).toMatch(/call Instance\.save .* → \S+/);
  expect(tree).not.toMatch(/call Instance\.save .*→ not recorded/);
});

test('facts of a file are printed as JSON, with names from another folder', () => {
  const { status, stdout } = rpcscope(
    'facts',
    path.join(failures, 'firehose.ndjson.gz'),
    '--management',
    path.join(failures, 'management'),
    '--json',
  );
  expect(status).toBe(0);
  const expected: unknown = JSON.parse(readFileSync(path.join(failures, 'facts.json'), 'utf8'));
  expect(JSON.parse(stdout)).toMatchObject(expected as object);
});

test('facts of an imported capture are printed', () => {
  const out = path.join(folder, 'out.rpcscope');
  const imported = rpcscope('import', sample, out);
  expect(imported).toMatchObject({ status: 0, stdout: `166 records, 99 messages: ${out}\n` });
  const { status, stdout } = rpcscope('facts', out);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^calls +28$/m);
});

test('the readable part of a file that is cut off is used, and the rest is reported', () => {
  const cut = path.join(folder, 'cut.gz');
  writeFileSync(cut, readFileSync(sample).subarray(0, 20_000));
  const { status, stdout, stderr } = rpcscope('facts', cut, '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toHaveProperty('trace_messages');
  expect(stderr).toContain('cut off');
});

test.each([
  [['facts', '/nonexistent'], 'no such file'],
  [['facts', os.tmpdir()], 'no messages that rabtap saved'],
  [['facts', path.resolve('package.json')], 'no trace records'],
  [['facts', '--nonsense'], "Unknown option '--nonsense'"],
  [['import', sample, '/nonexistent/out.rpcscope'], 'there is no folder /nonexistent'],
  [['spans', '/nonexistent'], 'no such file'],
  [['request', '/nonexistent.rpcscope', 'req-1'], 'no such file'],
  [['spans', '/dev/null'], 'not a regular file'],
  [['fly'], 'usage'],
  [[], 'usage'],
])('%j gives exit code 2 and a sentence', (args, sentence) => {
  const { status, stderr } = rpcscope(...args);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('    at ');
  expect(status).toBe(2);
});

const linesOf = (file: string) => gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');

/** Returns the oslo message in a line of a firehose file, as text. */
const bodyOf = (line: string) => {
  const { body_base64: body } = JSON.parse(line) as { body_base64: string };
  const envelope = Buffer.from(body, 'base64').toString();
  return (JSON.parse(envelope) as { 'oslo.message'?: string })['oslo.message'] ?? envelope;
};

test.each(['facts', 'spans', 'participants'])('%s of an empty file gives a sentence', command => {
  for (const name of ['empty.ndjson', 'empty.rpcscope']) {
    const file = path.join(folder, name);
    writeFileSync(file, '');
    const { status, stdout, stderr } = rpcscope(command, file);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^rpcscope: .* is empty\n$/);
  }
});

interface SpanLine {
  readonly id: number;
  readonly kind: string;
  readonly parent: number | null;
  readonly from: PartyLine | null;
  readonly to: readonly PartyLine[];
  readonly failure: { readonly class: string } | null;
  readonly records: readonly number[];
}
interface PartyLine {
  readonly program: string | null;
  readonly pid: number | null;
}
const spansOf = (file: string) => {
  const { status, stdout } = rpcscope('spans', file, '--json');
  expect(status).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as SpanLine);
};

test('spans are printed one on a line, with these keys', () => {
  const [first] = spansOf(sample);
  expect(Object.keys(first ?? {})).toEqual([
    ...['id', 'kind', 'method', 'exchange', 'topic', 'namespace', 'version', 'requestId'],
    ...[
      'globalRequestId',
      'publishCount',
      'redelivered',
      'otherForm',
      'parent',
      'parentGuessed',
      'parentAmong',
      'parentLeftOut',
      'state',
      'from',
      'to',
    ],
    ...[
      'publishedAt',
      'deliveredAt',
      'replyPublishedAt',
      'replyDeliveredAt',
      'readLater',
      'toldAt',
    ],
    ...['failure', 'records'],
  ]);
  expect(Object.keys(first?.from ?? {})).toEqual(['service', 'host', 'program', 'pid', 'inferred']);
});

test('text marks names that are guesses, second deliveries and second publishes', async () => {
  const file = path.join(folder, 'marks.rpcscope');
  const capture = recordedCapture(file);
  const again = { queue: 'compute.cmp1', connection: 'compute' };
  await capture.record(
    record('publish', cast('c1')),
    record('deliver', cast('c1'), again),
    record('deliver', cast('c1'), { ...again, redelivered: true }),
    record('publish', cast('c1'), { connection: 'second' }),
  );
  capture.close();
  const marks = /nova-compute · cmp1\?.* redelivered {2}published twice/;
  expect(rpcscope('spans', file).stdout).toMatch(marks);
  const request = rpcscope('request', file, 'req-1').stdout;
  expect(request).toMatch(marks);
  expect(request).toContain('name?: the name is a guess');
});

const fixture = (name: string) =>
  path.resolve('test/fixtures/captures', name, 'firehose.ndjson.gz');

test.each([
  ['boot', sample],
  ['idle', fixture('idle')],
  ['volume', fixture('volume')],
  ['failures', fixture('failures')],
])('each line of %s is in one span, and each end of a span is a named process', (_, file) => {
  const spans = spansOf(file);
  const { trace_messages: count } = JSON.parse(rpcscope('facts', file, '--json').stdout) as {
    trace_messages: number;
  };
  const records = spans.flatMap(span => span.records).sort((a, b) => a - b);
  expect(records).toEqual(Array.from({ length: count }, (_each, at) => at + 1));
  for (const { from, to } of spans) {
    for (const party of [from, ...to]) {
      expect(party?.program).toMatch(/^\S+$/);
      expect(party?.pid).toBeGreaterThan(0);
    }
  }
  const ids = new Set(spans.map(({ id }) => id));
  for (const { parent } of spans) expect(parent === null || ids.has(parent)).toBe(true);
});

test('spans leave out foreign messages, and replies to calls that are not in the file', () => {
  const part = path.join(folder, 'part.ndjson');
  const isReply = (line: string) => bodyOf(line).includes('"ending": true');
  const lines = linesOf(sample);
  lines.splice(0, lines.findIndex(isReply));
  const foreign = JSON.parse(lines[0] ?? '') as object;
  const body = Buffer.from('hello').toString('base64');
  writeFileSync(part, [...lines, JSON.stringify({ ...foreign, body_base64: body })].join('\n'));
  const records = spansOf(part).flatMap(span => span.records);
  expect(new Set(records).size).toBe(records.length);
  const leftOut = lines.filter((_, at) => !records.includes(at + 1));
  expect(leftOut.length).toBeGreaterThan(0);
  expect(leftOut.filter(isReply)).toEqual(leftOut);
  expect(records).not.toContain(lines.length + 1);
});

test('a failed span has the class of the exception', () => {
  const classes = spansOf(path.join(failures, 'firehose.ndjson.gz')).flatMap(
    ({ failure }) => failure?.class ?? [],
  );
  expect(classes).toContain('NoValidHost');
});

test('facts include participants, states of spans and latencies of methods', () => {
  const { stdout } = rpcscope('facts', sample, '--json');
  const { participants, states, methods } = JSON.parse(stdout) as Record<string, object>;
  expect(participants).toEqual({ named: 13, guessed: 2, unknown: 0 });
  expect(states).toMatchObject({ call: { ok: 28 }, fanout: { ok: 3, unrouted: 3 } });
  const select = (methods as Record<string, unknown>)['select_destinations'];
  expect(select).toMatchObject({ count: 1, errors: 0, handler: { p50: 237.105, p99: 237.105 } });
  const text = rpcscope('facts', sample).stdout;
  expect(text).toMatch(/select_destinations +1 +0 +0\.6\/0\.6\/0\.6 +237\.1/);
});

test("a request is printed as a tree, by its id, by a part's id, and by any id in its messages", () => {
  const spans = rpcscope('spans', sample).stdout;
  const line = spans.split('\n').find(each => each.includes('schedule_and_build_instances'));
  const id = /req-[0-9a-f-]+/.exec(line ?? '')?.[0] ?? '';
  const { status, stdout } = rpcscope('request', sample, id);
  expect(status).toBe(0);
  const [name, , ...rest] = stdout.split('\n');
  expect(name).toBe('nova: build server  1.88 s, 39 spans, 0 errors');
  const parts = rest.filter(each => each.startsWith('req-'));
  expect(parts).toHaveLength(3);
  expect(rest.slice(4, 8).map(each => each.replace(/ \((?:queue|handler|reply).*\)/, ''))).toEqual([
    '       0.0  * cast schedule_and_build_instances  nova-api · ctl1? → nova-conductor · ctl1 ',
    '      16.8  * ├─ call select_destinations  nova-conductor · ctl1 → nova-scheduler · ctl1 ',
    '     205.6    │  ├─ notification scheduler.select_destinations.start (in both forms)  nova-scheduler · ctl1',
    '     248.2    │  └─ notification scheduler.select_destinations.end (in both forms)  nova-scheduler · ctl1',
  ]);
  expect(stdout).toContain('the parent is a guess: An HTTP request lies between');
  expect(rpcscope('request', sample, parts.at(-1) ?? '').stdout).toBe(stdout);
  expect(rpcscope('request', sample, id.slice('req-'.length)).stdout).toBe(stdout);
});

test.each(['req-nowhere', 'req-00000000-0000-0000-0000-000000000000', 'compute', '1', '', '%'])(
  'an unknown request id is refused with one sentence: %j',
  id => {
    const { status, stdout, stderr } = rpcscope('request', sample, id);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`rpcscope: no request has the id ${id}\n`);
  },
);

test("a request found by a call's message id is the one that the diagram shows for it", () => {
  const calls = linesOf(sample)
    .map(bodyOf)
    .filter(body => body.includes('"select_destinations'));
  const messageId = /"_msg_id": "([0-9a-f]{32})"/.exec(calls[0] ?? '')?.[1] ?? '';
  const { status, stdout } = rpcscope('request', sample, messageId, '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'nova: build server',
    spanCount: 39,
    spans: expect.arrayContaining([
      expect.objectContaining({ from: 'nova-api · ctl1', to: ['nova-conductor · ctl1'] }),
    ]) as unknown,
  });
});

test('participants are printed, with a restart', () => {
  const file = path.join(failures, 'firehose.ndjson.gz');
  const { stdout } = rpcscope('participants', file, '--json');
  const all = JSON.parse(stdout) as { program: string; host: string; follows: string | null }[];
  expect(all.length).toBeGreaterThan(5);
  const restarted = all.filter(({ follows }) => follows !== null);
  expect(restarted).toMatchObject([{ program: 'nova-compute', host: 'cmp2' }]);
  expect(rpcscope('participants', file).stdout).toContain('after a restart of nova-compute:');
});

test.each([
  ['a reader that has had enough ends it quietly', '| true', 0, ''],
  [
    'a full disk is a sentence',
    '> /dev/full',
    2,
    'rpcscope: ENOSPC: no space left on device, write\n',
  ],
])('%s, and no temporary capture is left', (_, to, expected, sentence) => {
  const temporary = mkdtempSync(path.join(folder, 'tmp-'));
  const { status, stderr } = spawnSync(
    'bash',
    [
      '-c',
      `"$0" "$1" spans "$2" --json ${to}; exit "\${PIPESTATUS[0]}"`,
      process.execPath,
      cli,
      path.join(failures, 'firehose.ndjson.gz'),
    ],
    { encoding: 'utf8', env: { ...process.env, TMPDIR: temporary } },
  );
  expect({ status, stderr }).toEqual({ status: expected, stderr: sentence });
  expect(readdirSync(temporary)).toEqual([]);
});

test.each([
  ['request', sample],
  ['spans'],
  ['spans', sample, 'more'],
  ['participants', sample, 'more'],
  ['import', sample],
  ['request', sample, 'id', 'more'],
])('%s %s %s %s is rejected as wrong usage', (...args) => {
  const { status, stderr } = rpcscope(...args);
  expect(status).toBe(2);
  expect(stderr).toContain('usage:');
});

test('logs of both formats have the same facts, except for fields that they lack', () => {
  const [json, text] = ['tracing-json.log.gz', 'tracing-text.log.gz'].map(name => {
    const { status, stdout } = rpcscope('facts', path.join(boot, name), '--json');
    expect(status).toBe(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  });
  expect(json?.['trace_messages']).toBe(40);
  // Each log has its own clock, with a resolution of a millisecond.
  const timeless = (facts: Record<string, unknown> | undefined) =>
    JSON.stringify(facts, (key, value: unknown) =>
      ['seconds', 'queue', 'handler', 'reply', 'total'].includes(key) ? undefined : value,
    );
  expect(timeless(text)).toBe(timeless(json));
});

test('a log that is being written is read until a signal arrives', async () => {
  const log = path.join(folder, 'growing.ndjson');
  const out = path.join(folder, 'followed.rpcscope');
  const lines = linesOf(sample);
  writeFileSync(log, `${lines.slice(0, 10).join('\n')}\n`);
  const child = spawn(process.execPath, [cli, 'import', '--follow', log, out]);
  const ended = once(child, 'close');
  const recordsIn = (): number => {
    const { stdout } = rpcscope('facts', out, '--json');
    return stdout === '' ? 0 : (JSON.parse(stdout) as { trace_messages: number }).trace_messages;
  };
  await waitFor(() => recordsIn() === 10, { what: 'the first records' });
  appendFileSync(log, `${lines.slice(10, 25).join('\n')}\n${lines[25]?.slice(0, 50) ?? ''}`);
  await waitFor(() => recordsIn() === 25, { what: 'the records that were added' });
  child.kill('SIGTERM');
  await ended;
  expect(child.exitCode).toBe(0);
  expect(recordsIn()).toBe(25);
});
