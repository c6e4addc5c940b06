import { signal } from '@preact/signals';
import { beforeEach, expect, test } from 'vitest';
import type { Row } from '../../../../../src/protocol/rows';
import type { FilterControl } from '../../../../../webview/model/filter/filterControl';
import type { RowPicksDependencies } from '../../../../../webview/model/selection/rowPicks';
import { RowPicks } from '../../../../../webview/model/selection/rowPicks';
import { lane, row } from '../../../../webview/sampleRows';

let picked: unknown[][];
const selected = signal<Row | undefined>(undefined);
const span = signal<{ spanId: number; label: string } | undefined>(undefined);

const note =
  (name: string) =>
  (...args: unknown[]) =>
    void picked.push([name, ...args]);

const picks = new RowPicks({
  filter: {
    showOnly: note('only'),
    hide: note('hide'),
    mute: note('mute'),
  } as Partial<FilterControl>,
  selection: { row: selected, span },
  lanes: { byKey: signal(new Map(['nova-api · ctl1'].map(key => [key, lane(key)]))) },
  readSpan: (spanId: number) =>
    Promise.resolve(spanId === 7 ? { spanId, label: 'Instance.save' } : undefined),
  feedback: { tell: note('tell') },
} as unknown as RowPicksDependencies);

beforeEach(() => {
  picked = [];
  selected.value = undefined;
  span.value = undefined;
});

test('a failure has the method of its call, whatever exception it brings', async () => {
  selected.value = row({ index: 0, spanId: 7, kind: 'failure', label: 'InstanceNotFound' });
  await picks.pick('onlyMethod');
  await picks.pick('muteMethod');
  span.value = { spanId: 7, label: 'as shown' };
  await picks.pick('hideMethod');
  expect(picked).toEqual([
    ['only', 'method', 'Instance.save'],
    ['mute', 'Instance.save'],
    ['hide', 'method', 'as shown'],
  ]);
});

test('the service is that of the lane under the pointer, else of the sender', async () => {
  selected.value = row({
    index: 0,
    sender: 'nova-api · ctl1',
    receivers: ['nova-scheduler · ctl1'],
  });
  await picks.pick('hideService');
  selected.value = row({ index: 0, sender: undefined, receivers: ['nova-api · ctl1'] });
  await picks.pick('onlyService');
  selected.value = undefined;
  await picks.pick('onlyService', 'nova-api · ctl1');
  expect(picked).toEqual([
    ['hide', 'service', 'nova-api'],
    ['only', 'service', 'nova-api'],
    ['only', 'service', 'nova-api'],
  ]);
});

test('an unknown value is announced, and changes no filter', async () => {
  await picks.pick('onlyMethod');
  selected.value = row({ index: 0, spanId: 8, sender: undefined, receivers: [], queue: '' });
  await picks.pick('onlyQueue');
  await picks.pick('onlyService');
  await picks.pick('muteMethod');
  expect(picked).toEqual([
    ['tell', 'Select a row first'],
    ['tell', 'The queue of this row is not known'],
    ['tell', 'The service of this row is not known'],
    ['tell', 'The method of this row is not known'],
  ]);
});
