import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import { FilterPicks } from '../../../../src/host/filters/filterPicks';
import { FilterStore } from '../../../../src/host/filters/filterStore';
import type { FilterScope } from '../../../../src/host/filters/savedFilters';
import { MemoryState } from '../memento';
import { promisesSettled } from '../../../support/turns';

interface Item {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly buttons?: readonly object[];
}

const vscode = vi.hoisted(() => ({
  createQuickPick: vi.fn(),
  showQuickPick: vi.fn(),
  showInputBox: vi.fn(),
  showInformationMessage: vi.fn(),
  workspace: { isTrusted: true, workspaceFolders: [{}] as unknown[] | undefined },
}));
vi.mock('vscode', () => ({
  CancellationError: class extends Error {},
  QuickPickItemKind: { Separator: -1 },
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  window: vscode,
  workspace: vscode.workspace,
}));

class FakePick {
  items: readonly Item[] = [];
  activeItems: readonly Item[] = [];
  selectedItems: readonly Item[] = [];
  isDisposed = false;
  readonly accepted = new Emitter<undefined>();
  readonly triggered = new Emitter<{ item: Item; button: object }>();
  readonly hidden = new Emitter<undefined>();
  readonly onDidAccept = this.accepted.event;
  readonly onDidTriggerItemButton = this.triggered.event;
  readonly onDidHide = this.hidden.event;
  show = vi.fn();

  item(label: string): Item {
    const item = this.items.find(each => each.label === label);
    if (!item) throw new Error(`there is no ${label}`);
    return item;
  }

  choose(label: string): void {
    this.selectedItems = [this.item(label)];
    this.accepted.fire(undefined);
  }

