import { expect, test, vi } from 'vitest';
import type { RequestsNode } from '../../../../src/host/requests/requestNodes';
import {
  descriptionOf,
  idOf,
  labelOf,
  requestsNodes,
  tooltipOf,
} from '../../../../src/host/requests/requestNodes';
import type { BackgroundWork, RequestSummary } from '../../../../src/protocol/requests';

vi.mock('vscode', () => ({}));

const startMicros = new Date(2026, 10, 3, 14, 3, 7).getTime() * 1000;

const request = (changes: Partial<RequestSummary> = {}): RequestSummary => ({
  id: 'req-1',
  name: 'nova: build server',
  subject: { name: undefined, id: undefined },
  firstAtMicros: startMicros,
  lastAtMicros: startMicros + 1_940_000,
  isReadLater: false,
  spanCount: 50,
  errorCount: 0,
  firstMessageId: 7,
  ...changes,
});

const work = (changes: Partial<BackgroundWork> = {}): BackgroundWork => ({
  label: 'report_state',
  lane: 'nova-compute · cmp1',
  periodMicros: 30_000_000,
  count: 42,
  errorCount: 0,
  lastAtMicros: startMicros,
  lastRequestId: undefined,
  lastMessageId: 99,
  ...changes,
});

const nodesOf = (
  requests: readonly RequestSummary[],
  background: readonly BackgroundWork[] = [],
  totalCount = requests.length,
) => requestsNodes({ requests, totalCount, background }, 2);

const describe = (node: RequestsNode | undefined) => node && [labelOf(node), descriptionOf(node)];
const describeRequest = (changes: Partial<RequestSummary>) =>
  describe(nodesOf([request(changes)])[0]);
const describeWork = (changes: Partial<BackgroundWork>) => {
  const [node] = nodesOf([], [work(changes)]);
  return describe(node?.kind === 'background' ? node.works[0] : undefined);
};

test('a request shows its duration, its spans, its errors and its begin', () => {
  expect(describeRequest({ errorCount: 2 })).toEqual([
    'nova: build server',
    '1.94 s · 50 spans · 2 errors · 14:03:07',
  ]);
  expect(describeRequest({ spanCount: 1, lastAtMicros: startMicros })?.[1]).toBe(
    '0 ms · 1 span · 14:03:07',
  );
});

test('a request tells what it is about, by name or by the begin of its UUID', () => {
  const id = '5e2c0a1b-8d0f-4a56-9a7f-0c2f6a7b1d11';
  const describeSubject = (subject: RequestSummary['subject']) => describeRequest({ subject })?.[1];
  const rest = '1.94 s · 50 spans · 14:03:07';
  expect(describeSubject({ name: 'web-1', id })).toBe(`web-1 · ${rest}`);
  expect(describeSubject({ name: undefined, id })).toBe(`5e2c0a1b… · ${rest}`);
  expect(describeSubject({ name: undefined, id: 'vol-7' })).toBe(`vol-7 · ${rest}`);
  const [node] = nodesOf([request({ subject: { name: 'web\u202e-1', id } })]);
  expect(node && tooltipOf(node)).toEqual([
    expect.stringMatching(/^nova: build server · web.+-1 · 1\.94 s/),
    `About: ${id}`,
    'req-1',
    expect.any(String),
    expect.any(String),
  ]);
  expect(node && tooltipOf(node)[0]).not.toContain('\u202e');
});

test('the tooltip of a request has the whole row, the whole id, begin and end', () => {
  const [node] = nodesOf([request()]);
  expect(node && tooltipOf(node)).toEqual([
    'nova: build server · 1.94 s · 50 spans · 14:03:07',
    'req-1',
    'Start: 2026-11-03 14:03:07.000',
    'End: 2026-11-03 14:03:08.940',
  ]);
});

test('background work shows its interval, where that is known', () => {
  expect(describeWork({})).toEqual(['report_state', 'every 30 s · nova-compute · cmp1 · 42×']);
  expect(describeWork({ periodMicros: undefined, lane: undefined, errorCount: 1 })?.[1]).toBe(
    '42× · 1 error',
  );
});

test('requests come first, then the row for more, then background work', () => {
  const requests = [request({ id: 'req-2' }), request()];
  expect(nodesOf(requests, [work()]).map(({ kind }) => kind)).toEqual([
    'request',
    'request',
    'background',
  ]);
  const nodes = nodesOf(requests, [work()], 1236);
  expect(nodes.map(({ kind }) => kind)).toEqual(['request', 'request', 'more', 'background']);
  expect(nodes.map(labelOf).slice(2)).toEqual(['Show more (1,234)', 'Background work']);
});

test('the row for more suggests the filter where the engine returns no more', () => {
  const [, more] = nodesOf([request()], [], 1236);
  expect(more).toMatchObject({ kind: 'more', canGrow: false });
  expect(more && labelOf(more)).toBe('1,235 more: filter to find them');
});

test('rows keep their ids when their counts change, and no two have the same', () => {
  const before = nodesOf([request()], [work()], 5);
  const after = nodesOf([request({ spanCount: 51 })], [work({ count: 43 })], 6);
  expect(after.map(idOf)).toEqual(before.map(idOf));

  const works = [work(), work({ lane: undefined }), work({ label: 'report_state nova-compute' })];
  const [background] = nodesOf([], works);
  const nodes = background?.kind === 'background' ? background.works : [];
  expect(new Set(nodes.map(idOf)).size).toBe(3);
});

test('foreign names stay on one line and are shown literally', () => {
  const hostile = `evil\u202e\n${'x'.repeat(10_000)}`;
  for (const words of [
    describeRequest({ name: hostile }),
    describeWork({ label: hostile, lane: hostile }),
    nodesOf([request({ id: hostile, name: hostile })]).flatMap(tooltipOf),
  ]) {
    expect(words?.join('')).not.toMatch(/[\u202e\n]/u);
    expect(words?.join('').length).toBeLessThan(1000);
  }
});
