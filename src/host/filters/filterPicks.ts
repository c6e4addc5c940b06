/** What the user is asked about filters: a name for one, which one is meant, which methods to show. */
import type { QuickPickItem } from 'vscode';
import { CancellationError, QuickPickItemKind, ThemeIcon, window, workspace } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import { printable } from '../../core/base/printable';
import type { SavedFilter } from '../../protocol/hostApi';
import { maxFilterLength } from '../../core/filter/parse';
import { endWithNotice } from '../actions/endWithNotice';
import { withoutIcons } from '../plainText';
import type { FilterStore } from './filterStore';
import type { FilterScope } from './savedFilters';
import { maxNameLength } from './savedFilters';

export class FilterPicks {
  /**
   * @param apply has the active diagram show a filter
   * @param guard runs what a button does as a command: nothing fails silently
   */
  constructor(
    private readonly store: FilterStore,
    private readonly apply: (filter: string) => void,
    private readonly guard: (name: string, run: () => unknown) => Promise<void>,
  ) {}

  /** Asks for a name and where to keep it, and saves a filter. */
  async save(filter: string): Promise<void> {
    const text = filter.trim();
    if (text === '') endWithNotice('Type a filter first: there is nothing to save.');
    const known = this.store.saved.find(each => each.filter === text);
    const name = await askName('Save Filter', known?.name ?? '');
    const scope = await this.askScope(name);
    await this.store.save({ name, filter: text, scope });
  }

  /** Lets the user choose among the saved filters, edit and delete them. */
  manage(current: string): void {
    if (this.store.saved.length === 0) {
      endWithNotice('No filter is saved yet: type one in a diagram, then run "Save Filter…".');
    }
    new SavedFilterList(this.store, current.trim(), {
      apply: this.apply,
      edit: saved =>
        void this.guard('editFilter', async () => {
          await this.edit(saved);
          this.manage(current);
        }),
      remove: saved => void this.guard('deleteFilter', () => this.store.remove(saved)),
    });
  }

  /** Lets the user choose which of the muted methods stay muted. */
  async unmute(): Promise<void> {
    const { muted } = this.store;
    if (muted.length === 0) endWithNotice('No method is muted in this workspace.');
    const items = muted.map(label => ({ label: plain(label), picked: true, value: label }));
    const kept = await window.showQuickPick(items, {
      title: 'Muted Methods',
      placeHolder: 'Those without a check mark are shown again',
      canPickMany: true,
    });
    if (kept) await this.store.setMuted(kept.map(({ value }) => value));
  }

  private async edit(saved: SavedFilter): Promise<void> {
    const name = await askName('Edit Filter: Name', saved.name);
    const filter = await window.showInputBox({
      title: `Edit Filter "${printable(name, 100)}"`,
      value: saved.filter,
      validateInput: text => textProblem(text, maxFilterLength),
    });
    if (filter === undefined) throw new CancellationError();
    if (name !== saved.name) await this.store.remove(saved);
    await this.store.save({ name, filter: filter.trim(), scope: saved.scope });
  }

  private async askScope(name: string): Promise<FilterScope> {
    // Without a folder there are no settings of a workspace; without trust they are not read.
    if (!workspace.isTrusted || !workspace.workspaceFolders) return 'user';
    const item = (scope: FilterScope, label: string, detail: string) => {
      const isTaken = this.store.saved.some(each => each.name === name && each.scope === scope);
      return {
        scope,
        label,
        detail,
        description: isTaken ? 'replaces the filter with this name' : '',
      };
    };
    const chosen = await window.showQuickPick(
      [
        item('user', 'For Me', 'In the user settings: in every workspace'),
        item(
          'workspace',
          'For This Workspace',
          'In the settings of the workspace, which a team can share',
        ),
      ],
      { title: `Save Filter "${printable(name, 100)}"` },
    );
    if (!chosen) throw new CancellationError();
    return chosen.scope;
  }
}

interface SavedFilterActions {
  readonly apply: (filter: string) => void;
  readonly edit: (saved: SavedFilter) => void;
  readonly remove: (saved: SavedFilter) => void;
}

interface SavedFilterItem extends QuickPickItem {
  readonly saved?: SavedFilter;
}

/** The list as long as it is open: it follows what becomes of the filters. */
class SavedFilterList extends Disposable {
  private readonly pick = this.register(window.createQuickPick<SavedFilterItem>());

  constructor(
    private readonly store: FilterStore,
    private readonly current: string,
    actions: SavedFilterActions,
  ) {
    super();
    const { pick } = this;
    pick.title = 'Saved Filters';
    pick.placeholder = 'Choose the filter to apply';
    pick.matchOnDetail = true;
    this.register(store.onDidChange(() => this.list()));
    this.register(pick.onDidHide(() => this.dispose()));
    this.register(
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (!chosen?.saved) return;
        this.dispose();
        actions.apply(chosen.saved.filter);
      }),
    );
    this.register(
      pick.onDidTriggerItemButton(({ item, button }) => {
        if (!item.saved) return;
        if (button === deleteButton) return actions.remove(item.saved);
        this.dispose();
        actions.edit(item.saved);
      }),
    );
    this.list();
    pick.show();
  }

  private list(): void {
    const { saved } = this.store;
    if (saved.length === 0) return this.dispose();
    const items = scopes.flatMap(({ scope, title }): readonly SavedFilterItem[] => {
      const own = saved.filter(each => each.scope === scope);
      const head = { label: title(), kind: QuickPickItemKind.Separator };
      return own.length === 0 ? [] : [head, ...own.map(each => savedItem(each, this.current))];
    });
    this.pick.items = items;
    this.pick.activeItems = items.filter(each => each.saved?.filter === this.current).slice(0, 1);
  }
}

const scopes: readonly { readonly scope: FilterScope; readonly title: () => string }[] = [
  { scope: 'workspace', title: () => 'This workspace' },
  { scope: 'user', title: () => 'Mine' },
];

const editButton = {
  iconPath: new ThemeIcon('edit'),
  get tooltip() {
    return 'Edit';
  },
};
const deleteButton = {
  iconPath: new ThemeIcon('trash'),
  get tooltip() {
    return 'Delete';
  },
};

const savedItem = (saved: SavedFilter, current: string): SavedFilterItem => ({
  label: plain(saved.name),
  description: saved.filter === current ? 'applied now' : '',
  detail: plain(saved.filter),
  buttons: [editButton, deleteButton],
  saved,
});

async function askName(title: string, value: string): Promise<string> {
  const name = await window.showInputBox({
    title,
    prompt: 'A name by which you find the filter again.',
    value,
    validateInput: text => textProblem(text, maxNameLength),
  });
  if (name === undefined) throw new CancellationError();
  return name.trim();
}

function textProblem(text: string, maxLength: number): string | undefined {
  if (text.trim() === '') return 'It must not be empty.';
  if (text.length <= maxLength) return undefined;
  return `It must not be longer than ${maxLength} characters.`;
}

/** Labels come from whoever may publish, shared filters from whoever may commit. */
const plain = (text: string): string => withoutIcons(printable(text));
