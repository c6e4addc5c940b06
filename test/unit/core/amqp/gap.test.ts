import { expect, test } from 'vitest';
import type { Gap } from '../../../../src/core/amqp/gap';
import { gapsWords } from '../../../../src/core/amqp/gap';

const gap = (fields: Partial<Gap> = {}): Gap => ({
  id: 1,
  cause: 'connectionLost',
  sinceMicros: 1_000_000,
  untilMicros: 3_000_000,
  lostCount: undefined,
  isLowerBound: false,
  ...fields,
});
const overflow = gap({ cause: 'overflow', lostCount: 40 });

test('one gap tells its length, its cause and what was lost', () => {
  expect(gapsWords([gap()])).toBe('gap of 2 s: the connection was lost');
  expect(gapsWords([overflow])).toBe('gap of 2 s: the recorder was too slow, 40 records lost');
});

test('gaps with nothing between them are summed up', () => {
  expect(gapsWords([gap(), gap(), gap()])).toBe('3 gaps of 6 s in all: the connection was lost');
  expect(gapsWords([overflow, overflow])).toBe(
    '2 gaps of 4 s in all: the recorder was too slow, 80 records lost',
  );
});

test('a sum is a lower bound when the loss of one gap is not known', () => {
  expect(gapsWords([gap(), overflow])).toBe(
    '2 gaps of 4 s in all: the connection was lost; the recorder was too slow, at least 40 records lost',
  );
});

test('a sum with an unknown end has no length', () => {
  expect(gapsWords([gap(), gap({ untilMicros: undefined })])).toBe(
    '2 gaps with unknown end: the connection was lost',
  );
});
