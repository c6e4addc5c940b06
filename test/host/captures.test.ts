import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { actions } from '../../src/protocol/actions/actions';
import { diagramEditor } from '../../src/protocol/actions/conditions';
import { waitFor } from '../support/waitFor';
import { closeAll, diagramTabs, internals, shownCapture } from './extension';
import { recordLines, writeTraceFile } from './traceFile';
import { messageRows } from '../support/messageRows';

suite('captures', () => {
  let folder: string;
  setup(() => (folder = mkdtempSync(path.join(tmpdir(), 'rpcscope-host-'))));
  teardown(async () => {
    await closeAll();
    rmSync(folder, { recursive: true });
  });

  const inFolder = (name: string) => path.join(folder, name);
  const open = (file: string) =>
    vscode.commands.executeCommand(actions.openCapture.id, vscode.Uri.file(file));

  test('a file of trace records becomes a capture with a diagram', async () => {
    await open(writeTraceFile(inFolder('calls.ndjson')));
    const { status, path: capturePath } = await shownCapture();
    assert.equal(path.basename(capturePath), 'calls.rpcscope');
    assert.deepEqual(
      { records: status?.recordCount, messages: status?.messageCount, spans: status?.spanCount },
      { records: 8, messages: 4, spans: 2 },
    );
  });

  test('unreadable lines are counted, and all others are read', async () => {
    const [first = '', ...others] = recordLines();
    await open(writeTraceFile(inFolder('cut.ndjson'), [first, '{"ts":1,', ...others]));
    const { status } = await shownCapture();
    assert.equal(status?.recordCount, 8);
    assert.equal(status.skippedCount, 1);
    assert.match(status.skipped[0]?.first ?? '', /line 2/u);
  });

  test('a file of an unknown format opens nothing and leaves nothing behind', async () => {
    const { storage } = await internals();
    const file = inFolder('poem.log');
    writeFileSync(file, 'Two roads diverged in a yellow wood\n');
    const imported = path.dirname(path.dirname(await storage.newImportPath(file)));
    const before = readdirSync(imported);
    await open(file);
    assert.deepEqual(diagramTabs(), []);
    assert.deepEqual(readdirSync(imported), before);
  });

  test('a file that does not exist opens nothing', async () => {
    await open(inFolder('missing.ndjson'));
    assert.deepEqual(diagramTabs(), []);
  });

  test('a damaged capture has a tab, and its engine reports the damage', async () => {
    const { captures } = await internals();
    const file = inFolder('damaged.rpcscope');
    writeFileSync(file, 'SQLite format 3\0 and then nothing of the sort');
    await open(file);
    assert.deepEqual(diagramTabs(), [file]);
    const session = captures.get(file);
    assert.ok(session);
    await assert.rejects(
      session.api.status.captureStatus(),
      (error: { failure?: { code?: unknown } }) => {
        assert.match(String(error.failure?.code), /damagedCapture|unknownFormat/u);
        return true;
      },
    );
  });

  test('the engine ends with the last tab of its capture', async () => {
    const { captures } = await internals();
    await open(writeTraceFile(inFolder('calls.ndjson')));
    const { path: file } = await shownCapture();
    const uri = vscode.Uri.file(file);
    await vscode.commands.executeCommand(
      'vscode.openWith',
      uri,
      diagramEditor,
      vscode.ViewColumn.Beside,
    );
    await waitFor(() => diagramTabs().length === 2, { what: 'a second tab' });
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await waitFor(() => diagramTabs().length === 1, { what: 'the second tab to go' });
    assert.ok(captures.has(file));
    await closeAll();
    await waitFor(() => !captures.has(file), { what: 'the engine to end' });
  });

  test('lanes stay hidden when the capture is opened again', async () => {
    await open(writeTraceFile(inFolder('calls.ndjson')));
    const first = await shownCapture();
    const hidden = first.lanes.slice(0, 1).map(lane => lane.key);
    await first.hideLanes(hidden);
    await closeAll();
    await open(first.path);
    assert.deepEqual((await shownCapture()).hiddenLanes, hidden);
  });

  test('the body of a message opens as a document', async () => {
    await open(writeTraceFile(inFolder('calls.ndjson')));
    const session = await shownCapture();
    const rows = messageRows(await session.api.view('test').readRows(0, 10));
    const message = rows.find(row => row.label === 'schedule_and_build_instances');
    assert.ok(message);
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.from({
        scheme: 'rpcscope-body',
        path: `/message ${message.messageId}.json`,
        query: JSON.stringify([session.path, message.messageId]),
      }),
    );
    assert.equal(document.languageId, 'json');
    assert.match(document.getText(), /"method": ?"schedule_and_build_instances"/u);
  });
});
