/** Selections of spans in real traffic. */
import { expect, test } from 'vitest';
import { choose, chosenMessages } from '../../../../src/capture/export/selection';
import { openSnapshot } from '../../../../src/capture/export/snapshot';
import type { ExportSelection } from '../../../../src/protocol/exports';
import type { RowFilter } from '../../../../src/protocol/filters';
import { importFixtures } from '../../../support/importedFixtures';
import { toldMessages } from '../../../support/toldMessages';
import { messageRows } from '../../../support/messageRows';
import { allRequests } from '../../../../src/protocol/requests';

const capture = importFixtures(['failures']).named('failures');

function chosen(selection: ExportSelection) {
  const snapshot = openSnapshot(capture.database);
  try {
    const counts = choose(snapshot, selection);
    const ids = snapshot.prepare(`${chosenMessages} ORDER BY 1`).all();
    expect(ids).toHaveLength(counts.messageCount);
    return { ...counts, ids: ids.map(row => Number(row['id'])) };
  } finally {
    snapshot.close();
  }
}

const rows = () => messageRows(capture.engine.view('').readRows(0, 2_000));

test('without a condition everything is selected', () => {
  const { messageCount, spanCount } = capture.engine.status.captureStatus();
  expect(chosen({})).toMatchObject({ messageCount, spanCount });
  expect(chosen({ filter: { text: ' ', hiddenLanes: [] } })).toMatchObject({ messageCount });
});

test('one message selects its whole span', () => {
  const call = rows().find(({ kind, state }) => kind === 'call' && state === 'failed');
  const span = rows().filter(({ spanId }) => spanId === call?.spanId);
  const ids = span.map(({ messageId }) => messageId);
  expect(ids.length).toBeGreaterThan(1);
  for (const id of ids) expect(chosen({ messageIds: [id] }).ids).toEqual(ids);
});

test.each<[string, () => Partial<RowFilter>]>([
  ['a text', () => ({ text: 'conductor' })],
  ['hidden lanes', () => ({ hiddenLanes: ['nova-conductor'] })],
  [
    'a range',
    () => ({
      range: { fromMicros: rows()[20]?.atMicros ?? 0, toMicros: rows().at(-20)?.atMicros ?? 0 },
    }),
  ],
  ['muted labels', () => ({ muted: ['Instance.save', 'report_state'] })],
  ['all of them', () => ({ text: 'kind:call', hiddenLanes: ['neutron-server'], muted: ['push'] })],
])('a filter of %s selects the spans of its rows', async (_, parts) => {
  const filter: RowFilter = { text: '', hiddenLanes: [], ...parts() };
  const { rowCount } = await capture.engine.view('filtered').setFilter(filter);
  expect(rowCount).toBeLessThan(rows().length);
  const shown = messageRows(capture.engine.view('filtered').readRows(0, rowCount));
  const spans = new Set(
    shown.flatMap(({ spanId, otherForm }) => [spanId, ...(otherForm ? [otherForm.messageId] : [])]),
  );
  expect(spans.size).toBeGreaterThan(0);
  expect(chosen({ filter }).ids).toEqual(
    toldMessages(rows().filter(({ spanId }) => spans.has(spanId))),
  );
});

test('a request is selected with all of its parts', () => {
  const [request] = capture.engine.requests.listRequests(allRequests, 1).requests;
  const { spanCount } = chosen({ request: request?.id ?? '' });
  const { spans = [] } = capture.engine.requests.readRequest(request?.id ?? '') ?? {};
  expect(spanCount).toBe(spans.length + spans.filter(({ secondForm }) => secondForm).length);
  expect(request?.spanCount).toBe(spans.length);
  expect(chosen({ request: 'req-nowhere' })).toEqual({ messageCount: 0, spanCount: 0, ids: [] });
});

test('both ends of a range of time are included', () => {
  const [from, to] = [rows()[20]?.atMicros ?? 0, rows()[40]?.atMicros ?? 0];
  const spans = new Set(
    rows().flatMap(row => (row.atMicros >= from && row.atMicros <= to ? [row.spanId] : [])),
  );
  expect(spans.has(rows()[20]?.spanId ?? 0)).toBe(true);
  expect(chosen({ fromMicros: from, toMicros: to }).ids).toEqual(
    toldMessages(rows().filter(({ spanId }) => spans.has(spanId))),
  );
});

test('a message is selected only when all conditions hold', () => {
  const [request] = capture.engine.requests.listRequests(allRequests, 1).requests;
  const id = request?.id ?? '';
  const foreign = rows().find(row => row.requestId === undefined)?.messageId ?? 0;
  expect(chosen({ request: id, messageIds: [foreign] }).messageCount).toBe(0);
  expect(chosen({ request: id, fromMicros: request?.firstAtMicros ?? 0 }).ids).toEqual(
    chosen({ request: id }).ids,
  );
  expect(chosen({ request: id, toMicros: 0 }).messageCount).toBe(0);
});
