import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import type { TraceSource } from '../../../src/core/amqp/traceSource';
import { SourceError } from '../../../src/core/amqp/traceSource';
import { closeCapture, openCapture } from '../../../src/capture/captureFile';
import { facts } from '../../../src/capture/aggregates/facts';
import { Engine } from '../../../src/engine/engine';
import { recordedCapture } from '../../support/captures';
import { waitFor } from '../../support/waitFor';
import {
  call,
  cast,
  failureText,
  notification,
  record,
  reply,
  seconds,
} from '../../support/records';
import { useFolder } from '../../support/useFolder';
import { messageRows } from '../../support/messageRows';

const replyQueue = 'reply_00000000000000000000000000000001';
const answered = (msgId: string, at: number, ending = reply(msgId), method = 'ping') => [
  record('publish', call(msgId, { method }), { at, connection: 'api' }),
  record('deliver', call(msgId, { method }), {
    at: at + 1000,
    connection: 'compute',
    queue: 'compute.cmp1',
  }),
  record('publish', ending, {
    at: at + 5000,
    connection: 'compute',
    exchange: '',
    routingKey: replyQueue,
  }),
  record('deliver', ending, { at: at + 6000, connection: 'api', exchange: '', queue: replyQueue }),
];
const failed = (msgId: string, at: number) =>
  answered(msgId, at, reply(msgId, { result: null, failure: failureText }), 'explode');

const everything = { text: '', hiddenLanes: [] };

const folder = useFolder('test');
const file = path.join(folder, 'test.rpcscope');

describe('rows', () => {
  test('a call and its reply are two rows with lanes, label and latency', async () => {
    const capture = recordedCapture(file);
    await capture.record(...answered('a1', seconds(1)));
    const window = capture.engine.view('v').readRows(0, 10);
    const rows = messageRows(window);
    const { rowCount } = window;
    expect(rowCount).toBe(2);
    expect(rows[0]).toMatchObject({
      index: 0,
      kind: 'call',
      state: 'ok',
      label: 'ping',
      receivers: ['nova-compute · cmp1'],
      isDelivered: true,
      latencyMicros: 6000,
    });
    expect(rows[1]).toMatchObject({ kind: 'reply', spanId: 1, sender: 'nova-compute · cmp1' });
    expect(rows[0]?.sender).toBe(rows[1]?.receivers[0]);
    capture.close();
  });

  test('an activation reaches from the call to its reply', async () => {
    const capture = recordedCapture(file);
    await capture.record(...answered('a1', seconds(1)));
    expect(capture.engine.view('v').readRows(0, 10).activations).toEqual([
      { spanId: 1, lane: 'nova-compute · cmp1', fromIndex: 0, toIndex: 1 },
    ]);
    capture.close();
  });

  test('an activation that began long before the window is included', async () => {
    const capture = recordedCapture(file);
    const [publish, deliver, ...ending] = answered('long', seconds(1));
    if (!publish || !deliver) throw new Error('no records');
    const between = Array.from({ length: 2000 }, (_, n) => record('publish', cast(`c${n}`)));
    await capture.record(publish, deliver, ...between, ...ending);
    const { activations } = capture.engine.view('v').readRows(1500, 10);
    expect(activations).toEqual([
      { spanId: 1, lane: 'nova-compute · cmp1', fromIndex: 0, toIndex: 2001 },
    ]);
    capture.close();
  });

  test('a message that nobody received points at its intended receiver', async () => {
    const capture = recordedCapture(file);
    await capture.record(
      ...answered('a1', seconds(1)),
      record('publish', cast('c1'), { at: seconds(2), routedQueues: ['compute.cmp1'] }),
    );
    const row = messageRows(capture.engine.view('v').readRows(2, 1))[0];
    expect(row).toMatchObject({ receivers: ['nova-compute · cmp1'], isDelivered: false });
    expect(row?.state).toBe('undelivered');
    capture.close();
  });

  test('many records are announced once, with the first changed row', async () => {
    const capture = recordedCapture(file);
    await capture.engine.view('v').setFilter(everything);
    await capture.record(...answered('a1', seconds(1)), ...answered('a2', seconds(2)));
    const rows = capture.events.filter(event => event.type === 'rowsChanged');
    expect(rows).toEqual([
      {
        type: 'rowsChanged',
        view: 'v',
        rowCount: 4,
        totalCount: 4,
        matchCount: 4,
        foldedCount: 0,
        mutedCount: 0,
        highlightedCount: 0,
        progress: undefined,
        dirtyFrom: 0,
      },
    ]);
    capture.close();
  });
});

