import { signal } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import type { RequestDetails } from '../../../../../src/protocol/requests';
import type { RequestFolds } from '../../../../../webview/model/requests/spanFolds';
import { SpanFolds } from '../../../../../webview/model/requests/spanFolds';
import { requestDetails, requestSpan, sampleRequest } from '../../../../webview/sampleRequest';

/** A tree of spans of the given depths, with ids from 1 on. */
const treeOf = (...depths: readonly number[]) =>
  requestDetails(depths.map((depth, at) => requestSpan({ spanId: at + 1, depth })));

function foldsOf(details: RequestDetails | undefined = sampleRequest) {
  const shown = signal<RequestDetails | undefined>(details);
  const applied = signal<RequestFolds | undefined>(undefined);
  const folds = new SpanFolds(shown, applied);
  const lines = () => folds.lines.value.map(({ span }) => span.spanId);
  return { folds, shown, applied, lines };
}

describe('a folded branch', () => {
  test('hides all lines below it, and no others', () => {
    const { folds, lines } = foldsOf();
    expect(lines()).toEqual([1, 2, 3, 6]);
    expect(folds.lines.value.map(({ hasChildren }) => hasChildren)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    folds.toggle(2);
    expect(lines()).toEqual([1, 2, 6]);
    folds.toggle(1);
    expect(lines()).toEqual([1]);
    folds.toggle(1);
    expect(lines()).toEqual([1, 2, 6]);
  });

  test('tells the number of its spans, and of the errors among them', () => {
    const { folds } = foldsOf();
    folds.toggle(1);
    expect(folds.lines.value).toMatchObject([
      { isFolded: true, hiddenCount: 3, hiddenErrorCount: 1 },
    ]);
    folds.toggle(1);
    expect(folds.lines.value.every(({ hiddenCount }) => hiddenCount === 0)).toBe(true);
  });

  test('is found in one pass over ten thousand spans', () => {
    const { folds, lines } = foldsOf(
      treeOf(...Array.from({ length: 10_000 }, (_, at) => at % 100)),
    );
    for (let id = 2; id <= 10_000; id += 100) folds.toggle(id);
    expect(lines()).toHaveLength(200);
  });

  test('is opened when a span in it is to be seen, and others stay as they are', () => {
    const { folds, lines } = foldsOf(treeOf(0, 1, 2, 3, 1, 2));
    folds.toggle(1);
    folds.toggle(3);
    folds.toggle(5);
    expect(folds.lineAround(4)?.spanId).toBe(1);
    folds.reveal(4);
    expect(lines()).toEqual([1, 2, 3, 4, 5]);
    expect(folds.lineAround(4)).toBeUndefined();
    folds.reveal(77);
    expect(lines()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a tree', () => {
  const deep = treeOf(0, 1, 2, 3, 1, 0, 1);

  test('is collapsed to its first levels, and expanded again', () => {
    const { folds, lines } = foldsOf(deep);
    expect([folds.depth.value, folds.levels.value]).toEqual(['all', 4]);
    folds.collapseTo(1);
    expect(lines()).toEqual([1, 6]);
    expect(folds.depth.value).toBe(1);
    folds.collapseTo(2);
    expect(lines()).toEqual([1, 2, 5, 6, 7]);
    folds.collapseTo(3);
    expect(lines()).toEqual([1, 2, 3, 5, 6, 7]);
    folds.collapseTo(undefined);
    expect(lines()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('keeps what is opened or folded after it was collapsed, and is collapsed anew', () => {
    const { folds, lines } = foldsOf(deep);
    folds.collapseTo(2);
    folds.toggle(2);
    folds.toggle(6);
    expect(lines()).toEqual([1, 2, 3, 5, 6]);
    expect(folds.lines.value[2]).toMatchObject({ isFolded: true, hiddenCount: 1 });
    expect(folds.depth.value).toBeUndefined();
    folds.collapseTo(2);
    expect(lines()).toEqual([1, 2, 5, 6, 7]);
  });

  test('stays collapsed while its request grows', () => {
    const { folds, shown, lines } = foldsOf(treeOf(0, 1));
    folds.collapseTo(2);
    shown.value = treeOf(0, 1, 2, 2, 1, 2);
    expect(lines()).toEqual([1, 2, 5]);
  });

  test('is expanded when the folds are those of another request, or of none', () => {
    const { folds, shown, applied, lines } = foldsOf(deep);
    folds.collapseTo(1);
    shown.value = { ...deep, id: 'req-other', requestIds: ['req-other'] };
    expect(lines()).toHaveLength(7);
    shown.value = deep;
    expect(lines()).toEqual([1, 6]);
    applied.value = { requestId: deep.id, depth: undefined, exceptions: [77, -1] };
    expect(lines()).toHaveLength(7);
    shown.value = undefined;
    folds.collapseTo(2);
    expect([lines(), folds.levels.value]).toEqual([[], 1]);
  });
});
