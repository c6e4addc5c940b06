import { expect, test } from 'vitest';
import {
  readSavedFilters,
  withoutSaved,
  withSaved,
} from '../../../../src/host/filters/savedFilters';
import { maxFilterNameLength } from '../../../../src/protocol/hostApi';
import { maxFilterLength } from '../../../../src/core/filter/parse';

const slow = { name: 'slow', filter: 'latency:>500ms' };

test('saved filters are read in their order, with their scope', () => {
  const value = [slow, { name: ' failed ', filter: ' status:failed ' }];
  expect(readSavedFilters(value, 'workspace')).toEqual([
    { ...slow, scope: 'workspace' },
    { name: 'failed', filter: 'status:failed', scope: 'workspace' },
  ]);
});

test.each([
  [undefined],
  [null],
  ['latency:>500ms'],
  [{ 0: slow }],
  [[null, 7, 'x', [], {}]],
  [[{ name: 'slow' }, { filter: 'a' }, { name: 7, filter: 'a' }, { name: 'a', filter: ['b'] }]],
  [
    [
      { name: '  ', filter: 'a' },
      { name: 'a', filter: ' \n ' },
    ],
  ],
  [[{ name: 'x'.repeat(maxFilterNameLength + 1), filter: 'a' }]],
  [[{ name: 'a', filter: 'x'.repeat(maxFilterLength + 1) }]],
])('a value that is no list of filters holds none (%#)', value => {
  expect(readSavedFilters(value, 'user')).toEqual([]);
});

test('the last of two filters with one name is read, and of thousands the first 200', () => {
  const twice = [slow, { ...slow, filter: 'latency:>1s' }];
  expect(readSavedFilters(twice, 'user')).toEqual([
    { name: 'slow', filter: 'latency:>1s', scope: 'user' },
  ]);
  const many = Array.from({ length: 5000 }, (_, at) => ({ name: `n${at}`, filter: 'a' }));
  expect(readSavedFilters(many, 'user')).toHaveLength(200);
});

test('saving and deleting leave unknown entries alone', () => {
  const value = ['a comment', slow, { name: 'slow', filter: 'older' }, 7];
  const changed = { name: 'slow', filter: 'latency:>1s' };
  expect(withSaved(value, changed)).toEqual(['a comment', changed, 7]);
  expect(withSaved(undefined, slow)).toEqual([slow]);
  expect(withSaved('nonsense', slow)).toEqual([slow]);
  expect(withoutSaved(value, 'slow')).toEqual(['a comment', 7]);
  expect(withoutSaved(value, 'constructor')).toEqual(value);
});
