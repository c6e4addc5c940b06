import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, diagramCommands } from '../../src/host/contributions';
import { closeAll, diagramTabs, internals, shownCapture } from './extension';

suite('activation', () => {
  teardown(closeAll);

  test('every command is registered', async () => {
    await internals();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = [...Object.values(commands), ...Object.values(diagramCommands)].filter(
      id => !registered.has(id),
    );
    assert.deepEqual(missing, []);
  });

  test('without any diagram its commands do nothing', async () => {
    for (const id of Object.values(diagramCommands)) await vscode.commands.executeCommand(id);
  });

  test('the sample opens as a diagram, and once', async () => {
    await vscode.commands.executeCommand(commands.openSample);
    const session = await shownCapture();
    assert.ok((session.status?.messageCount ?? 0) > 50);
    assert.equal(session.status?.skippedCount, 0);
    assert.ok(session.lanes.some(lane => lane.service === 'nova-compute'));
    await vscode.commands.executeCommand(commands.openSample);
    assert.equal(diagramTabs().length, 1);
  });

  test('a second click while a capture is read opens no second diagram', async () => {
    const clicks = [commands.openSample, commands.openSample];
    await Promise.all(clicks.map(click => vscode.commands.executeCommand(click)));
    await shownCapture();
    assert.equal(diagramTabs().length, 1);
  });
});
