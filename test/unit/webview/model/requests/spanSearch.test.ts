import { signal } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import type { RequestDetails } from '../../../../../src/protocol/requests';
import { SpanSearch } from '../../../../../webview/model/requests/spanSearch';
import { requestDetails, requestSpan } from '../../../../webview/sampleRequest';

const request = requestDetails([
  requestSpan({ spanId: 11, label: 'build', caller: 'nova-api · ctl1', handlers: [] }),
  requestSpan({ spanId: 12, label: 'Select', handlers: ['nova-scheduler · ctl2'] }),
  requestSpan({ spanId: 13, label: 'build', failureClass: 'NoValidHost', handlers: [] }),
  requestSpan({
    spanId: 14,
    label: 'compute.end',
    secondForm: { spanId: 20, label: 'instance.build.end' },
    handlers: [],
  }),
]);

function searchOf(selected?: number) {
  const details = signal<RequestDetails | undefined>(request);
  const selectedSpanId = signal(selected);
  const search = new SpanSearch({
    details,
    selectedSpanId,
    select: spanId => (selectedSpanId.value = spanId),
  });
  return { search, details, selectedSpanId };
}

describe('a search in the spans', () => {
  test.each([
    ['build', [0, 2, 3]],
    [' SELECT ', [1]],
    ['nova-scheduler', [1]],
    ['ctl2', [1]],
    ['novalidhost', [2]],
    ['(', []],
    ['  ', []],
  ])('for %j finds names, services, hosts and failures in any case', (words, matches) => {
    const { search } = searchOf();
    search.search(words);
    expect(search.matches.value).toEqual(matches);
  });

  test('selects the first match from the selected span on, also while more is typed', () => {
    const { search, selectedSpanId } = searchOf(12);
    search.search('b');
    expect([selectedSpanId.value, search.at.value]).toEqual([13, 1]);
    search.search('');
    search.search('select');
    expect(selectedSpanId.value).toBe(12);
  });

  test('goes back to where it began when less is typed', () => {
    const { search, selectedSpanId } = searchOf(12);
    search.search('bu');
    search.search('instance');
    expect(selectedSpanId.value).toBe(14);
    search.search('n');
    expect(selectedSpanId.value).toBe(12);
  });

  test('goes on and back from the selected span, round the ends', () => {
    const { search, selectedSpanId } = searchOf();
    const seen: unknown[] = [];
    search.search('build');
    for (const direction of [1, 1, 1, -1, -1] as const) {
      search.step(direction);
      seen.push([selectedSpanId.value, search.at.value]);
    }
    expect(seen).toEqual([
      [13, 1],
      [14, 2],
      [11, 0],
      [14, 2],
      [13, 1],
    ]);
    selectedSpanId.value = 12;
    expect(search.at.value).toBeUndefined();
    search.step(1);
    expect(selectedSpanId.value).toBe(13);
  });

  test('without a match or a request selects nothing', () => {
    const { search, details, selectedSpanId } = searchOf(12);
    search.search('nobody');
    search.step(1);
    search.step(-1);
    details.value = undefined;
    search.search('build');
    search.step(1);
    expect([selectedSpanId.value, search.matches.value]).toEqual([12, []]);
  });
});
