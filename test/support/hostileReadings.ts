/** Reads hostile files in a process of its own, which is killed when one of them keeps it busy. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { expect } from 'vitest';
import type { Reading } from './hostileReader';
import { bundle } from './testEngine';

/**
 * Maximum CPU time of one command, in seconds. The aim is 5 s; where others use the machine, the same
 * work takes up to three times as much CPU time, because threads share cores and caches.
 */
const maxCpuSeconds = 15;

/** CPU time, in seconds, after which the system kills the reader of all files. */
const lastResortSeconds = 240;

/** @param out path of a file for the readings */
export async function readHostile(files: readonly string[], out: string): Promise<Reading[]> {
  const reader = await bundle('test/support/hostileReader.ts');
  const limited = `ulimit -t ${lastResortSeconds}; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', limited, process.execPath, reader, out, ...files], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(child, 'close');
  const lines = fs.readFileSync(out, 'utf8').trim().split('\n');
  return lines.map(line => JSON.parse(line) as Reading);
}

const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/u;

/** Checks that a command was done or refused with one sentence, soon, and without escapes of a terminal. */
export function expectHarmless({ command, code, output, cpuSeconds }: Reading): void {
  const what = `${command}: ${output.slice(0, 400)}`;
  expect([0, 1, 2], `${code} ${what}`).toContain(code);
  expect(cpuSeconds, what).toBeLessThan(maxCpuSeconds);
  if (code === 2 && output !== '') expect(output, what).toMatch(/^rpcscope: .*\n$/u);
  expect(output, what).not.toMatch(unsafe);
}
