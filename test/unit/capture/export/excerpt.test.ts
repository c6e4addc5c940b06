/** Tests excerpts of real traffic, opened as in the editor. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { closeCapture, openCapture } from '../../../../src/capture/captureFile';
import { exportExcerpt } from '../../../../src/capture/export/excerpt';
import { readMeta } from '../../../../src/capture/tables/meta';
import { listSpans } from '../../../../src/capture/read/spanList';
import { Engine } from '../../../../src/engine/engine';
import type { ExportSelection } from '../../../../src/protocol/exports';
import type { Row } from '../../../../src/protocol/rows';
import { recordedCapture } from '../../../support/captures';
import { importFixtures } from '../../../support/importedFixtures';
import { call, cast, failureText, record, reply, seconds } from '../../../support/records';
import { toldMessages } from '../../../support/toldMessages';
import { messageRows } from '../../../support/messageRows';
import { allRequests } from '../../../../src/protocol/requests';

const fixtures = importFixtures(['boot', 'failures']);
const boot = fixtures.named('boot');
const failures = fixtures.named('failures');

let made = 0;
const newPath = () => path.join(fixtures.folder, `excerpt-${++made}.rpcscope`);

/** Makes an excerpt and returns the result of `use` on it. */
async function excerpt<T>(
  database: DatabaseSync,
  selection: ExportSelection,
  use: (excerpt: { engine: Engine; database: DatabaseSync }) => T,
): Promise<T> {
  const file = newPath();
  const counts = await exportExcerpt(database, selection, file);
  const opened = openCapture(file);
  const engine = new Engine(opened, () => undefined);
  try {
    const { messageCount, spanCount } = engine.status.captureStatus();
    expect({ messageCount, spanCount }).toEqual(counts);
    return use({ engine, database: opened });
  } finally {
    engine.dispose();
    closeCapture(opened, false);
  }
}

const tables = [
  'message',
  'span',
  'body',
  'delivery',
  'republish',
  'request',
  'connection',
  'process',
  'consumer',
];
const dump = (database: DatabaseSync, table: string) =>
  database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all();

const allRows = (engine: Engine) => messageRows(engine.view('').readRows(0, 2_000));

const without = <T extends object, K extends keyof T>(value: T, ...keys: readonly K[]) =>
  Object.fromEntries(
    Object.entries(value).filter(([key]) => !(keys as readonly string[]).includes(key)),
  ) as Omit<T, K>;

/** Rows without the values that depend on their position. */
const looks = (rows: readonly Row[]) =>
  rows.map(row => ({
    ...without(row, 'index', 'messageId', 'spanId'),
    otherForm: row.otherForm?.label,
    // Rows that belong together have the position of the first of them.
    span: rows.findIndex(({ spanId }) => spanId === row.spanId),
  }));

describe.each(['boot', 'failures'])('an excerpt of all of %s', name => {
  const original = () => (name === 'boot' ? boot : failures);

  test('an excerpt of all is the same capture again', async () => {
    await excerpt(original().database, {}, ({ database, engine }) => {
      for (const table of tables) {
        expect(dump(database, table), table).toEqual(dump(original().database, table));
      }
      const texts = dump(original().database, 'text');
      for (const text of dump(database, 'text')) expect(texts).toContainEqual(text);
      expect(engine.status.captureStatus()).toMatchObject(original().engine.status.captureStatus());
      expect(engine.lanes.listLanes()).toEqual(original().engine.lanes.listLanes());
      expect([...listSpans(database)]).toEqual([...listSpans(original().database)]);
    });
  });
});

