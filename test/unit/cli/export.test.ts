/** Tests `rpcscope export` as a user starts it. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bundle } from '../../support/testEngine';
import { useFolder } from '../../support/useFolder';

const sample = path.resolve('media/sample/server-boot.ndjson.gz');
const id = 'req-a02ad91e-c58c-476f-bc97-56c99238c0e6';
const folder = useFolder();
const capture = path.join(folder, 'sample.rpcscope');
let cli: string;

beforeAll(async () => {
  cli = await bundle('src/cli/main.ts');
  expect(rpcscope('import', sample, capture).status).toBe(0);
});

const rpcscope = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });

interface Line {
  readonly id: number;
  readonly publishedAt: number | null;
  readonly messages: readonly { readonly publishedAt: number | null }[];
}
const lines = (...args: string[]): Line[] => {
  const { status, stdout, stderr } = rpcscope('export', capture, '-', '--format', 'jsonl', ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .trimEnd()
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Line);
};

test('a request is exported as a capture', () => {
  const out = path.join(folder, 'request.rpcscope');
  const { status, stdout } = rpcscope('export', capture, out, '--request', id);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\d+ messages, 50 spans: .*request\.rpcscope\n$/);
  const tree = (file: string) => rpcscope('request', file, id).stdout;
  expect(tree(out)).toContain('39 spans');
  expect(tree(out)).toBe(tree(capture));
});

test('a file that is not a capture is imported first', () => {
  const out = path.join(folder, 'all.jsonl');
  expect(rpcscope('export', sample, out).stdout).toBe(`99 messages, 71 spans: ${out}\n`);
  const written = readFileSync(out, 'utf8').trimEnd().split('\n');
  expect(written.map(line => JSON.parse(line) as Line)).toEqual(lines());
});

test('a filter that cannot be understood is told in a sentence, and nothing is written', () => {
  const out = path.join(folder, 'misunderstood.jsonl');
  const { status, stdout, stderr } = rpcscope('export', capture, out, '--filter', 'is:x');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^rpcscope: There is no field "is"\..*\n$/);
  expect(existsSync(out)).toBe(false);
});

test('a diagram is exported, by the extension or to the standard output', () => {
  const out = path.join(folder, 'request.mmd');
  expect(rpcscope('export', capture, out, '--request', id).status).toBe(0);
  const { stdout } = rpcscope('export', capture, '-', '--format', 'mermaid', '--request', id);
  expect(stdout).toMatch(/^sequenceDiagram\n {2}title nova#58; build server/);
  expect(readFileSync(out, 'utf8')).toBe(stdout);
});

test('a filter and a range of time are applied, in seconds or as a clock time', () => {
  const all = lines();
  expect(lines('--filter', 'conductor scheduler').length).toBeLessThan(all.length);
  expect(lines('--filter', 'conductor scheduler').length).toBeGreaterThan(0);
  const first = Math.min(...all.map(({ publishedAt }) => publishedAt ?? Infinity));
  const isIn = ({ messages }: Line) =>
    messages.some(({ publishedAt }) => {
      const seconds = ((publishedAt ?? -Infinity) - first) / 1e6;
      return seconds >= 0.5 && seconds <= 1;
    });
  const some = lines('--from', '+0.5', '--to', '+1');
  expect(some.length).toBeGreaterThan(3);
  expect(some).toEqual(all.filter(isIn));
  const clock = (seconds: number) => new Date(first / 1000 + seconds * 1000).toISOString();
  expect(lines('--from', clock(0.501), '--to', clock(1)).length).toBeGreaterThan(0);
  expect(lines('--from', clock(10_000))).toEqual([]);
});

test.each([
  [['out.txt'], 'the format of out.txt is not known: --format is one of rpcscope, jsonl, mermaid'],
  [['-'], 'the format of - is not known'],
  [['out.jsonl', '--format', 'svg'], 'the format svg is not known'],
  [['-', '--format', 'rpcscope'], 'a capture cannot go to the standard output'],
  [['out.jsonl', '--request', 'req-nowhere'], 'no request has the id req-nowhere'],
  [['out.jsonl', '--from', 'noon'], 'noon is not a time'],
  [['/nonexistent/out.rpcscope'], 'there is no folder /nonexistent'],
  [['/nonexistent/out.jsonl'], 'there is no folder'],
  [['/dev/null', '--format', 'jsonl'], 'not a regular file'],
])('%j gives exit code 2 and a sentence', (args, sentence) => {
  const { status, stdout, stderr } = rpcscope('export', capture, ...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('    at ');
  expect(existsSync('out.jsonl')).toBe(false);
});

test.each([
  ['export', sample],
  ['export', sample, 'out.jsonl', 'more'],
  ['export', sample, 'out.jsonl', '--json'],
  ['spans', sample, '--request', id],
])('%s %s %s %s is rejected as wrong usage', (...args) => {
  const { status, stderr } = rpcscope(...args);
  expect(status).toBe(2);
  expect(stderr).toContain('usage:');
});

test('an export never replaces its own source', () => {
  const own = path.join(folder, 'own');
  const file = `${own}.ndjson`;
  copyFileSync(sample, file);
  const copy = `${own}.rpcscope`;
  copyFileSync(capture, copy);
  for (const each of [file, copy]) {
    const before = readFileSync(each);
    const { status, stderr } = rpcscope('export', each, each);
    expect(status).toBe(2);
    expect(stderr).toContain('made from');
    expect(readFileSync(each).equals(before)).toBe(true);
  }
  expect(readdirSync(folder).filter(name => name.includes('.part'))).toEqual([]);
});

test('a reader that closes the pipe ends the export without an error', () => {
  const { status, stderr } = spawnSync(
    'bash',
    [
      '-c',
      `"$0" "$1" export "$2" - --format jsonl | head -n 1 >/dev/null; exit "\${PIPESTATUS[0]}"`,
      process.execPath,
      cli,
      capture,
    ],
    { encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
