import { beforeEach, expect, test, vi } from 'vitest';
import type { CodeUsage } from '../../../../src/host/code/codeUsage';
import { codeUsageCommands } from '../../../../src/host/code/codeUsageCommands';
import { parseArgument } from '../../../../src/protocol/actions/arguments';
import { FakeCapture, FakeCaptures } from './fakeCaptures';

const vscode = vi.hoisted(() => ({
  said: vi.fn(),
  executeCommand: vi.fn<(...args: unknown[]) => Promise<void>>(),
}));
vi.mock('vscode', () => ({
  CancellationError: class extends Error {},
  Uri: { file: (fsPath: string) => ({ fsPath }) },
  commands: { executeCommand: vscode.executeCommand },
  languages: {},
  ProgressLocation: { Window: 10 },
  workspace: {},
  window: { showInformationMessage: vscode.said, activeTextEditor: undefined },
}));

beforeEach(() => {
  vscode.said.mockClear();
  vscode.executeCommand.mockClear();
});

function commandsWith(...paths: readonly string[]) {
  const show = vi.fn();
  const { showCalls, openPlace } = codeUsageCommands({
    codeUsage: undefined as unknown as CodeUsage,
    captures: new FakeCaptures(...paths.map(path => new FakeCapture(path))),
    diagrams: { show },
  });
  return {
    show,
    showCalls: (given?: unknown) => showCalls(parseArgument('codeUsage', given)),
    openPlace: (given?: unknown) => openPlace(parseArgument('place', given)),
  };
}

test('a lens shows the filtered diagram of its capture', async () => {
  const { show, showCalls } = commandsWith('/a');
  await showCalls({ capturePath: '/a', filterText: 'attach_volume' });
  expect(vscode.executeCommand).toHaveBeenCalledWith(
    'vscode.openWith',
    { fsPath: '/a' },
    'rpcscope.diagram',
  );
  expect(show.mock.calls).toEqual([
    [{ type: 'setFilterText', text: 'attach_volume' }, { capturePath: '/a' }],
  ]);
});

test('an id leads to its request, or to the row of its message', async () => {
  const { show, openPlace } = commandsWith('/a');
  await openPlace({ capturePath: '/a', requestId: 'req-1' });
  await openPlace({ capturePath: '/a', messageId: 7 });
  expect(show.mock.calls.map(([message]) => message as unknown)).toEqual([
    { type: 'showRequest', requestId: 'req-1' },
    { type: 'revealMessage', messageId: 7 },
  ]);
});

test('a file that is not open is not opened by a link', async () => {
  const { show, showCalls, openPlace } = commandsWith('/a');
  const capturePath = '/etc/passwd';
  await expect(showCalls({ capturePath, filterText: '' })).rejects.toThrow();
  await expect(openPlace({ capturePath, messageId: 1 })).rejects.toThrow();
  expect(vscode.executeCommand).not.toHaveBeenCalled();
  expect(show).not.toHaveBeenCalled();
  expect(vscode.said).toHaveBeenCalledWith('This capture is closed: open it again.');
});

test.each([
  undefined,
  null,
  7,
  'text',
  {},
  { capturePath: 7 },
  { capturePath: '/a', messageId: {} },
])('a link with the invalid argument %j shows nothing', async given => {
  const { show, openPlace } = commandsWith('/a');
  await openPlace(given);
  expect(show).not.toHaveBeenCalled();
});

test('without a Python editor a sentence says what is missing', async () => {
  await expect(commandsWith('/a').showCalls()).rejects.toThrow();
  expect(vscode.said).toHaveBeenCalledWith(
    'Put the cursor into a function of a Python file first.',
  );
});
