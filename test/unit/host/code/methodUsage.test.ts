import { expect, test } from 'vitest';
import { methodUsage, mostOf, newest, subjectsOf } from '../../../../src/host/code/methodUsage';
import { callKind, notificationKind, session, use } from './kinds';

const [a, b] = [session('/a'), session('/b')];

test('a kind that several captures contain is queried once, and its counts are added', () => {
  const subjects = subjectsOf([
    { session: a, kinds: [callKind({ failureCount: 1, lastSpanId: 1 })] },
    { session: b, kinds: [callKind({ count: 30, p95Micros: 9, lastAtMicros: 5, lastSpanId: 2 })] },
  ]);
  expect(subjects.list).toHaveLength(1);
  const [method] = methodUsage([use(0)], subjects);
  expect(method).toMatchObject({ name: 'attach_volume', defLine: 10, doubt: undefined });
  expect(method?.totals).toEqual({
    count: 42,
    failureCount: 1,
    p95Micros: 180_000,
    lastAtMicros: 1_000_000,
  });
});

test('changed counts do not change the query', () => {
  const keys = [12, 13].map(
    count => subjectsOf([{ session: a, kinds: [callKind({ count })] }]).key,
  );
  expect(keys[0]).toBe(keys[1]);
});

test('each role of a function has an entry, in order of lines', () => {
  const subjects = subjectsOf([{ session: a, kinds: [callKind(), notificationKind()] }]);
  const methods = methodUsage(
    [
      use(1, { role: 'emits' }, { line: 14 }),
      use(0, {}, { defLine: 3, line: 3 }),
      use(0, { role: 'sends' }, { line: 12 }),
      // Another statement of the same function.
      use(0, { role: 'sends' }, { line: 13 }),
    ],
    subjects,
  );
  expect(methods.map(({ defLine, role, totals }) => [defLine, role, totals.count])).toEqual([
    [3, 'handles', 12],
    [10, 'emits', 12],
    [10, 'sends', 12],
  ]);
});

test('a function that is certain for one kind is certain', () => {
  const kinds = [callKind(), notificationKind()];
  const subjects = subjectsOf([{ session: a, kinds: [...kinds, callKind({ label: 'x' })] }]);
  const [doubtful] = methodUsage([use(0, { doubt: 'another version' })], subjects);
  expect(doubtful?.doubt).toBe('another version');
  const other = { subject: { ...callKind().subject }, label: 'other' };
  const both = subjectsOf([
    { session: a, kinds: [callKind(), { ...notificationKind(), ...other, count: 1 }] },
  ]);
  expect(both.list).toHaveLength(1);
});

test('a use of an unknown kind is ignored', () => {
  expect(methodUsage([use(5), use(-1), use(0.5)], { kinds: [] })).toEqual([]);
});

test('the diagram is that of the capture with most messages, the last message is the newest of all', () => {
  const subjects = subjectsOf([
    { session: a, kinds: [callKind({ count: 20, lastAtMicros: 9 })] },
    { session: b, kinds: [callKind({ count: 30, label: 'attach_volume', lastAtMicros: 5 })] },
  ]);
  const [method] = methodUsage([use(0)], subjects);
  if (!method) throw new Error('no method');
  expect(mostOf(method)).toEqual({ session: b, filterText: 'attach_volume' });
  expect(newest(method)).toMatchObject({ session: a });
});
