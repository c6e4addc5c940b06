/** Events that nova tells twice, in its old and in its versioned form, are one row. */
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/protocol/rows';
import { IdList, IdRangeWithout } from '../../../../src/engine/views/ids';
import { importFixtures } from '../../../support/importedFixtures';
import { recordedCapture } from '../../../support/captures';
import { record, seconds } from '../../../support/records';
import { toldMessages } from '../../../support/toldMessages';
import { useFolder } from '../../../support/useFolder';
import { messageRows } from '../../../support/messageRows';

const folder = useFolder();
const server = '4f90cd2c-f251-594c-822e-5f9d5be00304';

const notification = (n: number, event: string, isVersioned: boolean, kind = 'publish') =>
  record(
    kind === 'publish' ? 'publish' : 'deliver',
    {
      message_id: `m${n}`,
      _unique_id: `u${n}`,
      event_type: event,
      publisher_id: isVersioned ? 'nova-compute:cmp1' : 'compute.cmp1',
      priority: 'INFO',
      payload: isVersioned
        ? {
            'nova_object.name': 'InstancePayload',
            'nova_object.namespace': 'nova',
            'nova_object.version': '1.0',
            'nova_object.data': { uuid: server },
          }
        : { instance_id: server },
      _context_request_id: 'req-f5241e8e-df09-549d-b1df-9ad41fe6310e',
    },
    {
      connection: kind === 'publish' ? 'compute' : 'ceilometer',
      routingKey: isVersioned ? 'versioned_notifications.info' : 'notifications.info',
      at: seconds(n),
    },
  );

const legacy = (n: number, event = 'compute.instance.create.end') => notification(n, event, false);
const modern = (n: number, event = 'instance.create.end') => notification(n, event, true);

