import { describe, expect, test } from 'vitest';
import { titleOf } from '../../../../../webview/widgets/requests/waterfallWords';
import { requestSpan, startMicros } from '../../../../webview/sampleRequest';

const beginOf = (zeroMillis: number, isReference: boolean) => {
  const line = {
    span: requestSpan({
      spanId: 1,
      publishedAtMicros: startMicros + 20_000,
      endAtMicros: startMicros + 25_000,
    }),
    hasChildren: false,
    isFolded: false,
    hiddenCount: 0,
    hiddenErrorCount: 0,
  };
  const zero = { atMicros: startMicros + zeroMillis * 1000, isReference };
  const title = titleOf(line, { zero, mismatch: undefined, isReference: false });
  return title.split('\n').find(words => words.startsWith('Begins'));
};

describe('the beginning of a span', () => {
  test.each([
    ['the beginning of the request', 0, false, 'Begins after 20 ms, takes 5 ms'],
    ['the beginning of the request', 20, false, 'Begins with the request, takes 5 ms'],
    ['a time reference', 8, true, 'Begins 12 ms after the time reference, takes 5 ms'],
    ['a time reference', 50, true, 'Begins 30 ms before the time reference, takes 5 ms'],
    ['a time reference', 20, true, 'Begins with the time reference, takes 5 ms'],
  ])('counts from %s at %i ms', (_, zeroMillis, isReference, words) => {
    expect(beginOf(zeroMillis, isReference)).toBe(words);
  });
});