describe('an excerpt of a request', () => {
  const request = () => {
    const [found] = boot.engine.requests.listRequests(
      { ...allRequests, words: 'build server' },
      1,
    ).requests;
    if (!found) throw new Error('no server is built');
    return found;
  };

  test('has the rows that the diagram shows of the request, with their bars', async () => {
    await boot.engine
      .view('request')
      .setFilter({ text: '', hiddenLanes: [], request: request().id });
    const shown = boot.engine.view('request').readRows(0, 2_000);
    await excerpt(boot.database, { request: request().id }, ({ engine }) => {
      const window = engine.view('').readRows(0, 2_000);
      const rows = messageRows(window);
      expect(looks(rows)).toEqual(looks(messageRows(shown)));
      expect(toldMessages(rows)).toEqual(toldMessages(rows).map((_, at) => at + 1));
      const bars = ({ activations }: typeof shown) =>
        activations.map(bar => without(bar, 'spanId'));
      expect(bars(window).length).toBeGreaterThan(5);
      expect(bars(window)).toEqual(bars(shown));
    });
  });

  test('has the same tree of the request, and no other request', async () => {
    await excerpt(boot.database, { request: request().id }, ({ engine }) => {
      const { requests } = engine.requests.listRequests(allRequests, 10);
      expect(requests).toEqual([{ ...request(), firstMessageId: 1 }]);
      const tree = (each: Engine) =>
        each.requests
          .readRequest(request().id)
          ?.spans.map(({ secondForm, ...span }) => [
            without(span, 'spanId', 'parentId'),
            secondForm?.label,
          ]);
      expect(tree(engine)).toHaveLength(39);
      expect(tree(engine)).toEqual(tree(boot.engine));
    });
  });

  test('has only the participating lanes, each with its own messages', async () => {
    await excerpt(boot.database, { request: request().id }, ({ engine }) => {
      const keys = engine.lanes.listLanes().map(({ key }) => key);
      expect(keys.length).toBeLessThan(boot.engine.lanes.listLanes().length);
      const ends = new Set(
        allRows(engine).flatMap(({ sender, receivers }) => [sender ?? '', ...receivers]),
      );
      expect(new Set(keys)).toEqual(new Set([...ends].filter(key => key !== '')));
      for (const lane of engine.lanes.listLanes()) {
        const known = boot.engine.lanes.listLanes().find(({ key }) => key === lane.key);
        expect(lane.inferredFrom).toBe(known?.inferredFrom);
        expect(lane.messageCount).toBeLessThanOrEqual(known?.messageCount ?? 0);
      }
      // The first lane is that of the first message's sender.
      expect(keys[0]).toBe(allRows(engine)[0]?.sender);
    });
  });

  test('holds no string of other spans', async () => {
    await excerpt(boot.database, { request: request().id }, ({ database }) => {
      const strings = dump(database, 'text').map(row => String(row['value']));
      const others = dump(boot.database, 'request').length;
      const ids = new Set(boot.engine.requests.readRequest(request().id)?.requestIds);
      expect(others).toBeGreaterThan(ids.size);
      const requestIds = strings.filter(value => value.startsWith('req-'));
      expect(new Set(requestIds)).toEqual(ids);
    });
  });
});

test('details and bodies of a failed call are complete', async () => {
  const failed = allRows(failures.engine).find(({ kind }) => kind === 'failure');
  const original = failures.engine.spans.readSpan(failed?.spanId ?? 0);
  const selection = { messageIds: [failed?.messageId ?? 0] };
  await excerpt(failures.database, selection, ({ engine, database }) => {
    const { messages, spanId, ...rest } = engine.spans.readSpan(1) ?? { messages: [], spanId: 0 };
    const numberless = (all: typeof messages) => all.map(message => without(message, 'messageId'));
    expect(messages.length).toBeGreaterThan(1);
    expect({ ...rest, messages: numberless(messages) }).toEqual({
      ...original,
      spanId: undefined,
      messages: numberless(original?.messages ?? []),
    });
    expect(spanId).toBe(1);
    expect(engine.view('').nextError(-1, 1)).toBe(
      messages.findIndex(({ kind }) => kind === 'failure'),
    );
    expect(engine.lanes.listLanes().map(({ errorCount }) => errorCount)).toEqual([1, 1]);
    expect(readMeta(database)).toMatchObject({
      name: 'failures',
      isMasked: true,
      excerptOf: {
        name: 'failures',
        messageCount: failures.engine.status.captureStatus().messageCount,
        selection: { messageIdCount: 1 },
      },
    });
  });
});

test('a filter selects the spans of its rows, and a part of a request is counted anew', async () => {
  const filter = { text: 'scheduler', hiddenLanes: [] };
  const { rowCount } = await boot.engine.view('part').setFilter(filter);
  const spans = new Set(
    messageRows(boot.engine.view('part').readRows(0, rowCount)).map(row => row.spanId),
  );
  await excerpt(boot.database, { filter }, ({ engine }) => {
    expect(looks(allRows(engine))).toEqual(
      looks(allRows(boot.engine).filter(row => spans.has(row.spanId))),
    );
    for (const { id, spanCount } of engine.requests.listRequests(allRequests, 100).requests) {
      expect(engine.requests.readRequest(id)?.spans).toHaveLength(spanCount);
    }
  });
});

