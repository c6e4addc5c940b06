import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import { alertCommands } from '../../../../src/host/alerts/alertCommands';
import type { AlertRule } from '../../../../src/host/alerts/alertRules';
import { AlertRules, typedRule } from '../../../../src/host/alerts/alertRules';
import { alertChoices, chosenRules } from '../../../../src/host/alerts/alertPick';
import { filterProblem } from '../../../../src/host/alerts/filterProblem';
import type { SavedFilter } from '../../../../src/protocol/hostApi';
import { MemoryState } from '../memento';

const vscode = vi.hoisted(() => ({
  createQuickPick: vi.fn(),
  showInputBox: vi.fn(),
  setStatusBarMessage: vi.fn(),
}));
vi.mock('vscode', () => ({
  CancellationError: class extends Error {},
  QuickPickItemKind: { Separator: -1 },
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  window: vscode,
}));

const builds: SavedFilter = { name: 'failed builds', filter: 'status:failed', scope: 'workspace' };
const slow: SavedFilter = { name: 'slow', filter: 'latency:>1s', scope: 'user' };
const names = (choices: ReturnType<typeof alertChoices>) =>
  choices.map(({ rule, isKnown }) => `${isKnown ? '*' : ''}${rule.name}`);

describe('the choices', () => {
  test('list alerts first, then the filter of the diagram, then saved filters', () => {
    const rules = [{ ...slow, isOn: false }];
    expect(names(alertChoices(rules, [builds, slow], ' method:reboot '))).toEqual([
      '*slow',
      'method:reboot',
      'failed builds',
    ]);
  });

  test('list no filter twice', () => {
    expect(names(alertChoices([], [builds], 'status:failed'))).toEqual(['failed builds']);
    const typed = typedRule('status:failed');
    expect(names(alertChoices([typed], [], 'status:failed'))).toEqual(['*status:failed']);
  });

  test('keep an unchecked alert, and make no alert of an unchecked filter', () => {
    const choices = alertChoices([{ ...slow, isOn: true }], [builds], '');
    expect(chosenRules(choices, () => false)).toEqual([{ ...slow, isOn: false }]);
    expect(chosenRules(choices, () => true).map(({ name, isOn }) => [name, isOn])).toEqual([
      ['slow', true],
      ['failed builds', true],
    ]);
  });
});

interface Item {
  readonly label: string;
  readonly detail?: string;
  readonly kind?: number;
}

/** A quick pick as VS Code shows it; its methods are the user's actions. */
class Pick {
  items: readonly Item[] = [];
  selectedItems: readonly Item[] = [];
  readonly accepted = new Emitter<undefined>();
  readonly hidden = new Emitter<undefined>();
  readonly pressed = new Emitter<undefined>();
  readonly itemPressed = new Emitter<{ item: Item }>();
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.hidden.event;
  readonly onDidTriggerButton = this.pressed.event;
  readonly onDidTriggerItemButton = this.itemPressed.event;
  isOpen = false;
  show() {
    this.isOpen = true;
  }
  dispose() {
    this.isOpen = false;
  }
  get labels() {
    return this.items.filter(({ kind }) => kind !== -1).map(({ label }) => label);
  }
  get checked() {
    return this.selectedItems.map(({ label }) => label);
  }
  item(label: string): Item {
    const item = this.items.find(each => each.label === label);
    if (!item) throw new Error(`no item ${label}`);
    return item;
  }
  check(...labels: readonly string[]) {
    this.selectedItems = labels.map(label => this.item(label));
  }
}

let pick: Pick;
beforeEach(() => {
  pick = new Pick();
  vi.resetAllMocks();
  vscode.createQuickPick.mockReturnValue(pick);
});

