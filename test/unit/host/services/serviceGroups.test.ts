import { expect, test } from 'vitest';
import {
  hiddenAfter,
  isGroupShown,
  serviceGroups,
} from '../../../../src/host/services/serviceGroups';
import { lane } from '../lane';

const compute2 = lane('nova-compute', 'cmp2', { messageCount: 3, errorCount: 1 });
const compute1 = lane('nova-compute', 'cmp1', { messageCount: 4 });
const api = lane('nova-api', 'ctl1', { messageCount: 5 });

test('hosts are grouped by service, with the sums of their counts', () => {
  expect(serviceGroups([compute2, api, compute1])).toEqual([
    { service: 'nova-api', lanes: [api], messageCount: 5, errorCount: 0 },
    { service: 'nova-compute', lanes: [compute1, compute2], messageCount: 7, errorCount: 1 },
  ]);
});

test('a service is shown while one of its hosts is', () => {
  const [, compute] = serviceGroups([compute1, compute2, api]);
  if (!compute) throw new Error('no such group');
  expect(isGroupShown(compute, new Set([compute1.key]))).toBe(true);
  expect(isGroupShown(compute, new Set([compute1.key, compute2.key]))).toBe(false);
});

test('hiding a service hides its hosts once, and showing it shows all of them', () => {
  const hidden = hiddenAfter([api.key, compute1.key], [compute1, compute2], false);
  expect(hidden).toEqual([api.key, compute1.key, compute2.key]);
  expect(hiddenAfter(hidden, [compute1, compute2], true)).toEqual([api.key]);
});
