import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChangedFiles, mayMatter } from '../../../../src/host/code/changedFiles';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  ['/nova/compute/manager.py', 'changed', true],
  ['/nova/.gitignore', 'changed', true],
  ['/nova/setup.cfg', 'changed', false],
  ['/nova/compute', 'created', true],
  ['/nova/compute', 'deleted', true],
  ['/nova/compute', 'changed', false],
  ['/stack/oslo.messaging', 'deleted', true],
  ['/nova/api.log', 'created', false],
  ['/nova/a.pyc', 'deleted', false],
  ['/nova/.git/index', 'created', false],
  ['/nova/__pycache__/x.py', 'created', false],
  ['/nova/node_modules/x/y.py', 'changed', false],
] as const)('%s %s: %s', (file, change, matters) => {
  expect(mayMatter(file, change)).toBe(matters);
});

function changes(folders: readonly string[] = []) {
  const reports: (readonly string[])[] = [];
  const collected = new ChangedFiles(
    files => reports.push(files),
    file => Promise.resolve(folders.includes(file)),
  );
  return { collected, reports };
}

test('changes within 300 ms are reported together, each file once', async () => {
  const { collected, reports } = changes();
  collected.addChange('/a.py', 'changed');
  await vi.advanceTimersByTimeAsync(200);
  collected.addChange('/b.py', 'created');
  collected.addChange('/a.py', 'changed');
  await vi.advanceTimersByTimeAsync(299);
  expect(reports).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(reports).toEqual([['/a.py', '/b.py']]);
});

test('endless changes are reported every 3 s', async () => {
  const { collected, reports } = changes();
  for (let i = 0; i < 40; i++) {
    collected.addChange(`/${i}.py`, 'changed');
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(reports).toHaveLength(1);
  expect(reports[0]?.length).toBeGreaterThan(25);
});

test('a created folder is reported whatever its name', async () => {
  const { collected, reports } = changes(['/oslo.messaging']);
  collected.addChange('/oslo.messaging', 'created');
  collected.addChange('/README', 'created');
  await vi.advanceTimersByTimeAsync(300);
  expect(reports).toEqual([['/oslo.messaging']]);
});

test('nothing is reported after disposal', async () => {
  const { collected, reports } = changes();
  collected.addChange('/a.py', 'changed');
  collected.dispose();
  collected.addChange('/b.py', 'changed');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reports).toEqual([]);
});
