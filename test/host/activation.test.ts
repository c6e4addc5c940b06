import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actions, commandActions } from '../../src/protocol/actions/actions';
import { closeAll, diagramTabs, internals, shownCapture } from './extension';

suite('activation', () => {
  teardown(closeAll);

  test('every command is registered', async () => {
    await internals();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = commandActions.map(({ id }) => id).filter(id => !registered.has(id));
    assert.deepEqual(missing, []);
  });

  test('the commands of a diagram do nothing without one', async () => {
    for (const { id, runsIn } of commandActions) {
      if (runsIn === 'diagram') await vscode.commands.executeCommand(id);
    }
  });

  test('the sample opens as one diagram', async () => {
    await vscode.commands.executeCommand(actions.openSample.id);
    const session = await shownCapture();
    assert.ok((session.status?.messageCount ?? 0) > 50);
    assert.equal(session.status?.skippedCount, 0);
    assert.ok(session.lanes.some(lane => lane.service === 'nova-compute'));
    await vscode.commands.executeCommand(actions.openSample.id);
    assert.equal(diagramTabs().length, 1);
  });

  test('a second click while a capture is read opens no second diagram', async () => {
    const clicks = [actions.openSample.id, actions.openSample.id];
    await Promise.all(clicks.map(click => vscode.commands.executeCommand(click)));
    await shownCapture();
    assert.equal(diagramTabs().length, 1);
  });
});
