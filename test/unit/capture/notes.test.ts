/** Notes and bookmarks in captures, and captures of other versions. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SourceError } from '../../../src/core/amqp/traceSource';
import { closeCapture, openCapture } from '../../../src/capture/captureFile';
import { summaryOf } from '../../../src/capture/read/summary';
import { Engine } from '../../../src/engine/engine';
import type { EngineEvent } from '../../../src/protocol/engineApi';
import { recordedCapture } from '../../support/captures';
import { importedFixture } from '../../support/importedFixture';
import { cast, record } from '../../support/records';
import { asked } from '../../support/asked';
import { useFolder } from '../../support/useFolder';
import { messageRows } from '../../support/messageRows';

const folder = useFolder();
let boot: string;
let file: string;
beforeAll(async () => {
  const imported = await importedFixture('boot', folder);
  imported.close();
  boot = imported.file;
});
let count = 0;
beforeEach(() => {
  file = path.join(folder, `${++count}.rpcscope`);
  copyFileSync(boot, file);
});

function opened(capture = file) {
  const database = openCapture(capture);
  const events: EngineEvent[] = [];
  const engine = new Engine(database, event => events.push(event));
  return {
    engine,
    events,
    close: () => {
      engine.dispose();
      closeCapture(database, false);
    },
  };
}

const failureOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error instanceof SourceError ? error.failure : error;
  }
  return 'none';
};

const olderCapture = (): string => {
  const packed = path.resolve('test/fixtures/captures/version1/capture.rpcscope.gz');
  writeFileSync(file, gunzipSync(readFileSync(packed)));
  return file;
};
const copiesLeft = () =>
  readdirSync(os.tmpdir()).filter(name => name.startsWith('rpcscope-older-'));

describe('bookmarks', () => {
  test('are in the rows, in the list and in the file, until they are removed', () => {
    const one = opened();
    one.engine.notes.setBookmark(5, 'here it hangs');
    one.engine.notes.setBookmark(3, '');
    one.engine.notes.setBookmark(5, 'here it hung');
    expect(messageRows(one.engine.view('v').readRows(0, 10)).map(row => row.bookmark)).toEqual([
      undefined,
      undefined,
      '',
      undefined,
      'here it hung',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(one.events).toContainEqual({ type: 'bookmarksChanged' });
    one.close();
    const other = opened();
    expect(other.engine.notes.listBookmarks()).toMatchObject([
      { messageId: 3, note: '' },
      { messageId: 5, note: 'here it hung' },
    ]);
    other.engine.notes.removeBookmark(3);
    expect(other.engine.notes.listBookmarks()).toHaveLength(1);
    expect(messageRows(other.engine.view('v').readRows(2, 1))[0]?.bookmark).toBeUndefined();
    other.close();
  });

  test('are refused for rows that are not there; a hostile note is stored as text', async () => {
    const { engine, close } = opened();
    expect(() => engine.notes.setBookmark(100_000, 'x')).toThrow('no longer in the capture');
    await expect(asked(engine, 'notes.setBookmark', [1, 5])).rejects.toThrow('argument 2');
    engine.notes.setBookmark(1, `'); DROP TABLE bookmark; -- ${'x'.repeat(20_000)}`);
    expect(engine.notes.listBookmarks()[0]?.note).toHaveLength(10_000);
    close();
  });

  test('are written while the capture is recorded, and deleted with the rows that a limit drops', async () => {
    const limits = { maxRecords: 20, maxBytes: Infinity };
    const capture = recordedCapture(file, { isLive: true, limits });
    const records = Array.from({ length: 15 }, (_, at) => record('publish', cast(`m${at}`)));
    await capture.recorder.receive(records);
    capture.recorder.dispose();
    capture.engine.notes.setBookmark(1, 'old');
    capture.engine.notes.setBookmark(15, 'new');
    await capture.recorder.receive(records);
    capture.recorder.dispose();
    expect(capture.engine.status.captureStatus().droppedByLimit).toBeGreaterThan(0);
    expect(capture.engine.notes.listBookmarks().map(({ note }) => note)).toEqual(['new']);
    capture.close();
  });

  test('on a file that cannot be written are refused with the reason', () => {
    const { engine, close } = opened();
    rmSync(file);
    const read = failureOf(() => engine.notes.setBookmark(1, 'x'));
    expect(read).toMatchObject({ code: 'captureUnwritable' });
    close();
    // SQLite made an empty file in place of the capture, which is no capture.
    rmSync(file, { force: true });
  });
});

describe('a title and a note', () => {
  test('replace the name, and are in the summary', async () => {
    const { engine, close } = opened();
    const { name } = engine.status.captureStatus();
    engine.notes.setNotes({ title: 'The hanging boot' });
    engine.notes.setNotes({ note: 'see bug 17' });
    expect(engine.status.captureStatus().name).toBe('The hanging boot');
    engine.notes.setBookmark(7, 'there');
    close();
    expect(summaryOf(file)).toMatchObject({
      path: file,
      name,
      title: 'The hanging boot',
      note: 'see bug 17',
      recordCount: 166,
      isEnded: true,
      failure: undefined,
      bookmarks: [{ messageId: 7, note: 'there' }],
    });
    const again = opened();
    again.engine.notes.setNotes({ title: '' });
    expect(again.engine.status.captureStatus().name).toBe(name);
    await expect(asked(again.engine, 'notes.setNotes', ['x'])).rejects.toThrow('argument 1');
    again.close();
  });

  test('are a failure, not an exception, in the summary of a file that is no capture', () => {
    writeFileSync(file, 'not a database at all');
    expect(summaryOf(file)).toMatchObject({ failure: { code: 'unknownFormat' }, bytes: 21 });
    expect(summaryOf('/nonexistent')).toMatchObject({
      failure: { code: 'fileUnreadable' },
      bytes: 0,
    });
  });
});

describe('a copy of a capture', () => {
  test('has all rows of the moment when it was made, and is complete while the original is written', async () => {
    const capture = recordedCapture(file, { isLive: true });
    await capture.recorder.receive([record('publish', cast('one'))]);
    capture.recorder.dispose();
    const copy = path.join(folder, 'copy.rpcscope');
    await capture.engine.exports.saveCopy(copy, false);
    await capture.recorder.receive([record('publish', cast('two'))]);
    capture.recorder.dispose();
    expect(capture.engine.status.captureStatus().messageCount).toBe(2);
    const { engine, close } = opened(copy);
    expect(engine.status.captureStatus()).toMatchObject({ messageCount: 1, isEnded: true });
    expect(readdirSync(folder).filter(name => name.startsWith('copy'))).toEqual(['copy.rpcscope']);
    close();
    capture.close();
  });

  test('does not replace its original, and is refused where nothing can be written', async () => {
    const { engine, close } = opened();
    await expect(engine.exports.saveCopy(file, false)).rejects.toThrow('the capture itself');
    await expect(engine.exports.saveCopy('/nonexistent/x.rpcscope', false)).rejects.toThrow(
      'fileUnwritable',
    );
    close();
    expect(summaryOf(file).failure).toBeUndefined();
  });
});

describe('a capture of another version', () => {
  test('opens when it is older, and its file is not changed', () => {
    const before = readFileSync(olderCapture());
    const left = copiesLeft().length;
    const { engine, close } = opened();
    expect(copiesLeft()).toHaveLength(left + 1);
    expect(engine.status.captureStatus()).toMatchObject({
      messageCount: 22,
      recordCount: 30,
      isEnded: true,
    });
    expect(messageRows(engine.view('v').readRows(0, 50))).toHaveLength(22);
    expect(engine.notes.listBookmarks()).toEqual([]);
    expect(failureOf(() => engine.notes.setBookmark(1, 'x'))).toMatchObject({
      code: 'olderCapture',
    });
    close();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(copiesLeft()).toHaveLength(left);
  });

  test('can be saved as one of this version when it is older, which can be written on', async () => {
    olderCapture();
    const older = opened();
    const copy = path.join(folder, 'newer.rpcscope');
    await older.engine.exports.saveCopy(copy, false);
    older.close();
    const newer = opened(copy);
    newer.engine.notes.setBookmark(2, 'kept');
    expect(newer.engine.notes.listBookmarks()).toHaveLength(1);
    newer.close();
  });

  test('names the version of RPC Scope that it needs when it is newer', () => {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.exec(`UPDATE meta SET value = '"7.1.0"' WHERE key = 'writtenBy'`);
    database.close();
    expect(failureOf(() => openCapture(file))).toMatchObject({
      code: 'newerCapture',
      detail: expect.stringMatching(/needs RPC Scope 7\.1\.0: its format is 99/) as string,
    });
    expect(summaryOf(file).failure?.code).toBe('newerCapture');
  });

  test('is damaged when its version is 0 or unreadable', () => {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 0');
    database.close();
    expect(failureOf(() => openCapture(file))).toMatchObject({ code: 'damagedCapture' });
    const bytes = readFileSync(olderCapture());
    writeFileSync(file, bytes.subarray(0, 40_000));
    expect(failureOf(() => openCapture(file))).toMatchObject({ code: 'damagedCapture' });
    expect(existsSync(file)).toBe(true);
  });
});
