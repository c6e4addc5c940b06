import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { actions } from '../../src/protocol/actions/actions';
import { closeAll, internals, shownCapture } from './extension';
import { writeTraceFile } from './traceFile';

suite('services', () => {
  let folder: string;
  setup(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'rpcscope-host-'));
    const file = writeTraceFile(path.join(folder, 'calls.ndjson'));
    await vscode.commands.executeCommand(actions.openCapture.id, vscode.Uri.file(file));
    await shownCapture();
  });
  teardown(async () => {
    await closeAll();
    rmSync(folder, { recursive: true });
  });

  test('each service of the active diagram is listed with its hosts and counts', async () => {
    const { services } = await internals();
    const { lanes } = await shownCapture();
    const groups = services.getChildren();
    const listed = groups.flatMap(group => services.getChildren(group));
    assert.equal(listed.length, lanes.length);
    for (const group of groups) {
      const item = services.getTreeItem(group);
      assert.match(String(item.description), /\d/u);
      assert.equal(isChecked(item), true);
    }
  });

  test('a service that is unchecked is filtered away', async () => {
    const { services } = await internals();
    const session = await shownCapture();
    const compute = services
      .getChildren()
      .find(node => node.kind === 'service' && node.service === 'nova-compute');
    assert.ok(compute);
    await services.setShown([[compute, false]]);

    const { hiddenLanes } = session;
    const { rowCount, totalCount } = await session.api
      .view('test')
      .setFilter({ text: '', hiddenLanes });
    assert.deepEqual({ rowCount, totalCount }, { rowCount: 2, totalCount: 4 });
    assert.equal(isChecked(services.getTreeItem(compute)), false);

    await vscode.commands.executeCommand(actions.showAllServices.id);
    assert.deepEqual(session.hiddenLanes, []);
    assert.equal(isChecked(services.getTreeItem(compute)), true);
  });
});

function isChecked({ checkboxState }: vscode.TreeItem): boolean {
  const state = typeof checkboxState === 'object' ? checkboxState.state : checkboxState;
  return state === vscode.TreeItemCheckboxState.Checked;
}
