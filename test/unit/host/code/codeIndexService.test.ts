import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CodeIndexService } from '../../../../src/host/code/codeIndexService';
import { waitFor } from '../../../support/waitFor';
import { useFolder } from '../../../support/useFolder';
import { FakeCapture, FakeCaptures } from './fakeCaptures';
import { FakeIndexers } from './fakeIndexer';

const vscode = vi.hoisted(() => ({
  settings: new Map<string, unknown>(),
  folders: [] as string[],
  documents: [] as unknown[],
  watched: [] as unknown[],
  listeners: new Map<string, (event: unknown) => void>(),
  showErrorMessage: vi.fn<(...words: string[]) => Promise<undefined>>(),
}));
vi.mock('vscode', () => {
  const nothing = { dispose: () => undefined };
  const event = (name: string) => (listener: (value: unknown) => void) => {
    vscode.listeners.set(name, listener);
    return nothing;
  };
  const file = (fsPath: string) => ({ scheme: 'file', fsPath });
  return {
    Uri: { file },
    RelativePattern: class {
      constructor(
        readonly base: unknown,
        readonly pattern: string,
      ) {}
    },
    window: { showErrorMessage: vscode.showErrorMessage },
    workspace: {
      get workspaceFolders() {
        return vscode.folders.map(each => ({ uri: file(each) }));
      },
      get textDocuments() {
        return vscode.documents;
      },
      getConfiguration: () => ({
        get: (key: string) => vscode.settings.get(key),
      }),
      createFileSystemWatcher: (pattern: unknown) => {
        vscode.watched.push(pattern);
        const watching = { onDidCreate: event('created'), onDidDelete: event('deleted') };
        return { ...nothing, ...watching, onDidChange: event('changed') };
      },
      onDidChangeConfiguration: event('configuration'),
      onDidChangeWorkspaceFolders: event('folders'),
      onDidGrantWorkspaceTrust: event('trust'),
      onDidSaveTextDocument: event('saved'),
      onDidCloseTextDocument: event('closed'),
    },
  };
});

const folder = useFolder('test');
beforeEach(() => {
  mkdirSync(path.join(folder, 'nova'));
  mkdirSync(path.join(folder, 'oslo'));
  Object.assign(vscode, {
    settings: new Map<string, unknown>([['exclude', { '**/.git': true }]]),
    folders: [path.join(folder, 'nova')],
    documents: [],
    watched: [],
  });
  vscode.showErrorMessage.mockReset().mockResolvedValue(undefined);
});
afterEach(() => void vi.useRealTimers());

function service(captures = new FakeCaptures()) {
  const indexers = new FakeIndexers();
  Object.assign(indexers.answers, {
    configure: undefined,
    pause: undefined,
    setOverlay: undefined,
    filesChanged: undefined,
    usesIn: [],
    status: { state: 'idle', fileCount: 3, done: 0, total: 0, problems: [], problemCount: 0 },
  });
  const lines: string[] = [];
  const note = (text: string) => void lines.push(text);
  const index = new CodeIndexService({
    startIndexer: indexers.start,
    captures,
    log: { info: note, warn: note, error: note, debug: note },
  });
  const asked = (name: string) => indexers.last.asked.filter(([each]) => each === name);
  const nth = (name: string, count: number) =>
    waitFor(() => asked(name)[count - 1], { what: `${name} number ${count}` });
  return { index, indexers, lines, asked, nth };
}

const settingsChange = () =>
  vscode.listeners.get('configuration')?.({ affectsConfiguration: () => true });

test('the indexer is configured before the first query', async () => {
  vscode.settings.set('sourceFolders', ['../oslo', '../gone']);
  vscode.settings.set('pathMappings', [{ remote: '/opt/stack/nova', local: '~/nova' }]);
  const { index, indexers } = service();
  expect(indexers.started).toEqual([]);
  await index.api.status();
  expect(indexers.last.asked.map(([name]) => name)).toEqual(['configure', 'status']);
  expect(indexers.last.asked[0]?.[1]).toEqual({
    folders: [path.join(folder, 'nova'), path.join(folder, 'oslo')],
    excludes: ['**/.git'],
    mappings: [{ remote: '/opt/stack/nova', local: path.join(homedir(), 'nova') }],
  });
  expect(index.missingFolders).toEqual([path.join(folder, 'gone')]);
  expect(vscode.watched).toEqual([
    '**',
    { base: { scheme: 'file', fsPath: path.join(folder, 'oslo') }, pattern: '**' },
  ]);
});

