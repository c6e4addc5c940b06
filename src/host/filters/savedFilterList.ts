import type { QuickPickItem } from 'vscode';
import { QuickPickItemKind, ThemeIcon, window } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { SavedFilter } from '../../protocol/hostApi';
import { plainLabel } from '../plainText';
import type { FilterStore } from './filterStore';
import type { FilterScope } from './savedFilters';

interface SavedFilterActions {
  readonly apply: (filter: string) => void;
  readonly edit: (saved: SavedFilter) => void;
  readonly remove: (saved: SavedFilter) => void;
}

interface SavedFilterItem extends QuickPickItem {
  readonly saved?: SavedFilter;
}

/** The open list of saved filters; it follows changes of the filters. */
export class SavedFilterList extends Disposable {
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
      const head = { label: title, kind: QuickPickItemKind.Separator };
      return own.length === 0 ? [] : [head, ...own.map(each => savedItem(each, this.current))];
    });
    this.pick.items = items;
    this.pick.activeItems = items.filter(each => each.saved?.filter === this.current).slice(0, 1);
  }
}

const scopes: readonly { readonly scope: FilterScope; readonly title: string }[] = [
  { scope: 'workspace', title: 'This workspace' },
  { scope: 'user', title: 'Mine' },
];

const editButton = { iconPath: new ThemeIcon('edit'), tooltip: 'Edit' };
const deleteButton = { iconPath: new ThemeIcon('trash'), tooltip: 'Delete' };

const savedItem = (saved: SavedFilter, current: string): SavedFilterItem => ({
  label: plainLabel(saved.name),
  description: saved.filter === current ? 'applied now' : '',
  detail: plainLabel(saved.filter),
  buttons: [editButton, deleteButton],
  saved,
});
