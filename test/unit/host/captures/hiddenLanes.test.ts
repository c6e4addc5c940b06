import { expect, test } from 'vitest';
import { hiddenWithNewcomers } from '../../../../src/host/captures/hiddenLanes';
import { lane } from '../lane';

const [compute1, compute2, api] = [
  lane('nova-compute', 'cmp1'),
  lane('nova-compute', 'cmp2'),
  lane('nova-api', 'ctl1'),
];

test('a new host of a hidden service is hidden', () => {
  expect(hiddenWithNewcomers([compute1.key], [compute1, api], [compute1, compute2, api])).toEqual([
    compute1.key,
    compute2.key,
  ]);
});

test('a hidden lane that gets its name stays hidden', () => {
  const unnamed = lane('nova-compute', '');
  expect(hiddenWithNewcomers([unnamed.key], [unnamed], [compute1])).toContain(compute1.key);
});

test('a new host of a service that shows another one is shown', () => {
  expect(hiddenWithNewcomers([], [compute1], [compute1, compute2])).toEqual([]);
});

test('a new service is shown', () => {
  expect(hiddenWithNewcomers([compute1.key], [compute1], [compute1, api])).toEqual([compute1.key]);
});

test('lanes that were hidden in another session stay as they are', () => {
  expect(hiddenWithNewcomers([compute1.key], [], [compute1, compute2])).toEqual([compute1.key]);
});
