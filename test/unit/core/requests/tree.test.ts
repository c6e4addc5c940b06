import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Parent } from '../../../../src/core/requests/parents';
import { treeOf } from '../../../../src/core/requests/tree';

const span = (id: number, startAtMicros: number, endAtMicros: number) => ({
  id,
  startAtMicros,
  endAtMicros,
});
const parents = (links: Readonly<Record<number, number>>): ReadonlyMap<number, Parent> =>
  new Map(
    Object.entries(links).map(([id, to]) => [
      Number(id),
      { id: to, among: [], leftOutCount: 0, guess: undefined },
    ]),
  );

test('a parent comes before its children, siblings by time', () => {
  const tree = treeOf(
    [span(4, 40, 50), span(1, 0, 10), span(3, 30, 35), span(2, 5, 60)],
    parents({ 3: 2, 4: 2, 2: 1 }),
  );
  expect(tree.map(({ id, depth }) => [id, depth])).toEqual([
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 2],
  ]);
});

test('a span whose parent is one of several stands below what all of them are below', () => {
  const spans = [1, 2, 3, 4, 5, 6, 7].map(id => span(id, id, id));
  const among = (...ids: readonly number[]): Parent => ({
    id: undefined,
    among: ids,
    leftOutCount: 0,
    guess: '',
  });
  const tree = treeOf(
    spans,
    new Map([
      ...parents({ 2: 1, 3: 2, 4: 1 }),
      [5, among(3, 4)],
      [6, among(2, 3)],
      [7, among(98, 99)],
    ]),
  );
  expect(tree.map(({ id, depth, parent }) => [id, depth, parent?.id ?? parent?.among])).toEqual([
    [1, 0, undefined],
    [2, 1, 1],
    [3, 2, 2],
    [6, 2, [2, 3]],
    [4, 1, 1],
    [5, 1, [3, 4]],
    [7, 0, undefined],
  ]);
});

test('a span ends with the last span that it caused', () => {
  const tree = treeOf([span(1, 0, 1), span(2, 5, 6), span(3, 7, 90)], parents({ 2: 1, 3: 2 }));
  expect(tree.map(({ endAtMicros }) => endAtMicros)).toEqual([90, 90, 90]);
});

test('the critical path holds the spans that the end waited for', () => {
  const tree = treeOf(
    [
      span(1, 0, 100),
      span(2, 10, 40),
      // This span runs at the same time as span 4, and ends before it.
      span(3, 45, 60),
      span(4, 50, 90),
      // A notification.
      span(5, 95, 95),
    ],
    parents({ 2: 1, 3: 1, 4: 1, 5: 1 }),
  );
  expect(tree.filter(({ isCritical }) => isCritical).map(({ id }) => id)).toEqual([1, 2, 4]);
});

test('with any links, each span occurs once, below a parent that occurs too', () => {
  const link = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 25 }));
  fc.assert(
    fc.property(fc.array(link, { maxLength: 40 }), links => {
      const spans = Array.from({ length: 21 }, (_, id) => span(id, (id * 7) % 13, 20));
      const tree = treeOf(spans, parents(Object.fromEntries(links)));
      expect(tree.map(({ id }) => id).sort((a, b) => a - b)).toEqual(spans.map(({ id }) => id));
      const depths = new Map(tree.map(({ id, depth }) => [id, depth]));
      for (const { depth, parent } of tree) {
        expect(depth).toBe(parent?.id === undefined ? 0 : (depths.get(parent.id) ?? NaN) + 1);
      }
    }),
  );
});
