import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Cooldown } from '../../../../src/host/code/cooldown';
import { CodeUsageWatch } from '../../../../src/host/code/codeUsageWatch';
import { FakeCapture, FakeCaptures } from './fakeCaptures';
import { callKind } from './kinds';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched({ isWatched = true } = {}) {
  const capture = new FakeCapture('/a');
  let n = 0;
  capture.answers['listCodeUsageKinds'] = () => [callKind({ count: ++n })];
  const captures = new FakeCaptures(capture);
  const state = { isWatched };
  const watch = new CodeUsageWatch(
    captures,
    () => state.isWatched,
    () => new Cooldown(2_000, 10, () => Date.now()),
  );
  const changed = vi.fn();
  watch.onDidChange(changed);
  const counts = () => watch.lastUsage.map(({ kinds }) => kinds.map(({ count }) => count));
  return { capture, captures, watch, state, changed, counts };
}

const later = (millis: number) => vi.advanceTimersByTimeAsync(millis);

test('an open capture is queried at once, and then only after new records', async () => {
  const { capture, counts } = watched();
  await later(1);
  expect(counts()).toEqual([[1]]);
  await later(60_000);
  expect(capture.asked).toHaveLength(1);
  capture.grow(7);
  await later(1);
  expect(counts()).toEqual([[2]]);
});

test('a stream of records causes a query every 2 s', async () => {
  const { capture } = watched();
  for (let i = 1; i <= 100; i++) {
    capture.grow(i);
    await later(100);
  }
  expect(capture.asked.length).toBeGreaterThanOrEqual(5);
  expect(capture.asked.length).toBeLessThanOrEqual(6);
});

test('a slow answer is followed by a pause of ten times its duration', async () => {
  const { capture } = watched();
  capture.answers['listCodeUsageKinds'] = () =>
    new Promise(resolve => setTimeout(() => resolve([callKind()]), 1_000));
  for (let i = 1; i <= 230; i++) {
    capture.grow(i);
    await later(100);
  }
  expect(capture.asked).toHaveLength(3);
});

test('an unchanged status causes no query', async () => {
  const { capture } = watched();
  capture.grow(5);
  await later(1);
  for (let i = 0; i < 20; i++) {
    capture.grow(5);
    await later(1_000);
  }
  expect(capture.asked).toHaveLength(1);
});

test('without users nothing is queried; a new user gets the latest usage', async () => {
  const { capture, watch, state, counts } = watched({ isWatched: false });
  capture.grow(1);
  await later(60_000);
  watch.wake();
  await later(60_000);
  expect(capture.asked).toEqual([]);
  state.isWatched = true;
  watch.wake();
  await later(1);
  expect(counts()).toEqual([[1]]);
});

test('an explicit read is answered with or without users', async () => {
  const { watch, capture } = watched({ isWatched: false });
  expect(await watch.readUsage()).toEqual([
    { session: capture.session, kinds: [callKind({ count: 1 })] },
  ]);
  await watch.readUsage();
  expect(capture.asked).toHaveLength(1);
});

test('closing a capture removes its usage', async () => {
  const { captures, counts, changed, capture } = watched();
  await later(1);
  changed.mockClear();
  captures.become();
  expect(counts()).toEqual([]);
  expect(changed).toHaveBeenCalledOnce();
  capture.grow(9);
  await later(60_000);
  expect(capture.asked).toHaveLength(1);
});

test('an answer after the end is ignored', async () => {
  const { captures, capture, changed } = watched();
  capture.answers['listCodeUsageKinds'] = () =>
    new Promise(resolve => setTimeout(() => resolve([callKind()]), 500));
  await later(1);
  captures.become();
  changed.mockClear();
  await later(10_000);
  expect(changed).not.toHaveBeenCalled();
});

test('a capture that does not answer has no usage, and does not affect others', async () => {
  const { captures, counts, capture } = watched();
  const broken = new FakeCapture('/broken');
  captures.become(broken, capture);
  await later(1);
  expect(counts()).toEqual([[1], []]);
});
