/** Tests the engine in its worker, as the editor starts it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { EngineClient } from '../../../src/engine/client';
import type { EngineTask } from '../../../src/protocol/engineTask';
import { invoke, RemoteError } from '../../../src/protocol/rpc';
import { useFolder } from '../../support/useFolder';
import { waitFor } from '../../support/waitFor';

const folder = useFolder();
const worker = path.join(folder, 'engine.js');
const inFolder = (name: string) => path.join(folder, name);

beforeAll(() => {
  const out = { outfile: worker, bundle: true, platform: 'node', format: 'cjs' } as const;
  buildSync({ entryPoints: ['src/engine/worker.ts'], ...out });
});

const failureOf = async (question: Promise<unknown>): Promise<unknown> => {
  try {
    await question;
    return undefined;
  } catch (error) {
    return error instanceof RemoteError ? (error.failure ?? error.message) : error;
  }
};

test('a file is imported while its rows can be read; stopping leaves a single file', async () => {
  const client = new EngineClient(worker, {
    kind: 'import',
    path: inFolder('sample.rpcscope'),
    from: path.resolve('media/sample/server-boot.ndjson.gz'),
  });
  const stored = new Promise(resolve =>
    client.onDidAnnounce(event => {
      if (event.type === 'statusChanged' && event.status.source.state === 'stored') resolve(event);
    }),
  );
  await client.api.view('v').setFilter({ text: '', hiddenLanes: [] });
  await stored;
  expect((await client.api.view('v').readRows(0, 200)).rowCount).toBe(88);
  await client.stop();

  const again = new EngineClient(worker, { kind: 'open', path: inFolder('sample.rpcscope') });
  expect(await again.api.status.captureStatus()).toMatchObject({
    recordCount: 166,
    name: 'server-boot',
  });
  await again.stop();
});

test.each<[string, EngineTask, string]>([
  ['no file', { kind: 'open', path: inFolder('none.rpcscope') }, 'fileUnreadable'],
  ['no capture', { kind: 'open', path: path.resolve('package.json') }, 'unknownFormat'],
  [
    'nothing to import',
    { kind: 'import', path: inFolder('x.rpcscope'), from: path.resolve('LICENSE') },
    'unknownFormat',
  ],
  [
    'nowhere to write',
    {
      kind: 'import',
      path: inFolder('none/x.rpcscope'),
      from: path.resolve('media/sample/server-boot.ndjson.gz'),
    },
    'fileUnwritable',
  ],
])('%s: each call gets the reason', async (_what, task, code) => {
  const client = new EngineClient(worker, task);
  expect(await failureOf(client.api.status.captureStatus())).toMatchObject({ code });
  expect(await failureOf(client.api.view('v').readRows(0, 1))).toMatchObject({ code });
  await client.stop();
});

test('invalid calls get a failure, and the engine continues', async () => {
  const client = new EngineClient(worker, { kind: 'open', path: inFolder('sample.rpcscope') });
  const ask = async (method: string, ...args: unknown[]): Promise<unknown> =>
    await invoke(client.api, { api: 'view', scope: 'v', method, args });
  for (const method of ['constructor', 'dispose', '__proto__', 'attach', 'nonsense']) {
    expect(await failureOf(ask(method))).toBe(`no method view.${method}`);
  }
  for (const filter of [undefined, null, 7, {}, { text: 1, hiddenLanes: [] }, { text: '' }]) {
    expect(await failureOf(ask('setFilter', filter))).toMatch(/^view.setFilter, argument 1/u);
  }
  expect((await client.api.view('v').readRows(0, 1)).rows).toHaveLength(1);
  await client.stop();
});

test('an engine that dies rejects open calls, and reports the reason', async () => {
  mkdirSync(inFolder('dies'));
  const dying = inFolder('dies/engine.js');
  // The first call crashes it.
  writeFileSync(dying, `process.on('message', () => { throw new Error('out of luck'); });`);
  const client = new EngineClient(dying, { kind: 'open', path: 'x' });
  const exit = new Promise(resolve => client.onDidExit(resolve));
  expect(await failureOf(client.api.status.captureStatus())).toBe('out of luck');
  expect(await exit).toBe('out of luck');
  expect(await failureOf(client.api.status.captureStatus())).toBe('out of luck');
  await client.stop();
});

// A stand-in for the engine: it answers all questions but `readRows`, which no message interrupts, as a
// call of SQLite would be.
const busy = `
process.on('message', ({ id, method }) => {
  if (method === 'readRows') for (;;);
  process.send({ rpc: 'result', id, value: null });
});`;

test('an engine that is busy for ever is ended with a sentence, and another one is unaffected', async () => {
  writeFileSync(inFolder('busy.js'), busy);
  const open = { kind: 'open', path: inFolder('sample.rpcscope') } as const;
  const client = new EngineClient(inFolder('busy.js'), open, 200);
  const other = new EngineClient(worker, open);
  const sentence = /^the engine did not answer for 2\d\d(?:\.\d)? ms and was ended$/u;
  const exit = new Promise(resolve => client.onDidExit(resolve));
  expect(await failureOf(client.api.view('v').readRows(0, 1))).toMatch(sentence);
  expect(await exit).toMatch(sentence);
  expect((await other.api.view('v').readRows(0, 1)).rows).toHaveLength(1);
  await Promise.all([client.stop(), other.stop()]);
});

test('a worker ends with the process that started it, even while it is busy', async () => {
  const worker = inFolder('forever.js');
  buildSync({
    stdin: {
      contents: `
        import { workerSide } from './src/node/workerSide';
        const { channel } = workerSide();
        channel.listen(() => { for (;;); });
        channel.post('ready');`,
      resolveDir: process.cwd(),
    },
    ...{ outfile: worker, bundle: true, platform: 'node', format: 'cjs' },
  });
  const starter = `
    const child = require('node:child_process').fork(process.argv[1]);
    child.once('message', () => child.send('work', () => console.log(child.pid)));`;
  const parent = spawn(process.execPath, ['-e', starter, worker], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  parent.kill('SIGKILL');
  await waitFor(() => !isRunning(Number(line.toString())), { what: 'the end of the worker' });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
