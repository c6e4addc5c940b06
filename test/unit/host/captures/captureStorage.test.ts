import { spawnSync } from 'node:child_process';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { CaptureStorage } from '../../../../src/host/captures/captureStorage';
import { useFolder } from '../../../support/useFolder';

const root = useFolder('test');
let storage: CaptureStorage;
beforeEach(() => {
  storage = new CaptureStorage(root);
});

const at = new Date(2026, 10, 23, 19, 50, 12);

/** Captures of one broker, each an hour younger than the one before. */
async function liveCaptures(count: number): Promise<string[]> {
  const made: string[] = [];
  for (let hour = 0; hour < count; hour++) {
    const file = await storage.newLivePath('b1', 'devstack', new Date(2026, 0, 1, hour));
    await writeFile(file, '');
    await writeFile(`${file}-wal`, '');
    const seconds = 1_700_000_000 + hour * 3600;
    await utimes(file, seconds, seconds);
    made.push(file);
  }
  return made;
}

const names = () => readdir(path.join(root, 'live', 'b1'));
const nothingOpen = () => false;

test('a recording is named after its broker and its time', async () => {
  const file = await storage.newLivePath('b1', 'devstack', at);
  expect(path.basename(file)).toBe('devstack 2026-11-23 19.50.12.rpcscope');
  expect(storage.profileIdOf(file)).toBe('b1');
});

test('recordings of the same second are different files', async () => {
  const first = await storage.newLivePath('b1', 'devstack', at);
  await writeFile(first, '');
  expect(await storage.newLivePath('b1', 'devstack', at)).not.toBe(first);
});

test('no name leads out of the folder', async () => {
  const file = await storage.newLivePath('b1', '../../etc/\u0000pass:wd', at);
  expect(path.dirname(file)).toBe(path.join(root, 'live', 'b1'));
});

test('an import is named after its file and belongs to no broker', async () => {
  const file = await storage.newImportPath('/somewhere/boot.ndjson.gz');
  expect(path.basename(file)).toBe('boot.rpcscope');
  expect(storage.profileIdOf(file)).toBeUndefined();
  expect(storage.profileIdOf('/elsewhere/boot.rpcscope')).toBeUndefined();
});

test('imports of files with the same name get names of their own, also at the same time', async () => {
  const from = ['/a/boot.log', '/b/boot.ndjson', '/boot/firehose.ndjson.gz', '/a/boot.log'];
  const files = await Promise.all(from.map(file => storage.newImportPath(file)));
  expect(files.map(file => path.basename(file)).sort()).toEqual([
    'boot 2.rpcscope',
    'boot 3.rpcscope',
    'boot 4.rpcscope',
    'boot.rpcscope',
  ]);
});

test.each(['..', '.', '/', 'a/../..', ''])(
  'no import of %j leads out of the folder',
  async from => {
    const file = await storage.newImportPath(from);
    expect(path.dirname(path.dirname(file))).toBe(path.join(root, 'imported'));
  },
);

test('the ten newest captures stay, with all their files', async () => {
  const captures = await liveCaptures(12);
  await storage.prune(nothingOpen);
  const kept = captures.slice(2).map(file => path.basename(file));
  expect(await names()).toEqual(kept.flatMap(name => [name, `${name}-wal`]).sort());
});

test('a capture that is open here stays, however old', async () => {
  const [oldest, second] = await liveCaptures(12);
  await storage.prune(file => file === oldest);
  const left = await names();
  expect(left).toContain(path.basename(oldest ?? ''));
  expect(left).not.toContain(path.basename(second ?? ''));
});

test('a capture marked by a living window stays; the mark of a dead window is ignored', async () => {
  const [oldest = '', second = ''] = await liveCaptures(12);
  await writeFile(`${oldest}.open-${process.ppid}`, '');
  await writeFile(`${second}.open-${deadPid()}`, '');
  await storage.prune(nothingOpen);
  const left = await names();
  expect(left).toContain(path.basename(oldest));
  expect(left.filter(name => name.startsWith(path.basename(second)))).toEqual([]);
});

test('a mark is set in storage only', async () => {
  const outside = path.join(root, '..', 'somebodys.rpcscope');
  await storage.mark(outside);
  expect(await readdir(path.dirname(outside))).not.toContain(
    `somebodys.rpcscope.open-${process.pid}`,
  );
  const inside = await storage.newLivePath('b1', 'devstack', at);
  await storage.mark(inside);
  expect(await names()).toEqual([`${path.basename(inside)}.open-${process.pid}`]);
  await storage.unmark(inside);
  expect(await names()).toEqual([]);
});

test('a removed import leaves no folder', async () => {
  const file = await storage.newImportPath('boot.log');
  await writeFile(file, '');
  await storage.remove(file);
  expect(await readdir(path.join(root, 'imported'))).toEqual([]);
});

test('pruning a missing folder does nothing', async () => {
  await new CaptureStorage(path.join(root, 'missing')).prune(nothingOpen);
  expect(await readdir(root)).toEqual([]);
});

/** @returns the id of a process that has ended */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;
