/** Exports through an engine, as the editor requests them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Engine } from '../../../../src/engine/engine';
import { closeCapture, openCapture } from '../../../../src/capture/captureFile';
import type { ExportTask } from '../../../../src/protocol/exports';
import { recordedCapture } from '../../../support/captures';
import { importFixtures } from '../../../support/importedFixtures';
import { asked } from '../../../support/asked';
import { messageRows } from '../../../support/messageRows';

const fixtures = importFixtures(['boot']);
const { folder } = fixtures;
const boot = fixtures.named('boot');

const task = (name: string, fields: Partial<ExportTask> = {}): ExportTask => ({
  selection: {},
  format: 'rpcscope',
  path: path.join(folder, name),
  ...fields,
});

test('an excerpt can be opened, is complete, and keeps the bookmarks of its rows', async () => {
  const rows = messageRows(boot.engine.view('v').readRows(0, 200)).filter(
    row => row.kind === 'call',
  );
  const messageId = rows[2]?.messageId ?? 0;
  boot.engine.notes.setBookmark(messageId, 'this one');
  const counts = await boot.engine.exports.exportTo(
    task('one.rpcscope', { selection: { messageIds: [messageId] } }),
  );
  expect(counts).toEqual({ messageCount: 2, spanCount: 1 });
  const database = openCapture(path.join(folder, 'one.rpcscope'));
  const engine = new Engine(database, () => undefined);
  expect(engine.status.captureStatus()).toMatchObject({ messageCount: 2, isEnded: true });
  expect(engine.notes.listBookmarks()).toMatchObject([{ messageId: 1, note: 'this one' }]);
  engine.dispose();
  closeCapture(database, false);
});

test('a cancelled export leaves nothing, and the next one works', async () => {
  const running = boot.engine.exports.exportTo(task('cancelled.rpcscope'));
  boot.engine.exports.cancelExport();
  expect(await running).toBeUndefined();
  expect(readdirSync(folder).filter(name => name.startsWith('cancelled'))).toEqual([]);
  const mermaid = task('all.mmd', { format: 'mermaid' });
  expect((await boot.engine.exports.exportTo(mermaid))?.messageCount).toBe(99);
  expect(readFileSync(mermaid.path, 'utf8')).toMatch(/^(---|sequenceDiagram)/);
});

test('a second export, an export during an import, and nonsense are refused with a sentence', async () => {
  const first = boot.engine.exports.exportTo(task('first.rpcscope'));
  await expect(boot.engine.exports.exportTo(task('second.rpcscope'))).rejects.toThrow('under way');
  await first;
  for (const [hostile, sentence] of [
    ['x', 'argument 1: Invalid type: Expected Object'],
    [
      task('x', { format: 'pdf' as never }),
      'argument 1.format: Invalid type: Expected ("rpcscope"',
    ],
    [task('x', { path: 5 as never }), 'argument 1.path: Invalid type: Expected string'],
    [
      task('x', { selection: null as never }),
      'argument 1.selection: Invalid type: Expected Object',
    ],
    [
      task('x', { selection: { filter: 'y' as never } }),
      'argument 1.selection.filter: Invalid type',
    ],
  ] as const) {
    await expect(asked(boot.engine, 'exports.exportTo', [hostile])).rejects.toThrow(sentence);
  }
  const capture = recordedCapture(path.join(folder, 'importing.rpcscope'));
  capture.recorder.stateChanged({ state: 'importing', bytesRead: 1, bytesTotal: 2 });
  await expect(capture.engine.exports.exportTo(task('x.rpcscope'))).rejects.toThrow(
    'still being read',
  );
  capture.close();
  expect(existsSync(path.join(folder, 'x.rpcscope'))).toBe(false);
});
