import type { Memento } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/emitter';
import { Emitter } from '../../core/base/emitter';
import type { SavedFilter } from '../../protocol/hostApi';
import { maxMuted } from '../../protocol/hostApi';
import { maxFilterLength } from '../../core/filter/parse';
import type { FilterScope } from './savedFilters';
import { readSavedFilters, withoutSaved, withSaved } from './savedFilters';

/** Reads and writes saved filters in the settings of the user and of the workspace. */
export interface FilterSettings {
  readonly onDidChange: Event<undefined>;
  /** @returns the unchecked value of the setting, or `undefined` when it is not set */
  readEntries(scope: FilterScope): unknown;
  writeEntries(scope: FilterScope, value: readonly unknown[]): Promise<void>;
}

const historyKey = 'filterHistory';
const mutedKey = 'mutedLabels';
const keptHistory = 50;

/**
 * Saved filters, filters used before, and muted methods. All diagrams of the workspace share them.
 */
export class FilterStore extends Disposable {
  private readonly changed = this.register(new Emitter<undefined>());
  /** Fires when {@link saved}, {@link history} or {@link muted} have changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly memento: Pick<Memento, 'get' | 'update'>,
    private readonly settings: FilterSettings,
  ) {
    super();
    this.register(settings.onDidChange(() => this.changed.fire(undefined)));
  }

  /** Saved filters, those of the workspace first. */
  get saved(): readonly SavedFilter[] {
    return (['workspace', 'user'] as const).flatMap(scope =>
      readSavedFilters(this.settings.readEntries(scope), scope),
    );
  }

  /** Filters used before, the last one first. */
  get history(): readonly string[] {
    return this.memento.get<readonly string[]>(historyKey, []);
  }

  /** Labels of the spans that are muted. */
  get muted(): readonly string[] {
    return this.memento.get<readonly string[]>(mutedKey, []);
  }

  async addToHistory(filter: string): Promise<void> {
    const text = filter.trim();
    const { history } = this;
    if (text === '' || text.length > maxFilterLength || text === history[0]) return;
    const changed = [text, ...history.filter(each => each !== text)].slice(0, keptHistory);
    await this.update(historyKey, changed);
  }

  async setMuted(labels: readonly string[]): Promise<void> {
    await this.update(mutedKey, [...new Set(labels)].slice(0, maxMuted));
  }

  /** Saves the filter in place of the one with the same name and scope. */
  async save({ name, filter, scope }: SavedFilter): Promise<void> {
    await this.settings.writeEntries(
      scope,
      withSaved(this.settings.readEntries(scope), { name, filter }),
    );
  }

  async remove({ name, scope }: Pick<SavedFilter, 'name' | 'scope'>): Promise<void> {
    await this.settings.writeEntries(scope, withoutSaved(this.settings.readEntries(scope), name));
  }

  private async update(key: string, value: readonly string[]): Promise<void> {
    await this.memento.update(key, value);
    this.changed.fire(undefined);
  }
}
