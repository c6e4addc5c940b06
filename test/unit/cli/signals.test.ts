/** Tests that every command ends at a signal, whatever it computes at that moment. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeCapture, openCapture } from '../../../src/capture/captureFile';
import { readMeta } from '../../../src/capture/tables/meta';
import { commands } from '../../../src/cli/commands';
import { importInto } from '../../../src/cli/import';
import { bundleCode } from '../../support/parserBundle';
import { projectFolder } from '../../support/pythonSources';
import { seededRandom } from '../../support/random';
import { writeTraffic } from '../../support/traffic';
import { useFolder } from '../../support/useFolder';

const folder = useFolder();
const inFolder = (name: string): string => path.join(folder, name);
const log = inFolder('log.ndjson');
const capture = inFolder('large.rpcscope');
/** Accepts connections, and never says anything. */
const silent = createServer(() => undefined);
let cli: string;

beforeAll(async () => {
  ({ cli } = await bundleCode(inFolder('bundles')));
  await writeTraffic(log, 10_000);
  const [line = ''] = readFileSync(log, 'utf8').split('\n', 1);
  const record = JSON.parse(line) as { body_base64: string };
  const hostile = [
    `{"oslo.message": "${'[{\\"a\\":'.repeat(100_000)}"}`,
    `{"args": ${'{"a":['.repeat(100_000)}`,
    'x'.repeat(8_000_000),
  ];
  for (const body of hostile) {
    const body_base64 = Buffer.from(body).toString('base64');
    appendFileSync(log, `${JSON.stringify({ ...record, body_base64 })}\n`);
  }
  await importInto(log, capture);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(() => void silent.close());

const out = inFolder('out.rpcscope');

/** Arguments with which a command has something to do. */
const argumentsOf: Readonly<Record<string, () => string[]>> = {
  facts: () => [log],
  spans: () => [capture, '--json'],
  request: () => [capture, 'no-such-id'],
  participants: () => [log],
  import: () => [log, out, '--force'],
  export: () => [
    capture,
    inFolder('out.jsonl'),
    '--force',
    '--filter',
    `*${'a*'.repeat(1_000)}no such text`,
  ],
  'check-secrets': () => [capture],
  handlers: () => [capture, '--source', projectFolder('nova')],
};

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [cli, ...args], {
    stdio: 'ignore',
    env: { ...process.env, RPCSCOPE_PASSWORD: 'x', XDG_STATE_HOME: inFolder('state') },
  });

const signals = ['SIGTERM', 'SIGINT'] as const;

test('each command has arguments here', () => {
  expect([...Object.keys(argumentsOf), 'record'].sort()).toEqual(
    commands.map(({ name }) => name).sort(),
  );
});

test.each(Object.entries(argumentsOf))(
  '%s ends at a signal at any moment',
  async (name, argumentsFor) => {
    const random = seededRandom();
    const startedAt = performance.now();
    const whole = start(name, ...argumentsFor());
    await once(whole, 'close');
    expect(whole.signalCode).toBeNull();
    const wholeMillis = performance.now() - startedAt;
    let early = 0;
    for (const [at, signal] of [...signals, ...signals].entries()) {
      const child = start(name, ...argumentsFor());
      const closed = once(child, 'close');
      // The first comes at once: later runs may be much quicker than the whole one was.
      await Promise.race([closed, delay(at === 0 ? 0 : random(wholeMillis))]);
      child.kill(signal);
      await closed;
      // A command that had its result already may have ended by itself.
      if (child.signalCode === null) expect(child.exitCode).toBe(whole.exitCode);
      else {
        early++;
        expect(child.signalCode).toBe(signal);
      }
    }
    expect(early).toBeGreaterThan(0);
  },
);

describe('a command that writes until a signal', () => {
  const recording = (): string[] => [
    'record',
    `amqp://guest@127.0.0.1:${(silent.address() as AddressInfo).port}/`,
  ];
  const following = (): string[] => ['import', '--follow', log];
  test.each([
    ['record', recording],
    ['import --follow', following],
  ])('%s ends at any moment, and its file is whole', async (name, argumentsFor) => {
    const random = seededRandom();
    for (const [n, signal] of [...signals, ...signals, ...signals].entries()) {
      const file = inFolder(`${name}-${n}.rpcscope`);
      const child = start(...argumentsFor(), file);
      const closed = once(child, 'close');
      await Promise.race([closed, delay(random(3_000))]);
      child.kill(signal);
      // A terminal and a parent process both send it.
      child.kill(signal);
      await closed;
      // Before it listens, a signal ends it at once.
      if (child.exitCode === null) expect(child.signalCode).toBe(signal);
      else expect(child.exitCode).toBe(0);
      if (!existsSync(file)) continue;
      const database = openCapture(file);
      expect(readMeta(database).isEnded).toBe(child.exitCode === 0);
      closeCapture(database, false);
    }
  });
});

const computing = `
  const { writeSync } = require('node:fs');
  const { DatabaseSync } = require('node:sqlite');
  const compute = () => {
    const database = new DatabaseSync(':memory:');
    writeSync(1, 'computing');
    database.prepare('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n').get();
  };`;

/** Bundles a command that computes for ever, and says so first. */
async function busyCommand(contents: string): Promise<string> {
  const outfile = inFolder('busy.cjs');
  await build({
    stdin: { contents: `${computing}${contents}`, resolveDir: process.cwd() },
    ...{ outfile, bundle: true, platform: 'node', format: 'cjs' },
  });
  return outfile;
}

async function startBusy(...args: string[]) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child.stdout, 'data');
  return { child, closed: once(child, 'close').then(() => stderr) };
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'a command that is inside SQLite for ever ends with %s',
  async signal => {
    const command = await busyCommand(`
      const { withCapture } = require('./src/cli/withCapture');
      void withCapture(process.argv[2], undefined, compute);`);
    const { child, closed } = await startBusy(command, capture);
    child.kill(signal);
    await closed;
    expect(child.signalCode).toBe(signal);
  },
);

describe('a recording whose engine is inside SQLite for ever', () => {
  let command: string;
  beforeAll(async () => {
    const engine = inFolder('engine.cjs');
    writeFileSync(engine, `${computing} compute();`);
    command = await busyCommand(`
      const { recordInThread } = require('./src/cli/recordInThread');
      const task = { kind: 'import', from: 'x', path: 'y' };
      void recordInThread(task, { workerPath: ${JSON.stringify(engine)} });`);
  });

  test('ends by itself after a signal, and says that it is not finished', async () => {
    const { child, closed } = await startBusy(command);
    child.kill('SIGTERM');
    expect(await closed).toMatch(/^rpcscope: the engine did not end within 8(?:\.0)? s/u);
    expect(child.signalCode).toBe('SIGTERM');
  });

  test('ends at once at a second signal', async () => {
    const { child, closed } = await startBusy(command);
    child.kill('SIGINT');
    const again = setInterval(() => child.kill('SIGTERM'), 100);
    expect(await closed).toBe('');
    clearInterval(again);
    expect(child.signalCode).toBe('SIGTERM');
  });
});