function command(
  stored: readonly AlertRule[],
  { saved = [] as readonly SavedFilter[], current = '' } = {},
) {
  const memento = new MemoryState();
  void memento.update('alertRules', stored);
  const filters = { saved, onDidChange: new Emitter<undefined>().event };
  const rules = new AlertRules(memento, filters);
  const { alertWhen } = alertCommands({
    rules,
    filters,
    diagrams: { active: { path: '/lab' } as never },
    states: { filterOf: () => current },
    problemOf: filterProblem,
  });
  return {
    run: alertWhen,
    on: () => rules.list().flatMap(({ name, isOn }) => (isOn ? [name] : [])),
    all: () => rules.list().map(({ name }) => name),
  };
}

/** Sentences in the status bar. */
const noted = () => vscode.setStatusBarMessage.mock.calls.map(([sentence]) => sentence as unknown);

describe('Set Up Alerts…', () => {
  test('the filter of the diagram is checked, so that one key makes it an alert', async () => {
    const { run, on } = command([{ ...slow, isOn: true }], { current: 'status:failed' });
    const done = run();
    expect(pick.checked).toEqual(['slow', 'status:failed']);
    pick.accepted.fire(undefined);
    await done;
    expect(on()).toEqual(['slow', 'status:failed']);
    expect(pick.isOpen).toBe(false);
    expect(noted()).toEqual(['2 alerts are on']);
  });

  test('a half-typed filter is not offered', async () => {
    const { run } = command([], { saved: [builds], current: 'latency:>' });
    const done = run();
    expect(pick.labels).toEqual(['failed builds']);
    pick.hidden.fire(undefined);
    await done;
  });

  test('an alert can be turned off, and another one on', async () => {
    const { run, on, all } = command([{ ...slow, isOn: true }], { saved: [builds, slow] });
    const done = run();
    pick.check('failed builds');
    pick.accepted.fire(undefined);
    await done;
    expect([on(), all()]).toEqual([['failed builds'], ['slow', 'failed builds']]);
    expect(noted()).toEqual(['1 alert is on']);
  });

  test('a deleted alert is gone once the list is accepted', async () => {
    const { run, all } = command([{ ...slow, isOn: true }, typedRule('method:reboot')]);
    const done = run();
    pick.itemPressed.fire({ item: pick.item('slow') });
    expect(pick.labels).toEqual(['method:reboot']);
    expect(pick.checked).toEqual(['method:reboot']);
    expect(all()).toHaveLength(2);
    pick.accepted.fire(undefined);
    await done;
    expect(all()).toEqual(['method:reboot']);
  });

  test('cancelling changes nothing', async () => {
    const { run, on } = command([{ ...slow, isOn: true }]);
    const done = run();
    pick.check();
    pick.hidden.fire(undefined);
    await done;
    expect(on()).toEqual(['slow']);
    expect(noted()).toEqual([]);
  });

  test('another filter is asked for, and must be valid', async () => {
    vscode.showInputBox.mockResolvedValue(' method:reboot_* ');
    const { run, on } = command([{ ...slow, isOn: true }]);
    const done = run();
    pick.pressed.fire(undefined);
    await done;
    expect(on()).toEqual(['method:reboot_*', 'slow']);
    const [options] = vscode.showInputBox.mock.calls[0] as [
      { validateInput: (text: string) => string | undefined },
    ];
    expect(options.validateInput('method:reboot_*')).toBeUndefined();
    for (const text of ['', '  ', 'latency:>soon', 'x'.repeat(10_001)]) {
      expect(options.validateInput(text)).toEqual(expect.any(String));
    }
  });

  test('without any choice a filter is asked for at once', async () => {
    vscode.showInputBox.mockResolvedValue('status:failed');
    const { run, on } = command([]);
    await run();
    expect(on()).toEqual(['status:failed']);
    expect(vscode.createQuickPick).not.toHaveBeenCalled();
  });

  test('a filter shared by a team draws no icon', async () => {
    const { run } = command([], { saved: [{ ...builds, name: '$(flame) x', filter: '$(bug)' }] });
    const done = run();
    expect(pick.items[1]).toMatchObject({ label: '$ (flame) x', detail: '$ (bug)' });
    pick.hidden.fire(undefined);
    await done;
  });
});
