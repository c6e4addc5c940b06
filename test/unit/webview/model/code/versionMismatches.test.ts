import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { VersionMismatch } from '../../../../../src/protocol/code/spanCode';
import { VersionMismatches } from '../../../../../webview/model/code/versionMismatches';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Creates mismatches whose source refuses spans of even numbers and records the questions. */
function watched() {
  const asked: (readonly number[])[] = [];
  const sources = {
    refuses: (spanId: number) => spanId % 2 === 0,
    canTell: true,
    versionMismatches(spanIds: readonly number[]): Promise<readonly VersionMismatch[] | undefined> {
      asked.push(spanIds);
      const refused = spanIds.filter(spanId => this.refuses(spanId));
      const mismatches = refused.map(spanId => ({ spanId, sentence: `refuses ${spanId}` }));
      return Promise.resolve(this.canTell ? mismatches : undefined);
    },
  };
  const mismatches = new VersionMismatches(sources);
  return { asked, sources, mismatches, marked: () => [...mismatches.sentences.value.keys()] };
}
const pause = () => vi.advanceTimersByTimeAsync(300);

test('only visible spans are asked for, once and after a pause', async () => {
  const { asked, mismatches, marked } = watched();
  mismatches.setVisible([1, 2, 2]);
  mismatches.setVisible([3, 4]);
  expect(asked).toEqual([]);
  await pause();
  mismatches.setVisible([4, 5]);
  await pause();
  mismatches.setVisible([3, 5]);
  await pause();
  expect(asked).toEqual([[3, 4], [5]]);
  expect(marked()).toEqual([4]);
});

test('sources that cannot tell are left alone until they have changed', async () => {
  const { asked, sources, mismatches, marked } = watched();
  sources.canTell = false;
  mismatches.setVisible([2]);
  await pause();
  mismatches.setVisible([4]);
  await pause();
  expect(asked).toEqual([[2]]);
  sources.canTell = true;
  mismatches.invalidate();
  await pause();
  expect(asked).toEqual([[2], [4]]);
  expect(marked()).toEqual([4]);
});

test('after a change, a mark stays until its span is answered anew', async () => {
  const { sources, mismatches, marked } = watched();
  mismatches.setVisible([2, 4]);
  await pause();
  sources.refuses = spanId => spanId === 4;
  mismatches.invalidate();
  expect(marked()).toEqual([2, 4]);
  await pause();
  expect(marked()).toEqual([4]);
});

test('an answer from before a change is dropped', async () => {
  const { asked, sources, mismatches, marked } = watched();
  let answer: () => void = () => undefined;
  const held = new Promise<void>(resolve => (answer = resolve));
  const versionMismatches = sources.versionMismatches.bind(sources);
  sources.versionMismatches = async spanIds => {
    await held;
    return versionMismatches(spanIds);
  };
  mismatches.setVisible([2]);
  await pause();
  mismatches.invalidate();
  answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(marked()).toEqual([]);
  await pause();
  expect(marked()).toEqual([2]);
  expect(asked).toEqual([[2], [2]]);
});

test('a failure leaves the rows as they are', async () => {
  const { sources, mismatches, marked } = watched();
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  sources.versionMismatches = () => Promise.reject(new Error('the indexer has ended'));
  mismatches.setVisible([2]);
  await pause();
  expect(marked()).toEqual([]);
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});
