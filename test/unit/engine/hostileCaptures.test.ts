/** Tests captures that were made to do harm: each is refused with a sentence, or opened, and it ends. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { importInto } from '../../../src/cli/import';
import { EngineClient } from '../../../src/engine/client';
import type { ListedCapture } from '../../../src/host/captures/captureCatalog';
import { CaptureCatalog } from '../../../src/host/captures/captureCatalog';
import type { StartEngine } from '../../../src/host/captures/captureSession';
import { CaptureStorage } from '../../../src/host/captures/captureStorage';
import { DiagramStates } from '../../../src/host/captures/diagramStates';
import { OpenCaptures } from '../../../src/host/captures/openCaptures';
import { RecentFiles } from '../../../src/host/captures/recentFiles';
import { hostileCaptures } from '../../support/hostileCaptures';
import type { Reading } from '../../support/hostileReader';
import { expectHarmless, readHostile } from '../../support/hostileReadings';
import { pages } from '../../support/sqlitePages';
import { bundleEngine } from '../../support/testEngine';
import { useFolder } from '../../support/useFolder';
import { MemoryState } from '../host/memento';

const folder = useFolder();
const good = path.join(folder, 'good.rpcscope');
const out = path.join(folder, 'readings.jsonl');
const fileOf = (name: string): string =>
  path.join(folder, `${name.replaceAll(/[^\w.]+/gu, '-')}.rpcscope`);
const readings: Reading[] = [];

beforeAll(async () => {
  await importInto(path.resolve('media/sample/server-boot.ndjson.gz'), good, {});
  for (const [name, make] of Object.entries(hostileCaptures)) {
    fs.copyFileSync(good, fileOf(name));
    make(fileOf(name));
  }
  readings.push(...(await readHostile(Object.keys(hostileCaptures).map(fileOf), out)));
});

/** The catalog of the *Captures* view over some files. */
async function catalogOf(files: readonly string[], start: StartEngine): Promise<CaptureCatalog> {
  const state = new MemoryState();
  await state.update('recentCaptures', files);
  const storage = new CaptureStorage(path.join(folder, 'storage'));
  const ignore = (): void => undefined;
  const log = { info: ignore, warn: ignore, error: ignore, debug: ignore };
  const captures = new OpenCaptures(start, storage, new DiagramStates(state), log);
  return new CaptureCatalog(captures, storage, new RecentFiles(state), start);
}

async function listsOf(catalog: CaptureCatalog): Promise<(readonly ListedCapture[])[]> {
  const lists: (readonly ListedCapture[])[] = [];
  for await (const listed of catalog.lists()) lists.push(listed);
  return lists;
}

/** The last list, which has the summaries that took long. */
const completeList = async (catalog: CaptureCatalog): Promise<readonly ListedCapture[]> =>
  (await listsOf(catalog)).at(-1) ?? [];

test.each(Object.keys(hostileCaptures))('%s', name => {
  const file = fileOf(name);
  const ofFile = readings.filter(each => each.file === file);
  expect(ofFile).toHaveLength(9);
  for (const reading of ofFile) expectHarmless(reading);
  if (fs.existsSync(`${file}.victim`)) {
    expect(fs.readFileSync(`${file}.victim`, 'utf8')).toBe('precious');
  }
});

test.each(['json', 'excerpt', 'secrets'])(
  'a value that is longer than any of ours is told in one sentence: %s',
  command => {
    const file = fileOf('a content of 300 MB');
    expect(readings.find(each => each.file === file && each.command === command)).toMatchObject({
      code: 2,
      output: 'rpcscope: the file is damaged: it holds a value of more than 128 MB\n',
    });
  },
);

test('an engine opens or refuses a capture that is too large to be looked at first', async () => {
  const file = path.join(folder, 'large.rpcscope');
  fs.copyFileSync(good, file);
  pages(editor => editor.repeatChildren('message'))(file);
  // Holes: SQLite never reads them.
  fs.truncateSync(file, 300 * 1024 ** 2);
  const engine = await bundleEngine();
  const hostile = new EngineClient(engine, { kind: 'open', path: file }, 300);
  const other = new EngineClient(engine, { kind: 'open', path: good });
  const filter = { text: 'no-such-text', hiddenLanes: [] };
  await expect(hostile.api.view('v').setFilter(filter)).rejects.toThrow('did not answer');
  expect((await other.api.view('v').readRows(0, 100)).rows).toHaveLength(88);
  await Promise.all([hostile.stop(), other.stop()]);
});

test('the list of captures shows a good one among all others, and the reason for each of those', async () => {
  const engine = await bundleEngine();
  const start: StartEngine = task => new EngineClient(engine, task);
  const files = [...Object.keys(hostileCaptures).map(fileOf), good];
  const listed = await completeList(await catalogOf(files, start));
  expect(listed.find(each => each.path === good)).toMatchObject({
    recordCount: 166,
    failure: undefined,
  });
  // Files without a byte are left out of the list.
  expect(listed.length).toBeGreaterThan(files.length - 15);
  expect(listed.filter(each => each.failure).length).toBeGreaterThan(60);
});

// A stand-in for the engine: it answers for each file but `busy`, which keeps it busy for ever, and notes
// each question.
const busy = `
process.on('message', ({ id, args: [paths] }) => {
  require('node:fs').appendFileSync(__filename + '.asked', paths + '\\n');
  if (String(paths).includes('busy')) for (;;);
  const value = paths.map(path => ({ path, name: 'x', bytes: 1, changedAtMillis: 1 }));
  process.send({ rpc: 'result', id, value });
});`;

test('a file that keeps an engine busy costs its own place in the list only, until it has changed', async () => {
  const engine = path.join(folder, 'engine.cjs');
  fs.writeFileSync(engine, busy);
  const asked = () => fs.readFileSync(`${engine}.asked`, 'utf8').split('busy').length - 1;
  const files = ['a', 'busy', 'z'].map(name => path.join(folder, `${name}.rpcscope`));
  for (const file of files) fs.copyFileSync(good, file);
  const start: StartEngine = task => new EngineClient(engine, task, 3_000);
  const catalog = await catalogOf(files, start);
  const failures = (listed: readonly ListedCapture[]) =>
    Object.fromEntries(
      listed.map(({ path: file, failure, isPending }) => [
        path.basename(file, '.rpcscope'),
        isPending ? 'pending' : failure?.code,
      ]),
    );
  const complete = { a: undefined, busy: 'engineEnded', z: undefined };
  const lists = await listsOf(catalog);
  expect(lists.map(failures)).toEqual([{ ...complete, busy: 'pending' }, complete]);
  expect(asked()).toBe(1);
  expect((await listsOf(catalog)).map(failures)).toEqual([complete]);
  expect(asked()).toBe(1);
  fs.appendFileSync(path.join(folder, 'busy.rpcscope'), 'x');
  expect(failures(await completeList(catalog))).toEqual(complete);
  expect(asked()).toBe(2);
});
