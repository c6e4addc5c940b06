import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actions } from '../../src/protocol/actions/actions';
import { requestItems } from '../../src/protocol/actions/conditions';
import type { RequestsNode } from '../../src/host/requests/requestNodes';
import { waitFor } from '../support/waitFor';
import { closeAll, diagramTabs, internals, shownCapture } from './extension';

suite('requests', () => {
  setup(async () => {
    await vscode.commands.executeCommand(actions.openSample.id);
    await shownCapture();
  });
  teardown(async () => {
    await vscode.commands.executeCommand(actions.clearRequestFilter.id);
    await closeAll();
  });

  test('the requests of the active diagram are listed with the spans that they caused', async () => {
    const { requests } = await internals();
    const boot = (await listed()).find(node => isRequest(node, 'nova: build server'));
    assert.ok(boot?.kind === 'request');
    assert.equal(boot.request.spanCount, 39);
    const item = requests.getTreeItem(boot);
    assert.match(String(item.description), /^boot-1 · [\d.]+ m?s · 39 spans · .*\d\d:\d\d:\d\d$/u);
    assert.equal(item.contextValue, requestItems.request);
    assert.ok(item.tooltip instanceof vscode.MarkdownString);
    assert.ok(item.tooltip.value.replaceAll('\\', '').includes(boot.requestId));
    assert.notEqual(item.tooltip.isTrusted, true);
  });

  test('background work of services is listed apart', async () => {
    const { requests } = await internals();
    const background = (await listed()).at(-1);
    assert.equal(background?.kind, 'background');
    const [work] = await requests.getChildren(background);
    assert.ok(work?.kind === 'work');
    const item = requests.getTreeItem(work);
    assert.match(String(item.description), /\d×/u);
    assert.deepEqual(item.command?.arguments, [{ messageId: work.work.lastMessageId }]);
  });

  test('the filter narrows the list, and can be cleared', async () => {
    const { requests } = await internals();
    const all = (await listed()).length;
    await requests.ask({ words: 'SERVER build' });
    const found = await listed();
    assert.ok(found.length > 0 && found.length < all);
    assert.ok(found.every(node => isRequest(node, 'nova: build server')));
    await vscode.commands.executeCommand(actions.clearRequestFilter.id);
    assert.equal((await listed()).length, all);
  });

  for (const command of [actions.openRequest.id, actions.openWaterfall.id]) {
    test(`${command} brings the diagram into sight`, async () => {
      const [request] = await listed();
      assert.ok(request?.kind === 'request');
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument());
      await waitFor(() => diagramsInFront() === 0, { what: 'a text in front of the diagram' });
      await vscode.commands.executeCommand(command, { requestId: request.requestId });
      await waitFor(() => diagramsInFront() === 1, { what: 'the diagram' });
      assert.equal(diagramTabs().length, 1);
    });
  }

  test('a diagram behind another tab comes to the front of its own column', async () => {
    const [request] = await listed();
    assert.ok(request?.kind === 'request');
    const { One, Two } = vscode.ViewColumn;
    for (const column of [One, Two]) {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(), column);
    }
    await vscode.commands.executeCommand(actions.openRequest.id, { requestId: request.requestId });
    await waitFor(() => diagramsInFront() === 1, { what: 'the diagram' });
    const columns = vscode.window.tabGroups.all.map(group => group.tabs.length);
    assert.deepEqual(columns, [2, 1]);
  });

  test('the id of a request can be copied', async () => {
    await vscode.commands.executeCommand(actions.copyListedRequestId.id, { requestId: 'req-1' });
    assert.equal(await vscode.env.clipboard.readText(), 'req-1');
  });

  test('the requests of a closed capture leave the list', async () => {
    await closeAll();
    const { diagrams } = await internals();
    await waitFor(() => !diagrams.active, { what: 'the diagram to go' });
    assert.deepEqual(await listed(), []);
  });
});

suite('go to', () => {
  test('shows a sentence when no diagram is open', async () => {
    const said: string[] = [];
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, { showInformationMessage: (text: string) => said.push(text) });
    try {
      await vscode.commands.executeCommand(actions.goTo.id);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
    assert.deepEqual(said, ['No diagram is open: open a capture first.']);
  });

  test('opens a box that Escape closes', async () => {
    await vscode.commands.executeCommand(actions.openSample.id);
    await shownCapture();
    await vscode.commands.executeCommand(actions.goTo.id);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await closeAll();
  });
});

const listed = async (): Promise<RequestsNode[]> => (await internals()).requests.getChildren();

const isRequest = (node: RequestsNode, name: string): boolean =>
  node.kind === 'request' && node.request.name === name;

const diagramsInFront = (): number =>
  vscode.window.tabGroups.all.filter(
    ({ activeTab }) => activeTab?.input instanceof vscode.TabInputCustom,
  ).length;
