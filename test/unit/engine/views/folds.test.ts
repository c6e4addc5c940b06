import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Folds, leastFold } from '../../../../src/engine/views/folds';
import { IdList } from '../../../../src/engine/views/ids';

/** Lists messages 10, 20, 30 …. */
const listOf = (length: number): IdList => {
  const ids = new IdList();
  ids.append(Array.from({ length }, (_, at) => 10 * (at + 1)));
  return ids;
};

interface ModelRow {
  readonly position: number;
  readonly fold: { readonly isOpen: boolean; readonly count: number } | undefined;
}

/** Computes the rows one by one, by the description of `Folds`. */
function rowsOf(noise: readonly boolean[], opened: ReadonlySet<number>): ModelRow[] {
  const rows: ModelRow[] = [];
  const single = (position: number): ModelRow => ({ position, fold: undefined });
  for (let at = 0; at < noise.length;) {
    let end = at;
    while (end < noise.length && noise[end]) end++;
    const count = end - at;
    const messages = Array.from({ length: Math.max(1, count) }, (_, n) => single(at + n));
    if (count < leastFold) rows.push(...messages);
    else {
      const isOpen = messages.some(({ position }) => opened.has(position));
      rows.push({ position: at, fold: { isOpen, count } });
      if (isOpen) rows.push(...messages);
    }
    at += Math.max(1, count);
  }
  return rows;
}

const rowsIn = (folds: Folds, end: number): ModelRow[] =>
  Array.from({ length: folds.rowCount(end) }, (_, row) => folds.lineAt(row, end));

const noGaps = () => false;
const noiseList = fc.array(fc.boolean(), { maxLength: 60 });

test('rows are folds and the messages between them, for any end of the list', () => {
  fc.assert(
    fc.property(noiseList, fc.array(fc.nat(59)), fc.nat(60), (noise, toOpen, cut) => {
      const ids = listOf(noise.length);
      const folds = new Folds();
      folds.update(0, ids, id => noise[id / 10 - 1] === true, noGaps);
      const opened = new Set<number>();
      for (const position of toOpen) {
        if (folds.setOpen(position, true, ids) !== undefined) {
          // An open fold stays open for any end of the list within it.
          for (let at = position; noise[at]; at--) opened.add(at);
          for (let at = position; noise[at]; at++) opened.add(at);
        }
      }
      const end = Math.min(cut, noise.length);
      const expected = rowsOf(noise.slice(0, end), opened);
      expect(rowsIn(folds, end)).toEqual(expected);
      const heads = expected.filter(({ fold }) => fold);
      const folded = heads.map(({ fold }) => (fold && !fold.isOpen ? fold.count : 0));
      expect(folds.foldedCount(end)).toBe(folded.reduce((sum, count) => sum + count, 0));
      expect(expected).toHaveLength(end - folds.foldedCount(end) + heads.length);
      for (let position = 0; position < end; position++) {
        const { position: found, fold } = folds.lineAt(folds.rowOf(position, end), end);
        if (fold) expect(position).toBeLessThan(found + fold.count);
        else expect(found).toBe(position);
      }
    }),
  );
});

test('a list that grows and changes has the folds of a list that is built at once', () => {
  const change = fc.record({ grow: fc.array(fc.boolean(), { maxLength: 9 }), flip: fc.nat(80) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), changes => {
      const noise: boolean[] = [];
      const grown = new Folds();
      for (const { grow, flip } of changes) {
        const before = noise.length;
        const isFlipped = flip < before;
        if (isFlipped) noise[flip] = !noise[flip];
        noise.push(...grow);
        const ids = listOf(noise.length);
        const isNoise = (id: number) => noise[id / 10 - 1] === true;
        const old = rowsIn(grown, before);
        const dirty = grown.update(isFlipped ? flip : before, ids, isNoise, noGaps);
        const rows = rowsIn(grown, noise.length);
        expect(rows).toEqual(rowsOf(noise, new Set()));
        // The rows before the reported one are unchanged.
        const dirtyRow = grown.rowOf(dirty, noise.length);
        expect(rows.slice(0, dirtyRow)).toEqual(old.slice(0, dirtyRow));
      }
    }),
  );
});

test('a fold stays open while messages join it, leave it, and split it', () => {
  const noise = [true, true, true, false, true, true, true, true];
  const isNoise = (id: number) => noise[id / 10 - 1] === true;
  const ids = listOf(noise.length);
  const folds = new Folds();
  folds.update(0, ids, isNoise, noGaps);
  folds.setOpen(4, true, ids);
  const open = () => rowsIn(folds, ids.length).flatMap(({ fold }) => fold?.isOpen ?? []);
  expect(open()).toEqual([false, true]);
  noise[3] = true;
  folds.update(3, ids, isNoise, noGaps);
  expect(open()).toEqual([true]);
  // The first three messages are removed, among them the fold's first.
  folds.willDrop(40, ids);
  ids.dropBefore(40);
  folds.update(0, ids, isNoise, noGaps);
  expect(open()).toEqual([true]);
  folds.setOpen(0, false, ids);
  expect(open()).toEqual([false]);
});

test('an open fold that is removed as a whole opens no other', () => {
  const ids = listOf(8);
  const isNoise = (id: number) => id !== 40;
  const folds = new Folds();
  folds.update(0, ids, isNoise, noGaps);
  folds.setOpen(0, true, ids);
  folds.willDrop(50, ids);
  ids.dropBefore(50);
  folds.update(0, ids, isNoise, noGaps);
  expect(rowsIn(folds, ids.length)).toEqual([{ position: 0, fold: { isOpen: false, count: 4 } }]);
});

test('a message outside of folds opens none', () => {
  const folds = new Folds();
  const ids = listOf(4);
  folds.update(0, ids, id => id > 20, noGaps);
  expect([0, 3, 99, -1].map(position => folds.setOpen(position, true, ids))).toEqual(
    Array(4).fill(undefined),
  );
});

test('no fold reaches over a gap, also in a list that grows', () => {
  fc.assert(
    fc.property(noiseList, fc.uniqueArray(fc.nat(60)), fc.nat(60), (noise, gaps, cut) => {
      const ids = listOf(noise.length);
      const isNoise = (id: number) => noise[id / 10 - 1] === true;
      const isAfterGap = (position: number) => gaps.includes(position);
      const folds = new Folds();
      folds.update(0, listOf(Math.min(cut, noise.length)), isNoise, isAfterGap);
      folds.update(Math.min(cut, noise.length), ids, isNoise, isAfterGap);
      const begins = [0, ...gaps.filter(at => at > 0).sort((a, b) => a - b), noise.length];
      const expected = begins.flatMap((begin, at) =>
        rowsOf(noise.slice(begin, begins[at + 1]), new Set()).map(({ position, fold }) => ({
          position: begin + position,
          fold,
        })),
      );
      expect(rowsIn(folds, noise.length)).toEqual(expected);
    }),
  );
});
