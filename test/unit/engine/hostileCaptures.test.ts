/** Tests captures that were made to do harm: each is refused with a sentence, or opened, and it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { importInto } from '../../../src/cli/import';
import { hostileCaptures } from '../../support/hostileCaptures';
import type { Reading } from '../../support/hostileReader';
import { bundle } from '../../support/testEngine';
import { useFolder } from '../../support/useFolder';

/**
 * CPU time for one command, in seconds, as the limit is about the work, not about other
 * processes of the machine.
 */
const maxCpuSeconds = 5;

/** CPU time, in seconds, after which the system kills the reader of all captures. */
const lastResortSeconds = 240;

const folder = useFolder();
const out = path.join(folder, 'readings.jsonl');
const fileOf = (name: string): string =>
  path.join(folder, `${name.replaceAll(/[^\w.]+/gu, '-')}.rpcscope`);
const readings: Reading[] = [];

beforeAll(async () => {
  const good = path.join(folder, 'good.rpcscope');
  await importInto(path.resolve('media/sample/server-boot.ndjson.gz'), good, {});
  for (const [name, make] of Object.entries(hostileCaptures)) {
    fs.copyFileSync(good, fileOf(name));
    make(fileOf(name));
  }
  const reader = await bundle('test/support/hostileReader.ts');
  const child = spawn(
    'sh',
    [
      '-c',
      `ulimit -t ${lastResortSeconds}; exec "$0" "$@"`,
      process.execPath,
      reader,
      out,
      ...Object.keys(hostileCaptures).map(fileOf),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  await once(child, 'close');
  for (const line of fs.readFileSync(out, 'utf8').trim().split('\n')) {
    readings.push(JSON.parse(line) as Reading);
  }
});

const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/u;

test.each(Object.keys(hostileCaptures))('%s', name => {
  const file = fileOf(name);
  const ofFile = readings.filter(each => each.file === file);
  expect(ofFile).toHaveLength(7);
  for (const { command, code, output, cpuSeconds } of ofFile) {
    const what = `${command}: ${output.slice(0, 400)}`;
    expect([0, 1, 2], `${code} ${what}`).toContain(code);
    expect(cpuSeconds, what).toBeLessThan(maxCpuSeconds);
    if (code === 2 && output !== '') expect(output, what).toMatch(/^rpcscope: .*\n$/u);
    expect(output, what).not.toMatch(unsafe);
  }
  if (fs.existsSync(`${file}.victim`)) {
    expect(fs.readFileSync(`${file}.victim`, 'utf8')).toBe('precious');
  }
});