test('an excerpt of an excerpt names both originals', async () => {
  const file = newPath();
  const all = allRows(boot.engine);
  await exportExcerpt(boot.database, { toMicros: all[30]?.atMicros ?? 0 }, file);
  const first = openCapture(file);
  const { messageCount } = new Engine(first, () => undefined).status.captureStatus();
  await excerpt(first, { messageIds: [1] }, ({ database }) => {
    expect(readMeta(database).excerptOf).toMatchObject({
      messageCount,
      excerptOf: {
        messageCount: toldMessages(all).length,
        selection: { toMicros: all[30]?.atMicros },
      },
    });
  });
  first.close();
});

test('an empty selection makes an empty capture', async () => {
  await excerpt(boot.database, { request: 'req-nowhere' }, ({ engine }) => {
    expect(engine.status.captureStatus()).toMatchObject({ messageCount: 0, recordCount: 0 });
    expect(allRows(engine)).toEqual([]);
    expect(engine.lanes.listLanes()).toEqual([]);
  });
});

test('a live capture is exported as it is now, while more records arrive', async () => {
  const capture = recordedCapture(path.join(fixtures.folder, 'live.rpcscope'), { isLive: true });
  try {
    await capture.record(
      record('publish', call('a'), { at: seconds(1) }),
      record('deliver', call('a'), { at: seconds(2), connection: 'compute' }),
    );
    const file = newPath();
    const exported = exportExcerpt(capture.database, {}, file);
    await capture.record(
      record('publish', reply('a', { result: null, failure: failureText }), {
        at: seconds(3),
        connection: 'compute',
      }),
      record('publish', cast('b'), { at: seconds(4) }),
    );
    expect(await exported).toEqual({ messageCount: 1, spanCount: 1 });
    expect(capture.engine.status.captureStatus().messageCount).toBe(3);
    await excerpt(capture.database, {}, ({ engine }) => expect(allRows(engine)).toHaveLength(3));
  } finally {
    capture.close();
  }
});

test('a span whose first message was dropped by the limit keeps its reply', async () => {
  const capture = recordedCapture(path.join(fixtures.folder, 'limited.rpcscope'), {
    limits: { maxRecords: 20, maxBytes: 1e9 },
  });
  try {
    const casts = (from: number) =>
      Array.from({ length: 10 }, (_, n) =>
        record('publish', cast(`c${from + n}`), { at: seconds(2 + from + n) }),
      );
    await capture.record(record('publish', call('late'), { at: seconds(1) }), ...casts(0));
    await capture.record(
      record('publish', reply('late'), { at: seconds(15), connection: 'compute' }),
      ...casts(20),
    );
    const rows = allRows(capture.engine);
    const late = rows.find(({ kind }) => kind === 'reply');
    expect(rows.find(({ messageId }) => messageId === late?.spanId)).toBeUndefined();
    expect(rows[0]?.messageId).toBeGreaterThan(1);

    await excerpt(capture.database, {}, ({ engine }) => {
      expect(looks(allRows(engine))).toEqual(looks(rows));
      expect(engine.view('').indexOf(allRows(engine).at(-1)?.messageId ?? 0)).toBe(rows.length - 1);
    });
    await excerpt(capture.database, { messageIds: [late?.messageId ?? 0] }, ({ engine }) => {
      expect(looks(allRows(engine))).toEqual(looks(rows.filter(row => row === late)));
      expect(engine.spans.readSpan(allRows(engine)[0]?.spanId ?? 0)?.messages).toHaveLength(1);
    });
  } finally {
    capture.close();
  }
});

