import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { actions } from '../../src/protocol/actions/actions';
import { call, reply } from '../support/records';
import { waitFor } from '../support/waitFor';
import { closeAll, internals, revert, shownCapture } from './extension';
import { rpcapi } from './pythonSources';
import { callWithReply, recordLines, writeTraceFile } from './traceFile';

const messageId = '09c557c3f6d84d0e8a2b1f0c9d7e6a5b';
const requestId = 'req-3b241101-e2bb-4255-8caf-4136c566a962';

const manager = `"""Runs instances."""
import oslo_messaging as messaging


class ComputeManager:
    target = messaging.Target(version='6.0')

    def get_console_output(self, context, instance):
        output = instance
        return output

    def never_called(self, context):
        pass


def serve(transport, host):
    target = messaging.Target(topic='compute', server=host)
    return messaging.get_rpc_server(transport, target, [ComputeManager()])
`;

/** Trace of a call with an argument that its handler does not have, and of its reply. */
function traceOfOneCall(): string[] {
  const request = call(messageId, {
    args: { instance: '[x](command:y)', foo: '`'.repeat(3) },
    _context_request_id: requestId,
  });
  return recordLines(callWithReply(request, reply(messageId, { result: { output: 'up' } })));
}

suite('code', () => {
  let folder: string;
  const inFolder = (name: string) => path.join(folder, name);

  suiteSetup(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'rpcscope-code-'));
    mkdirSync(inFolder('nova/compute'), { recursive: true });
    for (const name of ['nova/__init__.py', 'nova/compute/__init__.py']) {
      writeFileSync(inFolder(name), '');
    }
    writeFileSync(inFolder('nova/compute/manager.py'), manager);
    writeFileSync(inFolder('nova/compute/rpcapi.py'), rpcapi);
    const { codeIndex } = await internals();
    await vscode.commands.executeCommand(actions.addSourceFolder.id, vscode.Uri.file(folder));
    await waitFor(() => codeIndex.status?.state === 'idle' && codeIndex.status.fileCount === 4, {
      what: 'an index of four files',
    });
  });
  setup(async () => {
    const trace = writeTraceFile(inFolder('call.ndjson'), traceOfOneCall());
    await vscode.commands.executeCommand(actions.openCapture.id, vscode.Uri.file(trace));
    await shownCapture();
  });
  teardown(closeAll);
  suiteTeardown(async () => {
    const settings = vscode.workspace.getConfiguration('rpcscope.code');
    await settings.update('sourceFolders', undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true });
  });

  const open = async (name: string) =>
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument(inFolder(name)),
      vscode.ViewColumn.Beside,
    );
  const lensesOf = async ({ uri }: vscode.TextDocument) => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
      99,
    );
    return lenses.filter(({ command }) => command?.command === actions.showCalls.id);
  };
  const lensOf = (document: vscode.TextDocument) =>
    waitFor(async () => (await lensesOf(document))[0], { what: 'a lens' });
  const warningsOf = ({ uri }: vscode.TextDocument) =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'RPC Scope');

  test('the folder is in the setting, and listed as indexed', async () => {
    await vscode.commands.executeCommand(actions.showIndex.id);
    const text = () => vscode.window.activeTextEditor?.document.getText() ?? '';
    await waitFor(() => text().includes('4 files are in the index.'), { what: 'the index' });
    assert.ok(text().includes(`  ${folder}\n`));
  });

  for (const name of ['nova/compute/manager.py', 'nova/compute/rpcapi.py']) {
    test(`a lens of ${name} counts its call, and leads to it`, async () => {
      const { document } = await open(name);
      const lens = await lensOf(document);
      assert.match(lens.command?.title ?? '', /^1 call · p95 200 ms · last /u);
      assert.match(document.lineAt(lens.range.start.line).text, /def get_console_output/u);
      const { path: capturePath } = await shownCapture();
      assert.deepEqual(lens.command?.arguments, [
        { capturePath, filterText: 'get_console_output' },
      ]);
      await vscode.commands.executeCommand(actions.showCalls.id, ...lens.command.arguments);
      await waitFor(
        () =>
          vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom,
        { what: 'the diagram' },
      );
    });
  }

  test('unsaved text moves the lens along', async () => {
    const editor = await open('nova/compute/manager.py');
    const before = (await lensOf(editor.document)).range.start.line;
    await editor.edit(edit => edit.insert(new vscode.Position(3, 0), 'x = 1\ny = 2\n'));
    await waitFor(async () => (await lensOf(editor.document)).range.start.line === before + 2, {
      what: 'the lens two lines below',
    });
    await revert(editor.document);
    await waitFor(async () => (await lensOf(editor.document)).range.start.line === before, {
      what: 'the lens where it was',
    });
  });

  test('a hover shows the last arguments and the result, as untrusted text', async () => {
    const { document } = await open('nova/compute/manager.py');
    const { range } = await lensOf(document);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      range.start.translate(0, 10),
    );
    const contents = hovers
      .flatMap(hover => hover.contents)
      .filter(each => each instanceof vscode.MarkdownString);
    const shown = contents.find(({ value }) => value.includes('Last arguments'));
    assert.ok(shown);
    assert.match(shown.value, /\n````yaml\ninstance: "\[x\]\(command:y\)"\n/u);
    assert.match(shown.value, /\noutput: "up"\n/u);
    assert.ok(!shown.isTrusted);
    const link = contents.find(({ value }) => value.includes(`command:${actions.showCalls.id}?`));
    assert.ok(link);
  });

  test('an argument that the handler does not have is marked until the capture closes', async () => {
    const { document } = await open('nova/compute/manager.py');
    const [warning] = await waitFor(
      () => (warningsOf(document).length > 0 ? warningsOf(document) : undefined),
      { what: 'a warning' },
    );
    assert.match(
      warning?.message ?? '',
      /^Messages carry an argument 'foo' that get_console_output does not have \(1 call, last /u,
    );
    assert.equal(warning && document.getText(warning.range), 'get_console_output');
    const { uri } = document;
    const diagrams = vscode.window.tabGroups.all
      .flatMap(group => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputCustom);
    await vscode.window.tabGroups.close(diagrams);
    await waitFor(() => vscode.languages.getDiagnostics(uri).length === 0, {
      what: 'the warning to go',
    });
    assert.deepEqual(await lensesOf(document), []);
  });

  test('a setting turns lenses and warnings off', async () => {
    const settings = vscode.workspace.getConfiguration('rpcscope.code');
    const turn = async (value: false | undefined) => {
      for (const name of ['codeLens', 'argumentWarnings']) {
        await settings.update(name, value, vscode.ConfigurationTarget.Global);
      }
    };
    const { document } = await open('nova/compute/manager.py');
    await lensOf(document);
    await waitFor(() => warningsOf(document).length > 0, { what: 'a warning' });
    await turn(false);
    try {
      await waitFor(() => warningsOf(document).length === 0, { what: 'the warning to go' });
      assert.deepEqual(await lensesOf(document), []);
    } finally {
      await turn(undefined);
    }
  });

  test('calls of the method at the cursor are shown; a method without calls gets a sentence', async () => {
    const said: string[] = [];
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, { showInformationMessage: (text: string) => said.push(text) });
    try {
      const editor = await open('nova/compute/manager.py');
      const cursorTo = (text: string) => {
        const at = editor.document.positionAt(editor.document.getText().indexOf(text));
        editor.selection = new vscode.Selection(at, at);
      };
      cursorTo('import');
      await vscode.commands.executeCommand(actions.showCalls.id);
      cursorTo('pass');
      await vscode.commands.executeCommand(actions.showCalls.id);
      assert.deepEqual(said, [
        'Put the cursor into a function of a Python file first.',
        'No message in the open captures goes through never_called.',
      ]);
      cursorTo('return output');
      await vscode.commands.executeCommand(actions.showCalls.id);
      await waitFor(
        () =>
          vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom,
        { what: 'the diagram' },
      );
      assert.equal(said.length, 2);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
  });

  test('ids in a log are links when the capture knows them', async () => {
    writeFileSync(
      inFolder('nova-api.log'),
      [
        `ERROR [${requestId} None] Timed out waiting for a reply to message ID ${messageId}`,
        'ERROR [req-00000000-e2bb-4255-8caf-4136c566a962] 00000000f6d84d0e8a2b1f0c9d7e6a5b',
      ].join('\n'),
    );
    const { document } = await open('nova-api.log');
    const links = await waitFor(
      async () => {
        const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
          'vscode.executeLinkProvider',
          document.uri,
        );
        return found.length > 0 ? found : undefined;
      },
      { what: 'links' },
    );
    assert.deepEqual(
      links.map(({ range }) => document.getText(range)),
      [requestId, messageId],
    );
    const [, second] = links;
    assert.equal(second?.target?.scheme, 'command');
    assert.equal(second.target.path, actions.openPlace.id);
    const [place] = JSON.parse(second.target.query) as [unknown];
    await vscode.commands.executeCommand(actions.openPlace.id, place);
    await waitFor(
      () =>
        vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom,
      { what: 'the diagram' },
    );
  });

  test('indexing can be paused and goes on', async () => {
    const { codeIndex } = await internals();
    await vscode.commands.executeCommand(actions.toggleIndexing.id);
    assert.equal(codeIndex.isPaused, true);
    await vscode.commands.executeCommand(actions.toggleIndexing.id);
    assert.equal(codeIndex.isPaused, false);
  });
});