describe('a live capture', () => {
  let capture: ReturnType<typeof recordedCapture>;
  let count = 0;
  beforeEach(() => {
    capture = recordedCapture(path.join(folder, `${++count}.rpcscope`), {
      isLive: true,
      limits: { maxRecords: 200, maxBytes: 1e9 },
    });
  });
  afterEach(() => capture.close());

  async function receive(...records: ReturnType<typeof record>[]) {
    await capture.recorder.receive(records);
    // The recorder writes its pending rows.
    capture.recorder.dispose();
  }
  const rows = (view = 'v'): readonly Row[] =>
    messageRows(capture.engine.view(view).readRows(0, 500));
  const labels = (view = 'v') => rows(view).map(({ label }) => label);

  test('has one row for both forms, which tells both and all who took them', async () => {
    await receive(legacy(1), notification(1, 'compute.instance.create.end', false, 'deliver'));
    expect(rows()).toMatchObject([{ label: 'compute.instance.create.end', detail: '' }]);
    await receive(modern(2), record('publish', { method: 'x', args: {} }, { at: seconds(3) }));
    expect(labels()).toEqual(['compute.instance.create.end', 'x']);
    expect(rows()[0]).toMatchObject({
      detail: 'also instance.create.end',
      otherForm: { messageId: 2, label: 'instance.create.end' },
      deliveredCount: 1,
    });
    const view = capture.engine.view('v');
    expect([1, 2, 3].map(id => view.indexOf(id))).toEqual([0, 0, 1]);
  });

  test('shows the form that a filter finds, and one row where it finds both', async () => {
    await receive(legacy(1), modern(2), legacy(3), modern(4));
    const found = async (text: string, muted: readonly string[] = []) => {
      await capture.engine.view('f').setFilter({ text, hiddenLanes: [], muted });
      return rows('f').map(({ messageId }) => messageId);
    };
    expect(await found(server)).toEqual([1, 3]);
    expect(await found('method:instance.create.*')).toEqual([2, 4]);
    expect(await found('-method:compute.instance.create.end')).toEqual([2, 4]);
    expect(await found('method:compute.*')).toEqual([1, 3]);
    expect(await found('', ['compute.instance.create.end'])).toEqual([2, 4]);
    expect(await found('"u2"')).toEqual([2]);
    // Notifications that come while a filter is set are treated alike.
    expect(await found('kind:notification')).toEqual([1, 3]);
    await receive(legacy(5));
    await receive(modern(6));
    capture.engine.announcements.flush();
    expect(rows('f').map(({ messageId }) => messageId)).toEqual([1, 3, 5]);
    expect(rows('f')[2]?.otherForm?.messageId).toBe(6);
  });

  test('is sorted, counted and led through by rows', async () => {
    await receive(legacy(1), modern(2), legacy(3), modern(4));
    const sort = { column: 'time', isDescending: true } as const;
    const counts = await capture.engine.view('s').setFilter({ text: '', hiddenLanes: [], sort });
    expect(counts).toMatchObject({ rowCount: 2, totalCount: 2, matchCount: 2 });
    expect(rows('s').map(({ messageId }) => messageId)).toEqual([3, 1]);
    expect(capture.engine.view('s').indexOf(2)).toBe(1);
    const { spanCount } = await capture.engine.view('s').readStatistics('method');
    expect(spanCount).toBe(4);
  });

  test('is highlighted for either form, counted once, and walked over in the order of rows', async () => {
    await receive(legacy(1), legacy(2), modern(3, 'a.end'), modern(4));
    const view = capture.engine.view('v');
    const highlighted = async (highlight: string, text = '') => {
      const { highlightedCount } = await view.setFilter({ text, hiddenLanes: [], highlight });
      const ids: number[] = [];
      for (let from: number | undefined; ids.length < highlightedCount; from = ids.at(-1)) {
        ids.push(await view.nextHighlighted(from, 1));
      }
      const marked = rows().filter(({ isHighlighted }) => isHighlighted);
      expect(ids).toEqual(marked.map(({ messageId }) => messageId));
      expect(ids.map(id => view.highlightedPosition(id))).toEqual(ids.map((_, at) => at));
      return ids;
    };
    expect(await highlighted('"u4"')).toHaveLength(1);
    expect(await highlighted('method:instance.create.*')).toHaveLength(1);
    expect(await highlighted(server)).toEqual(rows().map(({ messageId }) => messageId));
    expect(await highlighted('"u4"', 'method:compute.*')).toHaveLength(1);
    expect(await highlighted('method:compute.*', 'method:instance.*')).toEqual([]);
    expect(await highlighted('kind:notification')).toHaveLength(3);
    await receive(modern(5, 'b.end'));
    capture.engine.announcements.flush();
    expect(view.highlightedPosition(5)).toBe(3);
  });

  test('the details of each form lead to the other one', async () => {
    await receive(legacy(1), modern(2));
    expect(capture.engine.spans.readSpan(1)?.otherForm).toEqual({
      spanId: 2,
      label: 'instance.create.end',
    });
    expect(capture.engine.spans.readSpan(2)?.otherForm).toEqual({
      spanId: 1,
      label: 'compute.instance.create.end',
    });
    expect(capture.engine.spans.readBody(2)).toContain('nova_object.data');
  });

  test('a second form stays when the limit has dropped the first one', async () => {
    await receive(legacy(1), modern(2));
    for (let n = 3; n < 400 && capture.recorder.counts.firstId < 2; n++) {
      await receive(record('publish', { method: `x${n}`, args: {} }, { at: seconds(n) }));
    }
    const { firstId, lastId } = capture.recorder.counts;
    expect(firstId).toBeGreaterThan(1);
    const shown = rows().map(({ messageId }) => messageId);
    expect(shown).toEqual(Array.from({ length: lastId - firstId + 1 }, (_, at) => firstId + at));
  });
});

describe.each(['boot', 'volume', 'failures'])('the events of %s', name => {
  const fixtures = importFixtures([name]);

  test('are told once, and every message is told by one row', async () => {
    const { engine } = fixtures.named(name);
    const { messageCount } = engine.status.captureStatus();
    const rows = messageRows(engine.view('v').readRows(0, 2_000));
    expect(toldMessages(rows)).toHaveLength(messageCount);
    expect(rows.length).toBeLessThan(messageCount);
    const view = engine.view('filtered');
    for (const text of ['kind:notification', 'nova', '-kind:call', 'method:instance.*']) {
      await view.setFilter({ text, hiddenLanes: [] });
      const shown = messageRows(view.readRows(0, 2_000)).map(({ messageId }) => messageId);
      expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
      const indexes = shown.map(id => view.indexOf(id));
      expect(indexes).toEqual(shown.map((_, at) => at));
    }
  });
});

test('a range without some of its numbers counts as a list of the others does', () => {
  for (const without of [[], [3], [3, 4, 9], [4, 6, 8], [10]]) {
    const left = new IdList();
    left.append(without);
    const range = new IdRangeWithout(3, 10, left);
    const list = new IdList();
    list.append(Array.from({ length: 8 }, (_, at) => at + 3).filter(id => !without.includes(id)));
    expect(range.length).toBe(list.length);
    for (let at = 0; at < list.length; at++) expect(range.at(at)).toBe(list.at(at));
    for (let id = 0; id < 14; id++) expect(range.rankOf(id)).toBe(list.rankOf(id));
  }
});