describe('filters', () => {
  test.each([
    ['explode', [2, 3]],
    ['EXPLODE', [2, 3]],
    ['InstanceNotRunning', [3]],
    ['cmp1', [0, 1, 2, 3]],
    ['req-1', [0, 1, 2, 3]],
    ['ping cmp1', [0, 1]],
    ['b2', [2, 3]],
    ['nowhere', []],
    ['%', []],
    ['\' OR 1=1 "--"', []],
  ])('the words %j leave the rows %j', async (text, indexes) => {
    const capture = recordedCapture(file);
    await capture.record(...answered('a1', seconds(1)), ...failed('b2', seconds(2)));
    await capture.engine.view('v').setFilter({ text, hiddenLanes: [] });
    const ids = messageRows(capture.engine.view('v').readRows(0, 100)).map(
      row => row.messageId - 1,
    );
    expect(ids).toEqual(indexes);
    capture.close();
  });

  test('a hidden lane hides all messages that begin or end there', async () => {
    const capture = recordedCapture(file);
    await capture.record(
      ...answered('a1', seconds(1)),
      record('publish', notification('n1', { publisher_id: 'api.ctl1' }), {
        at: seconds(2),
        connection: 'api',
      }),
    );
    const outcome = await capture.engine.view('v').setFilter({
      text: '',
      hiddenLanes: ['nova-compute · cmp1'],
    });
    expect(outcome).toMatchObject({ rowCount: 1, totalCount: 3 });
    const api = messageRows(capture.engine.view('all').readRows(0, 1))[0]?.sender ?? '';
    expect(
      await capture.engine.view('v').setFilter({ text: '', hiddenLanes: [api] }),
    ).toMatchObject({
      rowCount: 0,
    });
    expect(await capture.engine.view('v').setFilter(everything)).toMatchObject({ rowCount: 3 });
    capture.close();
  });

  test('new rows are filtered', async () => {
    const capture = recordedCapture(file);
    await capture.engine.view('v').setFilter({ text: 'explode', hiddenLanes: [] });
    await capture.record(...answered('a1', seconds(1)), ...failed('b2', seconds(2)));
    expect(capture.engine.view('v').readRows(0, 10).rowCount).toBe(2);
    expect(capture.engine.view('v').indexOf(4)).toBe(1);
    capture.close();
  });

  test('a row begins or ceases to match when it is delivered later', async () => {
    const capture = recordedCapture(file);
    const { engine } = capture;
    const [publish, deliver] = answered('late', seconds(3));
    if (!publish || !deliver) throw new Error('no records');
    await capture.record(...answered('a1', seconds(1)), publish, ...answered('a2', seconds(4)));
    await engine.view('receiver').setFilter({ text: 'cmp2', hiddenLanes: [] });
    await engine.view('hidden').setFilter({ text: '', hiddenLanes: ['nova-compute · cmp2'] });
    const shown = (view: string) =>
      messageRows(engine.view(view).readRows(0, 10)).map(row => row.messageId);
    expect([shown('receiver'), shown('hidden')]).toEqual([[], [1, 2, 3, 4, 5]]);
    await capture.record({
      ...deliver,
      queue: 'compute.cmp2',
      connection: '192.0.2.2:40000 -> 192.0.2.10:5672',
    });
    expect([shown('receiver'), shown('hidden')]).toEqual([[3], [1, 2, 4, 5]]);
    capture.close();
  });

  test.each([
    { text: 'Instance', hiddenLanes: [] },
    { text: 'compute', hiddenLanes: [] },
    { text: 'req- nova', hiddenLanes: [] },
    { text: '', hiddenLanes: ['nova-compute · cmp1'] },
    { text: 'ping', hiddenLanes: ['nova-compute · cmp1'] },
  ])('rows that arrive one by one match $text $hiddenLanes like all at once', async filter => {
    const capture = recordedCapture(file);
    await capture.engine.view('grown').setFilter(filter);
    for (let n = 0; n < 20; n++) {
      await capture.record(...(n % 3 === 0 ? failed : answered)(`m${n}`, seconds(n)));
      await capture.record(record('publish', cast(`c${n}`), { at: seconds(n) }));
    }
    const { rowCount } = await capture.engine.view('whole').setFilter(filter);
    const [grown, whole] = [
      capture.engine.view('grown').readRows(0, 100),
      capture.engine.view('whole').readRows(0, 100),
    ];
    expect(grown.rows).toEqual(whole.rows);
    expect(grown.rowCount).toBe(rowCount);
    capture.close();
  });

  test('workers that take turns at a queue make no row dirty', async () => {
    const capture = recordedCapture(file);
    const turn = (n: number) => [
      record('publish', cast(`c${n}`), { at: seconds(n) }),
      record('deliver', cast(`c${n}`), { at: seconds(n), connection: n % 2 ? 'one' : 'other' }),
    ];
    await capture.record(...turn(0), ...turn(1), ...turn(2));
    capture.engine.announcements.flush();
    await capture.engine.view('v').setFilter({ text: 'build', hiddenLanes: [] });
    capture.events.length = 0;
    for (let n = 3; n < 9; n++) await capture.record(...turn(n));
    capture.engine.announcements.flush();
    const changes = capture.events.filter(event => event.type === 'rowsChanged');
    expect(changes.map(each => each.dirtyFrom)).toEqual([3, 4, 5, 6, 7, 8]);
    capture.close();
  });
});

