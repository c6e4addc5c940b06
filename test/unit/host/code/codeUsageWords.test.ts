import { expect, test, vi } from 'vitest';
import { ageWords, lastWords, codeUsageWords } from '../../../../src/host/code/codeUsageWords';

vi.mock('vscode', () => ({}));

const second = 1_000_000;
const now = Date.parse('2026-11-25T12:00:00Z') * 1000;
const totals = {
  count: 41,
  failureCount: 2,
  p95Micros: 180_000,
  lastAtMicros: now - 3 * second,
};
const method = { role: 'handles', type: 'request', doubt: undefined, totals } as const;

test('the usage of a handler is one line', () => {
  expect(codeUsageWords(method, now)).toBe('41 calls · p95 180 ms · 2 failed · last 3 s ago');
});

test('missing values are left out', () => {
  const quiet = { ...totals, count: 1, failureCount: 0, p95Micros: undefined };
  expect(codeUsageWords({ ...method, totals: quiet }, now)).toBe('1 call · last 3 s ago');
});

test('a doubtful function is marked as such', () => {
  expect(codeUsageWords({ ...method, doubt: 'two classes' }, now)).toMatch(/^perhaps 41 calls · /u);
});

test('notifications are emitted, or received', () => {
  const notification = { ...method, type: 'notification' } as const;
  const quiet = { ...totals, count: 1_200, failureCount: 0, p95Micros: undefined };
  expect(codeUsageWords({ ...notification, role: 'emits', totals: quiet }, now)).toBe(
    '1,200 emitted · last 3 s ago',
  );
  expect(codeUsageWords({ ...notification, totals: quiet }, now)).toMatch(/^1,200 received/u);
});

test.each([
  [-5, 'just now'],
  [0.4, 'just now'],
  [1, '1 s ago'],
  [59.9, '59 s ago'],
  [60, '1 min ago'],
  [3_599, '59 min ago'],
  [7_200, '2 h ago'],
])('an age of %d s is written as "%s"', (seconds, words) => {
  expect(ageWords(seconds * second)).toBe(words);
});

test('an old time is written with its day', () => {
  expect(lastWords(now - 3 * 24 * 3_600 * second, now)).toMatch(
    /^last 2026-11-2\d \d\d:\d\d:\d\d$/u,
  );
  expect(lastWords(Number.NaN, now)).not.toMatch(/NaN NaN/u);
});
