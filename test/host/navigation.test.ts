import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { actions } from '../../src/protocol/actions/actions';
import { diagramEditor } from '../../src/protocol/actions/conditions';
import type { CaptureSession } from '../../src/host/captures/captureSession';
import { call, notification, record, reply, seconds } from '../support/records';
import { waitFor } from '../support/waitFor';
import { closeAll, internals, revert, shownCapture } from './extension';
import { rpcapi } from './pythonSources';
import { recordLines, writeTraceFile } from './traceFile';
import { messageRows } from '../support/messageRows';

const manager = `import oslo_messaging as messaging


class ComputeManager:
    target = messaging.Target(version='6.0')

    def get_console_output(self, context, instance):
        """Text of the console."""
        return self.driver.console(instance)

    def attach_volume(self, context):
        pass


def serve(transport, host):
    target = messaging.Target(topic='compute', server=host)
    return messaging.get_rpc_server(transport, target, [ComputeManager()])
`;
const emitter = `from oslo_messaging import Notifier


def tell(notifier: Notifier, context):
    notifier.info(context, 'compute.instance.create.end', {})
`;
const failure = JSON.stringify({
  class: 'ConsoleNotAvailable',
  module: 'nova.exception',
  message: 'no console',
  tb: [
    'Traceback (most recent call last):\n',
    '  File "/opt/stack/nova/nova/compute/manager.py", line 9, in get_console_output\n',
    '    return self.driver.console(instance)\n',
  ],
  args: [],
  kwargs: {},
});

/** Trace of a call that fails, a call of a newer version, and a notification. */
function trace(): string[] {
  const there = { exchange: 'nova', routingKey: 'compute.cmp1' };
  const back = { exchange: '', routingKey: 'reply_00000000000000000000000000000001' };
  const failing = call('a1', { args: { instance: 'vm-1' } });
  const answer = reply('a1', { result: null, failure });
  const newer = call('a2', { method: 'attach_volume', version: '7.0' });
  const told = notification('n1');
  return recordLines([
    record('publish', failing, { ...there, connection: 'api', at: seconds(1) }),
    record('deliver', failing, { ...there, connection: 'compute', at: seconds(1.1) }),
    record('publish', answer, { ...back, connection: 'compute', at: seconds(1.3) }),
    record('deliver', answer, { ...back, connection: 'api', at: seconds(1.4) }),
    record('publish', newer, { ...there, connection: 'api', at: seconds(2) }),
    record('deliver', newer, { ...there, connection: 'compute', at: seconds(2.1) }),
    record('publish', told, {
      exchange: 'nova',
      routingKey: 'notifications.info',
      connection: 'compute',
      at: seconds(3),
    }),
  ]);
}

