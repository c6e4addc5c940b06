/** The bundled command line as a person starts it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const sample = path.resolve('media/sample/server-boot.ndjson.gz');
const failures = path.resolve('test/fixtures/captures/failures');
let folder: string;
let cli: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rpcscope-cli-'));
  cli = path.join(folder, 'cli.js');
  buildSync({
    entryPoints: ['src/cli/main.ts'],
    outfile: cli,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rpcscope = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });

test('facts of a file as JSON, with names from another folder', () => {
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

test('facts of a capture that was imported before', () => {
  const out = path.join(folder, 'out.rpcscope');
  const imported = rpcscope('import', sample, out);
  expect(imported).toMatchObject({ status: 0, stdout: `166 records, 99 messages: ${out}\n` });
  const { status, stdout } = rpcscope('facts', out);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^calls +28$/m);
});

test('a file that is cut off: what could be read, and a word about the rest', () => {
  const cut = path.join(folder, 'cut.gz');
  writeFileSync(cut, readFileSync(sample).subarray(0, 20_000));
  const { status, stdout, stderr } = rpcscope('facts', cut, '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toHaveProperty('trace_messages');
  expect(stderr).toContain('cut off');
});

test.each([
  [['facts', '/nonexistent'], 'no such file'],
  [['facts', os.tmpdir()], 'no regular file'],
  [['facts', path.resolve('package.json')], 'no trace records'],
  [['facts', '--nonsense'], "Unknown option '--nonsense'"],
  [['import', sample, '/nonexistent/out.rpcscope'], 'unable to open'],
  [['fly'], 'usage'],
  [[], 'usage'],
])('%j: exit code 2 and a sentence', (args, sentence) => {
  const { status, stderr } = rpcscope(...args);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('    at ');
  expect(status).toBe(2);
});
