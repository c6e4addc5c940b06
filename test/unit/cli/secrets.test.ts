/** The command line tells of secrets, and masks them in what it writes. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { recordedCapture } from '../../support/captures';
import { cast, record } from '../../support/records';
import { bundle } from '../../support/testEngine';
import { useFolder } from '../../support/useFolder';

const folder = useFolder('test');
const at = (name: string) => path.join(folder, name);
const token = 'gAAAAABmVerySecretFernetToken_0123456789-abcdefghij==';
const first = /^secrets kept: tokens and passwords are in this file as they were sent\n/;
let cli: string;

beforeAll(async () => {
  cli = await bundle('src/cli/main.ts');
});
beforeEach(async () => {
  const capture = recordedCapture(at('kept.rpcscope'), { keepSecrets: true });
  await capture.record(
    record(
      'publish',
      cast('one', {
        _context_request_id: 'req-1',
        _context_auth_token: token,
        args: { password: 'hunter2', x: token },
      }),
    ),
  );
  capture.close();
});

const rpcscope = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });

test.each([
  ['facts'],
  ['spans'],
  ['participants'],
  ['request', 'req-1'],
  ['handlers', '--source', '.'],
])('%s of a capture with secrets says so first, and beside JSON', (command, ...options) => {
  const text = rpcscope(command, 'kept.rpcscope', ...options);
  expect(text).toMatchObject({ status: 0, stdout: expect.stringMatching(first) as string });
  const json = rpcscope(command, 'kept.rpcscope', ...options, '--json');
  expect(json.stderr).toMatch(/^rpcscope: secrets kept: /m);
  expect(json.stdout).not.toContain('secrets kept');
});

test('facts say whether secrets are kept', () => {
  expect(JSON.parse(rpcscope('facts', 'kept.rpcscope', '--json').stdout)).toMatchObject({
    secrets: 'kept',
  });
  const sample = path.resolve('media/sample/server-boot.ndjson.gz');
  expect(rpcscope('facts', sample).stdout).not.toContain('secrets kept');
});

test('an export masks unless it is told to keep secrets', () => {
  const masked = rpcscope('export', 'kept.rpcscope', '-', '--format', 'jsonl');
  expect(masked.status).toBe(0);
  expect(masked.stdout).toContain('‹password:');
  expect(masked.stdout).not.toMatch(/hunter2|gAAAA|secrets kept/);
  const kept = rpcscope('export', 'kept.rpcscope', 'kept.jsonl', '--keep-secrets');
  expect(kept.stdout).toMatch(/^secrets kept, 1 message/);
  expect(readFileSync(at('kept.jsonl'), 'utf8')).toMatch(/^\{"warning":"secrets kept: .*hunter2/s);
});

test('a capture, an export and a text are checked for secrets', () => {
  rpcscope('export', 'kept.rpcscope', 'masked.jsonl');
  rpcscope('export', 'kept.rpcscope', 'masked.rpcscope');
  for (const file of ['masked.jsonl', 'masked.rpcscope']) {
    expect(rpcscope('check-secrets', file)).toMatchObject({ status: 0, stderr: '' });
  }
  writeFileSync(at('text'), `a\n${token}\n`);
  for (const file of ['kept.jsonl', 'kept.mmd']) {
    rpcscope('export', 'kept.rpcscope', file, '--keep-secrets');
  }
  for (const [file, place] of [
    ['kept.rpcscope', 'fernet token in body.content of message_id 1'],
    ['kept.rpcscope', 'secrets kept on purpose'],
    ['kept.jsonl', 'fernet token in line 2'],
    ['kept.jsonl', 'secrets kept on purpose'],
    ['kept.mmd', 'secrets kept on purpose'],
    ['text', 'fernet token in line 2'],
  ] as const) {
    const { status, stdout, stderr } = rpcscope('check-secrets', file);
    expect(stderr).toContain('found');
    expect(stdout).toContain(place);
    expect(stdout).not.toContain('gAAAA');
    expect(status).toBe(2);
  }
});

test.each([['/nonexistent'], ['/dev/zero'], ['.']])(
  '%s cannot be checked, with a sentence',
  file => {
    const { status, stderr } = rpcscope('check-secrets', file);
    expect(stderr).toMatch(/^rpcscope: .*(no such file|not a regular file)/);
    expect(status).toBe(2);
  },
);

test('an export that still has the shape of a secret is not left behind', () => {
  const capture = recordedCapture(at('masked.rpcscope'));
  capture.database.exec(`INSERT INTO text (id, value) VALUES (99999, 'x_fanout ${token}')`);
  capture.close();
  const { status, stderr } = rpcscope('export', 'masked.rpcscope', 'out.rpcscope');
  expect(stderr).toContain('nothing was written: fernet token in text.value of id 99999');
  expect(status).toBe(2);
  expect(existsSync(at('out.rpcscope'))).toBe(false);
  expect(rpcscope('export', 'masked.rpcscope', 'out.rpcscope', '--anyway').status).toBe(0);
});

test('a damaged capture is told in a sentence by the search for secrets', () => {
  const database = new DatabaseSync(at('kept.rpcscope'));
  database.exec('UPDATE message SET at = 1 << 60');
  database.close();
  const { status, stdout, stderr } = rpcscope('check-secrets', 'kept.rpcscope');
  expect(stderr).toMatch(/^rpcscope: .*damaged.*\n$/);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});
