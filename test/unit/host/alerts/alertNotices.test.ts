import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AlertNotice } from '../../../../src/host/alerts/alertNotices';
import { AlertNotices, quietMillis } from '../../../../src/host/alerts/alertNotices';
import { typedRule } from '../../../../src/host/alerts/alertRules';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lab = { capturePath: '/lab', captureName: 'lab' };
const prod = { capturePath: '/prod', captureName: 'prod' };
const failed = typedRule('status:failed');
const rows = (count: number, firstMessageId: number) => ({ count, firstMessageId });

function opened() {
  const told: AlertNotice[] = [];
  const notices = new AlertNotices(notice => told.push(notice));
  return { notices, told, counts: () => told.map(({ count }) => count) };
}

test('the first rows are reported at once, those of the next 30 s in one sum', () => {
  const { notices, told, counts } = opened();
  notices.announce(failed, lab, rows(1, 5));
  expect(counts()).toEqual([1]);
  notices.announce(failed, lab, rows(2, 7));
  notices.announce(failed, lab, rows(3, 9));
  vi.advanceTimersByTime(quietMillis - 1);
  expect(counts()).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(counts()).toEqual([1, 5]);
  expect(told[1]?.places).toEqual([{ ...lab, count: 5, firstMessageId: 7 }]);
});

test('however many rows arrive, a rule is reported once in 30 s', () => {
  const { notices, counts } = opened();
  for (let n = 0; n < 300; n++) {
    notices.announce(failed, lab, rows(1, n));
    vi.advanceTimersByTime(1_000);
  }
  expect(counts()).toHaveLength(10 + 1);
  expect(counts().reduce((sum, each) => sum + each, 0)).toBe(300);
});

test('after a quiet time the next rows are reported at once again', () => {
  const { notices, counts } = opened();
  notices.announce(failed, lab, rows(1, 5));
  vi.advanceTimersByTime(quietMillis);
  notices.announce(failed, lab, rows(4, 6));
  expect(counts()).toEqual([1, 4]);
});

test('rules do not wait for each other', () => {
  const { notices, counts } = opened();
  notices.announce(failed, lab, rows(1, 5));
  notices.announce(typedRule('status:unanswered'), lab, rows(2, 5));
  expect(counts()).toEqual([1, 2]);
});

test('captures are summed, and the first one is named first', () => {
  const { notices, told } = opened();
  notices.announce(failed, lab, rows(1, 5));
  notices.announce(failed, prod, rows(2, 6));
  notices.announce(failed, lab, rows(3, 7));
  vi.advanceTimersByTime(quietMillis);
  expect(told[1]).toMatchObject({
    count: 5,
    places: [
      { capturePath: '/prod', count: 2 },
      { capturePath: '/lab', count: 3 },
    ],
  });
});

test('a rule that was muted meanwhile is not reported', () => {
  const { notices, counts } = opened();
  notices.announce(failed, lab, rows(1, 5));
  notices.announce(failed, lab, rows(2, 6));
  notices.forget(failed);
  vi.advanceTimersByTime(10 * quietMillis);
  expect(counts()).toEqual([1]);
});

test('a window that closes reports nothing more', () => {
  const { notices, counts } = opened();
  notices.announce(failed, lab, rows(1, 5));
  notices.announce(failed, lab, rows(2, 6));
  notices.dispose();
  vi.advanceTimersByTime(10 * quietMillis);
  expect(counts()).toEqual([1]);
});
