/** Questions about filters: a name for a new one, the choice of a saved one, muted methods. */
import { CancellationError, window, workspace } from 'vscode';
import type { Guard } from '../actions/registry';
import { printable } from '../../core/base/printable';
import type { SavedFilter } from '../../protocol/hostApi';
import { maxFilterLength } from '../../core/filter/parse';
import { endWithNotice } from '../actions/endWithNotice';
import type { FilterStore } from './filterStore';
import { plainLabel } from '../plainText';
import { SavedFilterList } from './savedFilterList';
import type { FilterScope } from './savedFilters';
import { maxFilterNameLength } from '../../protocol/hostApi';

export class FilterPicks {
  /**
   * @param apply applies a filter in the active diagram
   * @param guard runs the action behind a button, and shows its failure
   */
  constructor(
    private readonly store: FilterStore,
    private readonly apply: (filter: string) => void,
    private readonly guard: Guard,
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
    const items = muted.map(label => ({ label: plainLabel(label), picked: true, value: label }));
    const kept = await window.showQuickPick(items, {
      title: 'Muted Methods',
      placeHolder: 'Unchecked methods are shown again',
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
    // Without a folder there are no workspace settings; without trust they are not read.
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

async function askName(title: string, value: string): Promise<string> {
  const name = await window.showInputBox({
    title,
    prompt: 'A name by which you find the filter again.',
    value,
    validateInput: text => textProblem(text, maxFilterNameLength),
  });
  if (name === undefined) throw new CancellationError();
  return name.trim();
}

function textProblem(text: string, maxLength: number): string | undefined {
  if (text.trim() === '') return 'It must not be empty.';
  if (text.length <= maxLength) return undefined;
  return `It must not be longer than ${maxLength} characters.`;
}