test('errors are found forwards and backwards', async () => {
  const capture = recordedCapture(file);
  await capture.record(
    ...failed('a', seconds(1)),
    ...answered('b', seconds(2)),
    ...failed('c', seconds(3)),
  );
  const next = (from: number, direction: 1 | -1) =>
    capture.engine.view('v').nextError(from, direction);
  expect([next(0, 1), next(1, 1), next(5, 1)]).toEqual([1, 5, -1]);
  expect([next(5, -1), next(1, -1), next(6, -1)]).toEqual([1, -1, 5]);
  capture.close();
});

test('an error in the first row is the next one when no row is selected', async () => {
  const capture = recordedCapture(file);
  await capture.record(record('publish', call('a1'), { routedQueues: [] }));
  expect(capture.engine.view('v').nextError(-1, 1)).toBe(0);
  expect(capture.engine.view('v').nextError(1, -1)).toBe(0);
  capture.close();
});

test('the details of a span are complete, with secrets masked', async () => {
  const capture = recordedCapture(file);
  const secret = 'gAAAAA-very-secret-token';
  const request = call('a1', { _context_auth_token: secret, args: { admin_password: 'hunter2' } });
  const [, , ...ending] = answered('a1', seconds(2));
  await capture.record(
    record('publish', request, { at: seconds(1) }),
    record('deliver', request, {
      at: seconds(1) + 500,
      connection: 'compute',
      queue: 'compute.cmp1',
    }),
    ...ending,
  );
  const span = capture.engine.spans.readSpan(1);
  expect(span).toMatchObject({ kind: 'call', state: 'ok', msgId: 'a1', requestId: 'req-1' });
  expect(span?.messages.map(each => each.kind)).toEqual(['call', 'reply']);
  expect(span?.messages[0]?.deliveries[0]?.queue).toBe('compute.cmp1');
  expect(span?.messages[0]?.body).toContain('‹auth_token:');
  expect(span?.explanation).toContain('nova-compute · cmp1 answered');
  expect(capture.engine.spans.readSpan(77)).toBeUndefined();
  capture.close();
  const bytes = readFileSync(file).toString('latin1');
  expect(bytes).not.toContain(secret);
  expect(bytes).not.toContain('hunter2');
});

test('a secret in an exception is not in the row', async () => {
  const capture = recordedCapture(file);
  const failure = JSON.stringify({ class: 'Boom', message: 'login failed: password = hunter2' });
  await capture.record(...answered('a1', seconds(1), reply('a1', { result: null, failure })));
  const row = messageRows(capture.engine.view('v').readRows(1, 1))[0];
  expect(row).toMatchObject({ kind: 'failure', label: 'Boom' });
  expect(row?.detail).toContain('‹password:');
  capture.close();
  expect(readFileSync(file).toString('latin1')).not.toContain('hunter2');
});

test('secrets are stored only on request', async () => {
  const capture = recordedCapture(file, { keepSecrets: true });
  await capture.record(record('publish', call('a1', { _context_auth_token: 'kept' })));
  expect(capture.engine.spans.readBody(1)).toContain('kept');
  expect(capture.engine.status.captureStatus().isMasked).toBe(false);
  capture.close();
});