test('an open capture starts indexing without a query', async () => {
  const captures = new FakeCaptures();
  const { indexers } = service(captures);
  captures.become(new FakeCapture('/a'));
  expect(indexers.started).toEqual([]);
  await waitFor(() => indexers.started.length === 1, { what: 'an indexer' });
});

test('changed settings are sent; invalid values are logged once', async () => {
  const { index, lines, nth } = service();
  await index.api.status();
  vscode.settings.set('sourceFolders', 42);
  vscode.settings.set('exclude', []);
  settingsChange();
  expect((await nth('configure', 2))[1]).toMatchObject({ excludes: [] });
  vscode.settings.set('exclude', { build: true });
  settingsChange();
  await nth('configure', 3);
  expect(lines).toEqual(['rpcscope.code.sourceFolders: 42 cannot be used and is ignored']);
});

test('changed files are reported after a moment', async () => {
  const { index, nth } = service();
  await index.api.status();
  vscode.listeners.get('changed')?.({ scheme: 'file', fsPath: '/nova/a.py' });
  vscode.listeners.get('changed')?.({ scheme: 'untitled', fsPath: '/nova/b.py' });
  expect((await nth('filesChanged', 1))[1]).toEqual(['/nova/a.py']);
});

test('unsaved text is sent before a query, and withdrawn when it is saved', async () => {
  const { index, asked, nth } = service();
  const document = {
    uri: { scheme: 'file', fsPath: '/nova/a.py' },
    languageId: 'python',
    isDirty: true,
    version: 2,
    getText: () => 'x = 1',
  };
  vscode.documents = [document];
  await index.syncOverlays();
  await index.syncOverlays();
  expect(asked('setOverlay')).toEqual([['setOverlay', '/nova/a.py', 'x = 1']]);
  document.isDirty = false;
  vscode.listeners.get('saved')?.(document);
  expect(await nth('setOverlay', 2)).toEqual(['setOverlay', '/nova/a.py', undefined]);
});

test('a pause lasts until it is ended, or until the settings change', async () => {
  const { index, asked, nth } = service();
  await index.togglePause();
  expect(index.isPaused).toBe(true);
  expect(asked('pause').at(-1)).toEqual(['pause', true]);
  await index.togglePause();
  expect(asked('pause').at(-1)).toEqual(['pause', false]);
  await index.togglePause();
  settingsChange();
  await nth('configure', 2);
  expect(index.isPaused).toBe(false);
  expect(asked('pause').at(-1)).toEqual(['pause', false]);
});

test('an indexer that replaces a paused one is paused too', async () => {
  const { index, indexers, nth } = service();
  await index.togglePause();
  indexers.last.die('x');
  expect(indexers.started).toHaveLength(2);
  expect(await nth('pause', 1)).toEqual(['pause', true]);
  expect(index.isPaused).toBe(true);
});

test('an indexer that dies twice is reported; changed settings start it again', async () => {
  const { index, indexers } = service();
  const changed = vi.fn();
  index.onDidChange(changed);
  await index.api.status();
  indexers.last.die('x');
  indexers.last.die('y');
  expect(index.hasFailed).toBe(true);
  expect(changed).toHaveBeenCalled();
  expect(vscode.showErrorMessage.mock.calls).toEqual([
    [
      'The indexer of Python files ended by itself (y): code cannot be found until it runs again.',
      'Start It Again',
      'Show Log',
    ],
  ]);
  settingsChange();
  expect(index.hasFailed).toBe(false);
  expect(await index.api.usesIn('/a.py', [])).toEqual([]);
});

test('announcements of the indexer are passed on', async () => {
  const { index, indexers } = service();
  const [changed, statusChanged] = [vi.fn(), vi.fn()];
  index.onDidChange(changed);
  await index.api.status();
  index.onDidChangeStatus(statusChanged);
  const status = { state: 'indexing', fileCount: 1, done: 1, total: 2, problems: [] } as never;
  indexers.last.announce({ type: 'indexStatusChanged', status, isChanged: false });
  expect(index.status).toBe(status);
  expect(statusChanged).toHaveBeenCalledOnce();
  expect(changed).not.toHaveBeenCalled();
  indexers.last.announce({ type: 'indexStatusChanged', status, isChanged: true });
  expect(changed).toHaveBeenCalledOnce();
});

test('the indexer ends with the window', async () => {
  vi.useFakeTimers();
  const captures = new FakeCaptures(new FakeCapture('/a'));
  const { index, indexers } = service(captures);
  index.dispose();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(indexers.started).toEqual([]);
});