suite('from a message to its code', () => {
  let folder: string;
  let session: CaptureSession;
  const inFolder = (name: string) => path.join(folder, name);
  const managerFile = () => inFolder('nova/compute/manager.py');

  suiteSetup(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'rpcscope-navigation-'));
    mkdirSync(inFolder('nova/compute'), { recursive: true });
    const files = {
      'nova/__init__.py': '',
      'nova/compute/__init__.py': '',
      'nova/compute/manager.py': manager,
      'nova/compute/rpcapi.py': rpcapi,
      'nova/compute/tell.py': emitter,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(inFolder(name), text);
    const { codeIndex } = await internals();
    await vscode.commands.executeCommand(actions.addSourceFolder.id, vscode.Uri.file(folder));
    await waitFor(() => codeIndex.status?.state === 'idle' && codeIndex.status.fileCount === 5, {
      what: 'an index of five files',
    });
  });
  setup(async () => {
    const file = writeTraceFile(inFolder('trace.ndjson'), trace());
    await vscode.commands.executeCommand(actions.openCapture.id, vscode.Uri.file(file));
    session = await shownCapture();
  });
  teardown(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await closeAll();
  });
  suiteTeardown(async () => {
    const settings = vscode.workspace.getConfiguration('rpcscope.code');
    await settings.update('sourceFolders', undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true });
  });

  const rowOf = async (label: string) => {
    const rows = messageRows(await session.api.view('all').readRows(0, 20));
    const row = rows.find(each => each.label === label);
    assert.ok(row, `a row ${label}`);
    return row;
  };
  /** The text at the cursor. */
  const atCursor = () => {
    const editor = vscode.window.activeTextEditor;
    const line = editor?.document.lineAt(editor.selection.active.line).text;
    return {
      file: editor?.document.uri.fsPath,
      text: line?.slice(editor?.selection.active.character),
      column: editor?.viewColumn,
    };
  };
  const shownDiagrams = () =>
    vscode.window.tabGroups.all.filter(({ activeTab }) => {
      const input = activeTab?.input;
      return input instanceof vscode.TabInputCustom && input.viewType === diagramEditor;
    });

  test('the handler opens beside the diagram, at its name', async () => {
    const { navigation } = await internals();
    await navigation.goToCode(session, (await rowOf('get_console_output')).spanId, 'handler');
    assert.deepEqual(atCursor(), {
      file: managerFile(),
      text: 'get_console_output(self, context, instance):',
      column: vscode.ViewColumn.Two,
    });
    assert.equal(shownDiagrams().length, 1);
  });

  test('the line that sends the message opens in place of the handler', async () => {
    const { navigation } = await internals();
    const { spanId } = await rowOf('get_console_output');
    await navigation.goToCode(session, spanId, 'handler');
    await navigation.goToCode(session, spanId, 'caller');
    assert.deepEqual(atCursor(), {
      file: inFolder('nova/compute/rpcapi.py'),
      text: "return cctxt.call(ctxt, 'get_console_output', instance=instance)",
      column: vscode.ViewColumn.Two,
    });
    assert.equal(vscode.window.tabGroups.all.length, 2);
  });

  test('a command applies to the row that is selected in the diagram', async () => {
    const { diagrams } = await internals();
    const { messageId } = await rowOf('get_console_output');
    diagrams.show({ type: 'revealMessage', messageId });
    await waitFor(
      async () => {
        // The command does nothing until the row is selected.
        await vscode.commands.executeCommand(actions.goToHandler.id);
        return atCursor().file === managerFile();
      },
      { what: 'the handler' },
    );
  });

  test('unsaved text is taken into account', async () => {
    const { navigation } = await internals();
    const document = await vscode.workspace.openTextDocument(managerFile());
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    await editor.edit(edit => edit.insert(new vscode.Position(1, 0), 'x = 1\n'.repeat(30)));
    await navigation.goToCode(session, (await rowOf('get_console_output')).spanId, 'handler');
    assert.equal(atCursor().text, 'get_console_output(self, context, instance):');
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 36);
    await revert(document);
  });

  test('a handler of another version is opened, too', async () => {
    const { navigation } = await internals();
    const { spanId } = await rowOf('attach_volume');
    const code = await navigation.readSpanCode(session, spanId);
    assert.deepEqual(code?.handlers, []);
    assert.match(code.versionMismatches[0]?.doubt ?? '', /6\.0.*7\.0/u);
    assert.deepEqual(
      (
        await navigation.versionMismatches(session, [
          spanId,
          (await rowOf('get_console_output')).spanId,
        ])
      )?.map(mismatch => mismatch.spanId),
      [spanId],
    );
    await navigation.goToCode(session, spanId, 'handler');
    assert.equal(atCursor().text, 'attach_volume(self, context):');
  });

  test('a breakpoint is set on the first statement, and removed again', async () => {
    const { navigation } = await internals();
    const { spanId } = await rowOf('get_console_output');
    await navigation.goToCode(session, spanId, 'breakpoint');
    const [breakpoint, ...others] = vscode.debug.breakpoints;
    assert.ok(breakpoint instanceof vscode.SourceBreakpoint && others.length === 0);
    assert.equal(breakpoint.location.uri.fsPath, managerFile());
    assert.equal(breakpoint.location.range.start.line, 8);
    await navigation.goToCode(session, spanId, 'breakpoint');
    assert.deepEqual(vscode.debug.breakpoints, []);
  });

  test('a frame of the remote traceback opens at its line here', async () => {
    const { navigation } = await internals();
    const { spanId } = await rowOf('get_console_output');
    const code = await navigation.readSpanCode(session, spanId);
    assert.deepEqual(
      code?.frames.map(frame => [frame.textLine, frame.place?.line, frame.doubt]),
      [[1, 9, undefined]],
    );
    await navigation.openCode(session, spanId, { list: 'frames', at: 1 });
    assert.equal(atCursor().text, 'return self.driver.console(instance)');
  });

  test('the emitter of a notification opens', async () => {
    const { navigation } = await internals();
    const { spanId } = await rowOf('compute.instance.create.end');
    await navigation.goToCode(session, spanId, 'caller');
    assert.match(atCursor().text ?? '', /^notifier\.info\(/u);
  });

  test('a double click on a row without a handler shows no message', async () => {
    const { navigation } = await internals();
    const { spanId } = await rowOf('compute.instance.create.end');
    await navigation.goToCode(session, spanId, 'knownHandler');
    assert.equal(vscode.window.activeTextEditor, undefined);
  });
});