describe('size limits', () => {
  test('a capture beyond its limit drops its oldest rows in blocks, and counts them', async () => {
    const capture = recordedCapture(file, { limits: { maxRecords: 5000, maxBytes: 1e12 } });
    await capture.engine.view('v').setFilter({ text: 'ping', hiddenLanes: [] });
    for (let batch = 0; batch < 4; batch++) {
      const at = seconds(10 * batch);
      const records = Array.from({ length: 500 }, (_, n) =>
        answered(`${batch}-${n}`, at + n),
      ).flat();
      await capture.recorder.receive(records);
    }
    capture.engine.announcements.flush();
    const status = capture.engine.status.captureStatus();
    expect(status.recordCount).toBe(8000);
    expect(status.droppedByLimit).toBeGreaterThan(0);
    const kept = status.recordCount - status.droppedByLimit;
    expect(kept).toBeLessThanOrEqual(5000 + 2000);
    expect(status.messageCount).toBe(kept / 2);
    const window = capture.engine.view('w').readRows(0, 1);
    const rows = messageRows(window);
    const { rowCount } = window;
    expect(rowCount).toBe(status.messageCount);
    expect(rows[0]?.messageId).toBe(4000 - status.messageCount + 1);
    const { spans } = capture.engine;
    expect(spans.readSentTime(1)).toBeUndefined();
    expect(spans.readSentTime(4000)).toEqual({
      atMicros: seconds(30) + 499 + 5000,
      isReadLater: false,
      toldAtMicros: undefined,
    });
    // The view searches in turns with other calls.
    await waitFor(() => capture.engine.view('v').readRows(0, 1).rowCount === status.messageCount, {
      what: 'all rows',
    });
    capture.close();
  });

  test('clear removes all rows, and later ones are kept', async () => {
    const capture = recordedCapture(file);
    await capture.record(...answered('a1', seconds(1)));
    capture.engine.source.clear();
    expect(capture.engine.view('v').readRows(0, 10).rowCount).toBe(0);
    expect(capture.engine.status.captureStatus().droppedByLimit).toBe(0);
    await capture.record(...answered('a2', seconds(2)));
    expect(messageRows(capture.engine.view('v').readRows(0, 10)).map(row => row.messageId)).toEqual(
      [3, 4],
    );
    capture.close();
  });
});

describe('a disk without room', () => {
  test.each([true, false])(
    'ends the recording (live: %s); what was written stays',
    async isLive => {
      const capture = recordedCapture(file, { isLive });
      await capture.record(...answered('a1', seconds(1)));
      capture.database.exec('PRAGMA max_page_count = 60');
      const endless: TraceSource = {
        async run(sink, signal) {
          for (let n = 0; !signal.aborted; n++) {
            await sink.receive(answered(`m${n}`, seconds(2)));
          }
        },
      };
      const end = await capture.recorder.run(endless, new AbortController().signal);
      expect(end).toMatchObject({
        state: 'stopped',
        failure: { code: 'captureUnwritable', detail: expect.stringContaining('full') as string },
      });
      const { rowCount } = capture.engine.view('v').readRows(0, 1);
      expect(rowCount).toBeGreaterThanOrEqual(2);
      capture.engine.source.clear();
      expect(capture.engine.status.captureStatus().source).toEqual(end);
      capture.close();
      const database = openCapture(file);
      const engine = new Engine(database, () => undefined);
      expect(engine.view('v').readRows(0, 1)).toMatchObject({ rowCount });
      expect(engine.spans.readSpan(1)).toMatchObject({ state: 'ok', label: 'ping' });
      engine.dispose();
      database.close();
    },
  );
});

describe('invalid arguments', () => {
  test.each([
    [-5, 10],
    [NaN, NaN],
    [1e12, 10],
    [0, 1e12],
    [0.5, 1.5],
  ])('rows %d, %d', async (first, count) => {
    const capture = recordedCapture(file);
    await capture.record(...answered('a1', seconds(1)));
    expect(messageRows(capture.engine.view('v').readRows(first, count)).length).toBeLessThanOrEqual(
      2,
    );
    capture.close();
  });

  test('a filter of a hundred words and ten thousand lanes is answered, one of more words is rejected', async () => {
    const capture = recordedCapture(file);
    await capture.record(...answered('a1', seconds(1)));
    const many = Array.from({ length: 10_000 }, (_, n) => `w${n}`);
    const setFilter = (words: number) =>
      capture.engine
        .view('v')
        .setFilter({ text: many.slice(0, words).join(' '), hiddenLanes: many });
    expect(await setFilter(100)).toMatchObject({ rowCount: 0 });
    await expect(setFilter(1_000)).rejects.toThrow('at most 100 conditions');
    expect(capture.engine.view('v').readRows(0, 10).rowCount).toBe(0);
    capture.close();
  });
});

