import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CodeSkew } from '../../../../src/protocol/code/spanCode';
import { Skews } from '../../../../webview/model/skews';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Sources that refuse spans of even numbers; what was asked of them. */
function watched() {
  const asked: (readonly number[])[] = [];
  const sources = {
    refuses: (spanId: number) => spanId % 2 === 0,
    canTell: true,
    skewsOf(spanIds: readonly number[]): Promise<readonly CodeSkew[] | undefined> {
      asked.push(spanIds);
      const refused = spanIds.filter(spanId => this.refuses(spanId));
      const skews = refused.map(spanId => ({ spanId, sentence: `refuses ${spanId}` }));
      return Promise.resolve(this.canTell ? skews : undefined);
    },
  };
  const skews = new Skews(sources);
  return { asked, sources, skews, marked: () => [...skews.sentences.value.keys()] };
}
const pause = () => vi.advanceTimersByTimeAsync(300);

test('spans in sight are asked for once, after a pause, and no others', async () => {
  const { asked, skews, marked } = watched();
  skews.want([1, 2, 2]);
  skews.want([3, 4]);
  expect(asked).toEqual([]);
  await pause();
  skews.want([4, 5]);
  await pause();
  skews.want([3, 5]);
  await pause();
  expect(asked).toEqual([[3, 4], [5]]);
  expect(marked()).toEqual([4]);
});

test('sources that cannot tell are left alone until they have changed', async () => {
  const { asked, sources, skews, marked } = watched();
  sources.canTell = false;
  skews.want([2]);
  await pause();
  skews.want([4]);
  await pause();
  expect(asked).toEqual([[2]]);
  sources.canTell = true;
  skews.changed();
  await pause();
  expect(asked).toEqual([[2], [4]]);
  expect(marked()).toEqual([4]);
});

test('after a change, a mark stays until its span is answered anew', async () => {
  const { sources, skews, marked } = watched();
  skews.want([2, 4]);
  await pause();
  sources.refuses = spanId => spanId === 4;
  skews.changed();
  expect(marked()).toEqual([2, 4]);
  await pause();
  expect(marked()).toEqual([4]);
});

test('an answer from before a change is not taken', async () => {
  const { asked, sources, skews, marked } = watched();
  let answer: () => void = () => undefined;
  const held = new Promise<void>(resolve => (answer = resolve));
  const skewsOf = sources.skewsOf.bind(sources);
  sources.skewsOf = async spanIds => {
    await held;
    return skewsOf(spanIds);
  };
  skews.want([2]);
  await pause();
  skews.changed();
  answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(marked()).toEqual([]);
  await pause();
  expect(marked()).toEqual([2]);
  expect(asked).toEqual([[2], [2]]);
});

test('a failure leaves the rows as they are', async () => {
  const { sources, skews, marked } = watched();
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  sources.skewsOf = () => Promise.reject(new Error('the indexer has ended'));
  skews.want([2]);
  await pause();
  expect(marked()).toEqual([]);
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});
