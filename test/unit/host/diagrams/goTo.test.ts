import { beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import { goToCommands } from '../../../../src/host/diagrams/goTo';
import type { DiagramEditors } from '../../../../src/host/diagrams/diagramEditors';
import type { FoundPlace } from '../../../../src/protocol/find';
import { waitFor } from '../../../support/waitFor';
import { promisesSettled } from '../../../support/turns';

const vscode = vi.hoisted(() => ({
  clipboard: (): Promise<string> => Promise.resolve(''),
  uiKind: 1,
  createQuickPick: vi.fn(),
  showInformationMessage: vi.fn(),
}));
vi.mock('vscode', () => ({
  CancellationError: class extends Error {},
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  window: vscode,
  UIKind: { Desktop: 1, Web: 2 },
  env: {
    clipboard: { readText: () => vscode.clipboard() },
    get uiKind() {
      return vscode.uiKind;
    },
  },
}));

const place = (changes: Partial<FoundPlace> = {}): FoundPlace => ({
  kind: 'message',
  messageId: 7,
  requestId: undefined,
  label: 'build_instances',
  detail: 'nova-api · ctl1 → nova-conductor · ctl1',
  atMicros: 0,
  isReadLater: false,
  toldAtMicros: undefined,
  ...changes,
});

class FakePick {
  value = '';
  items: readonly { readonly label: string }[] = [];
  selectedItems: readonly unknown[] = [];
  prompt: string | undefined;
  busy = false;
  isDisposed = false;
  readonly changed = new Emitter<string>();
  readonly accepted = new Emitter<undefined>();
  readonly hidden = new Emitter<undefined>();
  readonly onDidChangeValue = this.changed.event;
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.hidden.event;
  show = vi.fn();

  type(text: string): void {
    this.value = text;
    this.changed.fire(text);
  }

  accept(): void {
    this.selectedItems = this.items.slice(0, 1);
    this.accepted.fire(undefined);
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

let pick: FakePick;
beforeEach(() => {
  pick = new FakePick();
  vscode.createQuickPick.mockReset().mockReturnValue(pick);
  vscode.showInformationMessage.mockReset();
  vscode.clipboard = () => Promise.resolve('');
});

/** The command with the engine's open searches. */
function goToWith({ hasDiagram = true } = {}) {
  const searches: { text: string; answer: (places: FoundPlace[]) => void; fail: () => void }[] = [];
  const find = (text: string) =>
    new Promise<readonly FoundPlace[]>((answer, reject) =>
      searches.push({ text, answer, fail: () => reject(new Error('the engine ended')) }),
    );
  const session = {
    api: { find: { findPlaces: find } },
    status: undefined,
  } as unknown as CaptureSession;
  const activeChanged = new Emitter<CaptureSession | undefined>();
  const show = vi.fn();
  const diagrams = {
    active: hasDiagram ? session : undefined,
    onDidChangeActive: activeChanged.event,
    show,
  } as unknown as DiagramEditors;
  const { goTo } = goToCommands(diagrams);
  const search = (text: string) =>
    waitFor(() => searches.find(each => each.text === text), { what: `a search for ${text}` });
  return { run: goTo, searches, search, show, activeChanged };
}

test('an id in the clipboard is searched at once', async () => {
  const id = 'req-3b241101-e2bb-4255-8caf-4136c566a962';
  vscode.clipboard = () => Promise.resolve(`token hush ${id}`);
  const { run, search, show } = goToWith();
  await run();
  expect(pick.value).toBe(id);
  (await search(id)).answer([place({ kind: 'request', requestId: id })]);
  await promisesSettled();
  pick.accept();
  expect(show).toHaveBeenCalledWith({ type: 'showRequest', requestId: id });
  expect(pick.isDisposed).toBe(true);
});

test("a browser's clipboard is not read", async () => {
  vscode.uiKind = 2;
  vscode.clipboard = vi.fn(() => Promise.resolve('req-3b241101-e2bb-4255-8caf-4136c566a962'));
  await goToWith().run();
  expect(vscode.clipboard).not.toHaveBeenCalled();
  expect(pick.value).toBe('');
  vscode.uiKind = 1;
});

test.each([
  ['holds no id', () => Promise.resolve('hush')],
  ['cannot be read', () => Promise.reject(new Error('not allowed'))],
  ['is not read until somebody allows it', () => new Promise<string>(() => undefined)],
])('a clipboard that %s leaves the box empty', async (_case, clipboard) => {
  vscode.clipboard = clipboard;
  await goToWith().run();
  expect(pick.value).toBe('');
  expect(pick.show).toHaveBeenCalled();
});

test('a late answer does not replace that of a newer search', async () => {
  const { run, search } = goToWith();
  await run();
  pick.type('cmp');
  const older = await search('cmp');
  pick.type('cmp1');
  (await search('cmp1')).answer([place({ label: 'new' })]);
  await promisesSettled();
  older.answer([place({ label: 'old' })]);
  await promisesSettled();
  expect(pick.items).toMatchObject([{ label: 'new' }]);
  expect(pick.busy).toBe(false);
});

test('no search runs while the user types', async () => {
  const { run, search, searches } = goToWith();
  await run();
  for (const text of ['c', 'cm', 'cmp']) pick.type(text);
  expect(pick.busy).toBe(true);
  await search('cmp');
  expect(searches).toHaveLength(1);
});

test('Enter before the answer opens the first place of the answer', async () => {
  const { run, search, show } = goToWith();
  await run();
  pick.type('cmp1');
  pick.accept();
  expect(show).not.toHaveBeenCalled();
  (await search('cmp1')).answer([place({ messageId: 8 }), place()]);
  await waitFor(() => show.mock.calls.length > 0, { what: 'the place' });
  expect(show.mock.calls).toEqual([[{ type: 'revealMessage', messageId: 8 }]]);
});

test('a missing id and an engine that ended are reported', async () => {
  const { run, search } = goToWith();
  await run();
  pick.type('[x](command:y)');
  (await search('[x](command:y)')).answer([]);
  await promisesSettled();
  expect(pick.prompt).toMatch(/^Nothing in this capture has "\[x\] \(command:y\)"\. Paste /u);
  pick.type('cmp1');
  (await search('cmp1')).fail();
  await promisesSettled();
  expect(pick.prompt).toBe('the engine ended');
});

test('names in messages draw no icons', async () => {
  const { run, search } = goToWith();
  await run();
  pick.type('x');
  (await search('x')).answer([place({ label: '$(error) pwn\n', detail: '$(gear)' })]);
  await promisesSettled();
  expect(pick.items).toMatchObject([{ label: '$ (error) pwn\ufffd', description: '$ (gear)' }]);
});

test('the box is closed with its diagram', async () => {
  const { run, activeChanged } = goToWith();
  await run();
  activeChanged.fire(undefined);
  expect(pick.isDisposed).toBe(true);
});

test('a sentence is shown when there is no diagram', async () => {
  await expect(goToWith({ hasDiagram: false }).run()).rejects.toThrow();
  expect(vscode.showInformationMessage.mock.calls).toEqual([
    ['No diagram is open: open a capture first.'],
  ]);
  expect(vscode.createQuickPick).not.toHaveBeenCalled();
});