describe('capture files', () => {
  const failureOf = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof SourceError) return error.failure.code;
      throw error;
    }
    return 'opened';
  };

  const storedCapture = async (): Promise<void> => {
    const capture = recordedCapture(file);
    await capture.record(...answered('a1', seconds(1)), ...failed('b2', seconds(2)));
    capture.close();
  };

  test('a finished capture is one file, and shows the same rows when it is opened', async () => {
    await storedCapture();
    expect(existsSync(`${file}-wal`)).toBe(false);
    const database = openCapture(file);
    const engine = new Engine(database, () => undefined);
    expect(engine.view('v').readRows(0, 10).rowCount).toBe(4);
    expect(engine.status.captureStatus()).toMatchObject({
      recordCount: 8,
      errorCount: 1,
      source: { state: 'stored' },
    });
    expect(engine.lanes.listLanes().map(lane => lane.service)).toContain('nova-compute');
    expect(facts(database)).toMatchObject({
      calls: 2,
      replies: 2,
      failures: 1,
      unanswered_calls: 0,
    });
    engine.dispose();
    closeCapture(database, false);
  });

  test('a file that is cut at any place is rejected with a reason', async () => {
    await storedCapture();
    const whole = readFileSync(file);
    for (let size = 0; size < whole.length; size += size < 200 ? 1 : 997) {
      writeFileSync(file, whole.subarray(0, size));
      const expected = size < 100 ? 'unknownFormat' : 'damagedCapture';
      expect([size, failureOf(() => openCapture(file))]).toEqual([size, expected]);
    }
  });

  test('a file that is not a capture, or a newer one, is rejected with its own code', async () => {
    expect(failureOf(() => openCapture(file))).toBe('fileUnreadable');
    expect(failureOf(() => openCapture(folder))).toBe('fileUnreadable');
    writeFileSync(file, 'GIF89a'.repeat(100));
    expect(failureOf(() => openCapture(file))).toBe('unknownFormat');
    const other = path.join(folder, 'other.sqlite');
    new DatabaseSync(other).exec('CREATE TABLE t (x)');
    expect(failureOf(() => openCapture(other))).toBe('unknownFormat');
    await storedCapture();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(failureOf(() => openCapture(file))).toBe('newerCapture');
  });

  test('a capture with 64 overwritten bytes answers or throws an error, wherever they are', async () => {
    await storedCapture();
    const whole = readFileSync(file);
    for (let at = 200; at < whole.length; at += 4099) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xaa, at, at + 64);
      writeFileSync(file, damaged);
      try {
        const database = openCapture(file);
        const engine = new Engine(database, () => undefined);
        engine.view('v').readRows(0, 10);
        engine.dispose();
        database.close();
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
    truncateSync(file, 0);
  });

  test.each(['live', 'import'])(
    'killed while it is written (%s), all committed rows are there',
    mode => {
      const script = path.resolve(`.cache/test/writeUntilKilled-${mode}.cjs`);
      buildSync({
        entryPoints: ['test/support/writeUntilKilled.ts'],
        outfile: script,
        bundle: true,
        platform: 'node',
        format: 'cjs',
      });
      // The process kills itself with SIGKILL in the middle of a batch, and prints the number of
      // committed rows.
      const run = spawnSync(process.execPath, [script, file, mode], { encoding: 'utf8' });
      expect(run.signal).toBe('SIGKILL');
      const committed = Number(run.stdout.trim().split('\n').at(-1));
      expect(committed).toBeGreaterThan(1000);
      const database = openCapture(file);
      const engine = new Engine(database, () => undefined);
      const window = engine.view('v').readRows(0, 1);
      const rows = messageRows(window);
      const { rowCount } = window;
      expect(rowCount).toBeGreaterThanOrEqual(committed);
      expect(rows[0]).toMatchObject({ label: 'build_instances', atMicros: seconds(1) });
      engine.dispose();
      database.close();
    },
  );
});
