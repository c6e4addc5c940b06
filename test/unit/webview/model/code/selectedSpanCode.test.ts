import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SpanCode } from '../../../../../src/protocol/code/spanCode';
import { SelectedSpanCode } from '../../../../../webview/model/code/selectedSpanCode';
import { spanCode } from '../../../../webview/sampleCode';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function asking(answer: (spanId: number) => Promise<SpanCode | undefined>) {
  const readSpanCode = vi.fn(answer);
  return { readSpanCode, code: new SelectedSpanCode({ readSpanCode }) };
}
const settled = () => vi.advanceTimersByTimeAsync(0);

test('the code is that of the span that was selected last', async () => {
  const { code } = asking(spanId =>
    Promise.resolve(
      spanCode({
        handlers: [],
        callers: [],
        frames: [],
        index: { isIndexing: false, fileCount: spanId, done: 0, total: 0 },
      }),
    ),
  );
  code.show(1);
  code.show(2);
  expect(code.isComing(2)).toBe(true);
  await settled();
  expect(code.codeFor(1)).toBeUndefined();
  expect(code.codeFor(2)?.index.fileCount).toBe(2);
  expect(code.isComing(2)).toBe(false);
  expect(code.isComing(1)).toBe(true);
});

test('a span without code gets an answer as well', async () => {
  const { code } = asking(() => Promise.resolve(undefined));
  code.show(1);
  await settled();
  expect(code.codeFor(1)).toBeUndefined();
  expect(code.isComing(1)).toBe(false);
});

test('a change of the sources leads to another question, at most once a second', async () => {
  const { code, readSpanCode } = asking(() => Promise.resolve(spanCode()));
  code.refreshSoon();
  await vi.advanceTimersByTimeAsync(2000);
  expect(readSpanCode).not.toHaveBeenCalled();
  code.show(1);
  await settled();
  for (let i = 0; i < 10; i++) code.refreshSoon();
  await vi.advanceTimersByTimeAsync(1000);
  expect(readSpanCode).toHaveBeenCalledTimes(2);
});

test('an error is shown until there is an answer', async () => {
  let isDead = true;
  const { code } = asking(() =>
    isDead ? Promise.reject(new Error('the indexer has ended')) : Promise.resolve(spanCode()),
  );
  code.show(1);
  await settled();
  expect(code.error.value).toBe('the indexer has ended');
  expect(code.isComing(1)).toBe(false);
  isDead = false;
  code.refreshSoon();
  await vi.advanceTimersByTimeAsync(1000);
  expect(code.error.value).toBeUndefined();
  expect(code.codeFor(1)?.handlers).toHaveLength(1);
});
