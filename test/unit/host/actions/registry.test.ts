import { beforeEach, expect, test, vi } from 'vitest';
import { CommandRegistry } from '../../../../src/host/actions/registry';
import { runAction } from '../../../../src/host/actions/runAction';
import type { HostHandlers } from '../../../../src/protocol/actions/actions';
import { actions, commandActions, isHostAction } from '../../../../src/protocol/actions/actions';
import type { DiagramCommand } from '../../../../src/protocol/hostApi';

const vscode = vi.hoisted(() => ({
  registered: new Map<string, (...given: unknown[]) => Promise<void>>(),
  executeCommand: vi.fn<(...args: unknown[]) => Promise<void>>(),
  CancellationError: class extends Error {},
  shown: vi.fn<(sentence: string) => Promise<undefined>>(() => Promise.resolve(undefined)),
}));
vi.mock('vscode', () => ({
  CancellationError: vscode.CancellationError,
  commands: {
    registerCommand: (id: string, run: (...given: unknown[]) => Promise<void>) => {
      vscode.registered.set(id, run);
      return { dispose: () => vscode.registered.delete(id) };
    },
    executeCommand: vscode.executeCommand,
  },
  window: { showErrorMessage: vscode.shown },
}));

const logged = vi.fn();
const posted = vi.fn<(command: DiagramCommand) => void>();
const handler = vi.fn<(name: string, argument: unknown) => unknown>();
let registry: CommandRegistry;

beforeEach(() => {
  vi.clearAllMocks();
  vscode.registered.clear();
  const handlers = Object.fromEntries(
    Object.keys(actions)
      .filter(isHostAction)
      .map(name => [name, (argument: unknown) => handler(name, argument)]),
  );
  registry = new CommandRegistry({ error: logged } as never);
  registry.registerAll(handlers as unknown as HostHandlers, posted);
});

const run = (id: string, given?: unknown) => vscode.registered.get(id)?.(given);

test('every command is registered, and no longer after disposal', () => {
  expect([...vscode.registered.keys()].sort()).toEqual(commandActions.map(({ id }) => id).sort());
  registry.dispose();
  expect(vscode.registered.size).toBe(0);
});

test('a command of the host gets an argument of its kind', async () => {
  await run('rpcscope.broker.connect', { profileId: 'b1', extra: true });
  expect(handler).toHaveBeenLastCalledWith('connect', { profileId: 'b1' });
  await run('rpcscope.broker.connect', { capturePath: '/a' });
  expect(handler).toHaveBeenLastCalledWith('connect', undefined);
});

test('a command of the diagram is posted, with the lane of its menu', async () => {
  await run('rpcscope.filters.hideService', { lane: 'nova', webviewSection: 'lane' });
  expect(posted).toHaveBeenLastCalledWith({
    type: 'diagramCommand',
    command: 'hideService',
    lane: 'nova',
  });
  await run('rpcscope.diagram.nextError');
  expect(posted).toHaveBeenLastCalledWith({ type: 'diagramCommand', command: 'nextError' });
});

test('a failure is logged with its stack and shown as a sentence', async () => {
  handler.mockImplementationOnce(() => {
    throw new Error('the disk is full');
  });
  await run('rpcscope.capture.openSample');
  expect(logged).toHaveBeenCalledWith(
    expect.stringMatching(/openSample: Error: the disk is full/u),
  );
  expect(vscode.shown.mock.calls[0]?.[0]).toBe('the disk is full');
});

test('a cancelled command is neither logged nor shown', async () => {
  handler.mockRejectedValueOnce(new vscode.CancellationError());
  await run('rpcscope.capture.openSample');
  expect(logged).not.toHaveBeenCalled();
  expect(vscode.shown).not.toHaveBeenCalled();
});

test('code runs a command by its name', async () => {
  await runAction('connect', { profileId: 'b1' });
  expect(vscode.executeCommand).toHaveBeenLastCalledWith('rpcscope.broker.connect', {
    profileId: 'b1',
  });
  await runAction('showLog');
  expect(vscode.executeCommand).toHaveBeenLastCalledWith('rpcscope.log.show');
});
