/** Tests which ids of a message are found, and in what time. */
import { expect, test } from 'vitest';
import { namedThings } from '../../../../src/core/requests/namedThings';
import { growthBetween, linearGrowth } from '../../../support/growth';

test('the ids nearest to the top of a message are kept when it names more than are kept', () => {
  const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const deep = Array.from({ length: 2_000 }, (_, n) => ({ uuid: uuid(n + 1) }));
  const { own } = namedThings([{ args: { instances: deep, instance: { uuid: uuid(0) } } }]);
  expect(own.size).toBe(1_000);
  expect(own.has(uuid(0))).toBe(true);
  expect(own.has(uuid(2_000))).toBe(false);
});

test('the time grows with the number of values in a message', () => {
  const message = (values: number) => [{ args: { values: Array<number>(values).fill(0) } }];
  const ratio = growthBetween([message(1_000), message(4_000)], namedThings);
  expect(ratio).toBeLessThan(linearGrowth);
});