  press(label: string, index: number): void {
    const item = this.item(label);
    const button = item.buttons?.[index];
    if (button) this.triggered.fire({ item, button });
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

let values: Map<FilterScope, unknown>;
let store: FilterStore;
let applied: string[];
let picks: FilterPicks;
let pick: FakePick;

beforeEach(() => {
  values = new Map();
  const changed = new Emitter<undefined>();
  store = new FilterStore(new MemoryState(), {
    onDidChange: changed.event,
    readEntries: scope => values.get(scope),
    writeEntries: (scope, value) => {
      values.set(scope, value);
      changed.fire(undefined);
      return Promise.resolve();
    },
  });
  applied = [];
  picks = new FilterPicks(
    store,
    filter => applied.push(filter),
    async (_name, run) => {
      await run();
    },
  );
  for (const each of [vscode.showQuickPick, vscode.showInputBox, vscode.showInformationMessage]) {
    each.mockReset();
  }
  vscode.createQuickPick.mockReset().mockImplementation(() => (pick = new FakePick()));
  Object.assign(vscode.workspace, { isTrusted: true, workspaceFolders: [{}] });
});

describe('a filter', () => {
  const chooseScope = (scope: FilterScope) =>
    vscode.showQuickPick.mockImplementation((items: readonly { readonly scope: FilterScope }[]) =>
      Promise.resolve(items.find(each => each.scope === scope)),
    );

  test('is saved under a name, for the user or for the workspace', async () => {
    vscode.showInputBox.mockResolvedValue(' slow ');
    chooseScope('workspace');
    await picks.save(' latency:>1s ');
    expect(store.saved).toEqual([{ name: 'slow', filter: 'latency:>1s', scope: 'workspace' }]);
  });

  test('is saved in place of the filter with its name, and the question says so', async () => {
    values.set('user', [{ name: 'slow', filter: 'latency:>9s' }]);
    vscode.showInputBox.mockResolvedValue('slow');
    chooseScope('user');
    await picks.save('latency:>1s');
    const [offered] = vscode.showQuickPick.mock.calls[0] as [readonly Item[]];
    expect(offered.map(({ description }) => description)).toEqual([
      'replaces the filter with this name',
      '',
    ]);
    expect(store.saved.map(({ filter }) => filter)).toEqual(['latency:>1s']);
  });

  test.each([
    { isTrusted: false, workspaceFolders: [{}] },
    { isTrusted: true, workspaceFolders: undefined },
  ])('is saved for the user where the workspace has no settings (%#)', async workspace => {
    Object.assign(vscode.workspace, workspace);
    vscode.showInputBox.mockResolvedValue('slow');
    await picks.save('latency:>1s');
    expect(vscode.showQuickPick).not.toHaveBeenCalled();
    expect(store.saved.map(({ scope }) => scope)).toEqual(['user']);
  });

  test('is not saved when the user cancels or the box is empty', async () => {
    vscode.showInputBox.mockResolvedValueOnce(undefined);
    await expect(picks.save('a')).rejects.toThrow();
    vscode.showInputBox.mockResolvedValueOnce('slow');
    vscode.showQuickPick.mockResolvedValueOnce(undefined);
    await expect(picks.save('a')).rejects.toThrow();
    await expect(picks.save('  ')).rejects.toThrow();
    expect(vscode.showInformationMessage).toHaveBeenCalledOnce();
    expect(store.saved).toEqual([]);
  });

  test('is saved only under a readable name', async () => {
    vscode.showInputBox.mockResolvedValue('slow');
    chooseScope('user');
    await picks.save('a');
    const [{ validateInput }] = vscode.showInputBox.mock.calls[0] as [
      { validateInput: (text: string) => string | undefined },
    ];
    expect(validateInput(' ')).toBe('It must not be empty.');
    expect(validateInput('x'.repeat(201))).toBe('It must not be longer than 200 characters.');
    expect(validateInput('slow')).toBeUndefined();
  });
});

describe('the list of saved filters', () => {
  beforeEach(() => {
    values.set('user', [
      { name: 'slow $(trash)', filter: 'latency:>1s' },
      { name: 'failed', filter: 'status:failed' },
    ]);
    values.set('workspace', [{ name: 'builds', filter: 'method:build_*' }]);
  });

  test('marks the applied filter, and draws no icon for a name', () => {
    picks.manage(' status:failed ');
    expect(pick.items.map(({ label, description }) => [label, description ?? ''])).toEqual([
      ['This workspace', ''],
      ['builds', ''],
      ['Mine', ''],
      ['slow $ (trash)', ''],
      ['failed', 'applied now'],
    ]);
    expect(pick.activeItems).toEqual([pick.item('failed')]);
    pick.choose('builds');
    expect(applied).toEqual(['method:build_*']);
    expect(pick.isDisposed).toBe(true);
  });

  test('deletes a filter with a button and stays open until none is left', async () => {
    picks.manage('');
    pick.press('failed', 1);
    await promisesSettled();
    expect(pick.items.map(({ label }) => label)).not.toContain('failed');
    expect(pick.isDisposed).toBe(false);
    pick.press('builds', 1);
    pick.press('slow $ (trash)', 1);
    await promisesSettled();
    expect(store.saved).toEqual([]);
    expect(pick.isDisposed).toBe(true);
  });

  test('edits name and text of a filter, and opens again', async () => {
    picks.manage('');
    vscode.showInputBox.mockResolvedValueOnce('broken').mockResolvedValueOnce(' status:bad ');
    pick.press('failed', 0);
    await promisesSettled();
    expect(store.saved.find(({ name }) => name === 'broken')).toEqual({
      name: 'broken',
      filter: 'status:bad',
      scope: 'user',
    });
    expect(store.saved.map(({ name }) => name)).not.toContain('failed');
    expect(pick.items.map(({ label }) => label)).toContain('broken');
  });

  test('is replaced by a hint how to save when there is no filter', () => {
    values.clear();
    expect(() => picks.manage('')).toThrow();
    expect(vscode.showInformationMessage).toHaveBeenCalledOnce();
    expect(vscode.createQuickPick).not.toHaveBeenCalled();
  });
});

describe('muted methods', () => {
  test('are shown again once the user unchecks them', async () => {
    await store.setMuted(['report_state', 'Service.update']);
    vscode.showQuickPick.mockImplementation((items: readonly Item[]) =>
      Promise.resolve(items.slice(1)),
    );
    await picks.unmute();
    expect(store.muted).toEqual(['Service.update']);
  });

  test('stay muted when the user cancels', async () => {
    await store.setMuted(['report_state']);
    vscode.showQuickPick.mockResolvedValue(undefined);
    await picks.unmute();
    expect(store.muted).toEqual(['report_state']);
  });

  test('are reported as none when there are none', async () => {
    await expect(picks.unmute()).rejects.toThrow();
    expect(vscode.showInformationMessage).toHaveBeenCalledOnce();
  });
});