describe('the target file of an excerpt', () => {
  const rest = (dir: string) => readdirSync(dir).sort();

  test('is refused when it is the capture itself, under any name', async () => {
    const dir = path.join(fixtures.folder, 'self');
    mkdirSync(dir);
    const file = path.join(dir, 'capture.rpcscope');
    copyFileSync(boot.file, file);
    linkSync(file, path.join(dir, 'link.rpcscope'));
    const before = readFileSync(file);
    const database = openCapture(file);
    for (const name of ['capture.rpcscope', 'link.rpcscope']) {
      await expect(
        exportExcerpt(database, {}, path.join(dir, name), { replaces: true }),
      ).rejects.toMatchObject({
        failure: { code: 'fileUnwritable' },
      });
    }
    database.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(rest(dir)).toEqual(['capture.rpcscope', 'link.rpcscope']);
  });

  test('replaces an earlier capture, with the log beside it', async () => {
    const file = newPath();
    for (const suffix of ['', '-wal', '-shm']) writeFileSync(file + suffix, 'earlier');
    await exportExcerpt(boot.database, {}, file, { replaces: true });
    expect(existsSync(`${file}-wal`)).toBe(false);
    openCapture(file).close();
  });

  test('may have a strange name, as may the capture', async () => {
    const dir = path.join(fixtures.folder, 'a?b #c %41 ü');
    mkdirSync(dir);
    const file = path.join(dir, 'from?mode=rw.rpcscope');
    copyFileSync(boot.file, file);
    const database = openCapture(file);
    await exportExcerpt(database, {}, path.join(dir, 'to?mode=memory#.rpcscope'));
    database.close();
    expect(rest(dir)).toEqual(['from?mode=rw.rpcscope', 'to?mode=memory#.rpcscope']);
  });

  test('fails with fileUnwritable when it cannot be written', async () => {
    const target = path.join(fixtures.folder, 'missing', 'out.rpcscope');
    await expect(exportExcerpt(boot.database, {}, target)).rejects.toMatchObject({
      failure: { code: 'fileUnwritable' },
    });
  });

  test('is not left behind when the capture is damaged within', async () => {
    const dir = path.join(fixtures.folder, 'damaged');
    mkdirSync(dir);
    const file = path.join(dir, 'capture.rpcscope');
    const bytes = readFileSync(boot.file);
    bytes.fill(0xff, 8192 * 10, bytes.length - 8192);
    writeFileSync(file, bytes);
    const database = openCapture(file);
    await expect(exportExcerpt(database, {}, path.join(dir, 'out.rpcscope'))).rejects.toMatchObject(
      { failure: { code: 'damagedCapture' } },
    );
    database.close();
    expect(rest(dir)).toEqual(['capture.rpcscope']);
  });

  test('is not left behind when the capture holds a value of a wrong type', async () => {
    const dir = path.join(fixtures.folder, 'mistyped');
    mkdirSync(dir);
    const file = path.join(dir, 'capture.rpcscope');
    copyFileSync(boot.file, file);
    const written = new DatabaseSync(file);
    written.exec(`UPDATE message SET exchange_id = 'x', kind = 'y' WHERE id = 5`);
    written.close();
    const database = openCapture(file);
    await expect(exportExcerpt(database, {}, path.join(dir, 'out.rpcscope'))).rejects.toMatchObject(
      { failure: { code: 'damagedCapture' } },
    );
    database.close();
    expect(rest(dir)).toEqual(['capture.rpcscope']);
  });

  test('is not left behind, nor a part of it, after an abort', async () => {
    const dir = path.join(fixtures.folder, 'aborted');
    mkdirSync(dir);
    const target = path.join(dir, 'out.rpcscope');
    writeFileSync(target, 'as it was');
    const aborting = new AbortController();
    const progress: number[][] = [];
    const exported = exportExcerpt(boot.database, {}, target, {
      replaces: true,
      signal: aborting.signal,
      onProgress: (done, total) => {
        progress.push([done, total]);
        aborting.abort();
      },
    });
    await expect(exported).rejects.toMatchObject({ name: 'AbortError' });
    const { messageCount } = boot.engine.status.captureStatus();
    expect(progress).toEqual([[messageCount, messageCount]]);
    expect(rest(dir)).toEqual(['out.rpcscope']);
    expect(readFileSync(target, 'utf8')).toBe('as it was');
  });
});

test('a capture whose file is read-only is exported', async () => {
  const dir = path.join(fixtures.folder, 'readable');
  mkdirSync(dir);
  const file = path.join(dir, 'capture.rpcscope');
  copyFileSync(boot.file, file);
  chmodSync(file, 0o444);
  const database = openCapture(file);
  await excerpt(database, {}, ({ engine }) => expect(allRows(engine).length).toBeGreaterThan(0));
  database.close();
  expect(readdirSync(dir)).toEqual(['capture.rpcscope']);
});
