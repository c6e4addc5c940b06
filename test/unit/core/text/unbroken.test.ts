import { expect, test } from 'vitest';
import { unbroken } from '../../../../src/core/text/unbroken';

test.each([
  ['Answered after 37 ms, in 2 min 5 s.', 'Answered after 37\u00a0ms, in 2\u00a0min 5\u00a0s.'],
  ['no reply came within 60 s', 'no reply came within 60\u00a0s'],
  ['1.4 KB and 1 byte', '1.4\u00a0KB and 1\u00a0byte'],
  ['3 services, 12 hosts', '3 services, 12 hosts'],
  ['', ''],
])('%j becomes %j', (sentence, expected) => {
  expect(unbroken(sentence)).toBe(expected);
});
