import { expect, test } from 'vitest';
import { failureIn, resultOf } from '../../../../src/core/oslo/replies';

test('the result is that of the reply that has one, before an empty one that ends the call', () => {
  expect(resultOf([{ result: 7, failure: null }, { ending: true }])).toBe(7);
  expect(resultOf([{ result: null, failure: null, ending: true }])).toBeNull();
  expect(resultOf([])).toBeUndefined();
});

test('a reply with a failure has no result', () => {
  const replies = [{ result: null, failure: '{"class": "X"}' }];
  expect(resultOf(replies)).toBeUndefined();
  expect(failureIn(replies)).toBe('{"class": "X"}');
  expect(failureIn([{ result: 1, failure: null }])).toBeUndefined();
});
