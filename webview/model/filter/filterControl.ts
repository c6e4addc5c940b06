import type { ReadonlySignal } from '@preact/signals';
import { batch, computed, signal } from '@preact/signals';
import { exactValue, termsOf, withoutTerm, withTerm } from '../../../src/core/filter/edit';
import type { FilterField } from '../../../src/core/filter/fields';
import { parseFilter } from '../../../src/core/filter/parse';
import type { FiltersApi, RowFilter } from '../../../src/protocol/filters';
import type { KnownFilters } from '../../../src/protocol/hostApi';
import type { Remote } from '../../../src/protocol/rpc';
import { maxFilterLength } from '../../../src/core/filter/parse';
import { isSameList } from '../isSameList';
import type { Lanes } from '../lanes/lanes';
import type { ViewOptions } from '../state/viewOptions';

/** The part of the host that remembers filters for later tabs. */
export interface FilterMemory {
  setMuted(labels: readonly string[]): Promise<void>;
  addToHistory(filter: string): Promise<void>;
  /** Asks for a name and saves a filter under it. */
  saveFilter(filter: string): Promise<void>;
  /** Asks which saved filter to apply, edit or delete. */
  manageFilters(typed: string): Promise<void>;
}

export interface FilterControlDependencies {
  readonly memory: FilterMemory;
  readonly options: ViewOptions;
  readonly lanes: Pick<Lanes, 'hidden' | 'hiddenCount' | 'showAll'>;
  /** Count of messages that are hidden because they are muted, and for no other reason. */
  readonly mutedCount: ReadonlySignal<number>;
  /** Lists values of a field, or keys of a body, that occur and contain a part. */
  readonly listFieldValues: Remote<FiltersApi>['listFieldValues'];
  readonly report: (problem: unknown) => void;
}

/** Decides which rows are shown and which are highlighted. */
export class FilterControl {
  /** The text in the box, whether it is a valid filter or not. */
  readonly typed = signal('');
  /** The text that filters the rows: the last valid text of the box. */
  readonly text = signal('');
  readonly problems = computed(() => parseFilter(this.typed.value).problems);
  /** Id of the request that is shown alone; `undefined` when all are shown. */
  readonly request = signal<string | undefined>(undefined);
  /** Labels that are muted in all captures of the workspace. */
  readonly muted = signal<readonly string[]>([]);
  /** True when this tab shows muted methods all the same. */
  readonly showsMuted = signal(false);
  readonly known = signal<KnownFilters>({ saved: [], history: [] });
  /** Grows to move the focus into the box. */
  readonly focusRequests = signal(0);

  /** The complete filter, as the engine gets it. */
  readonly rows: ReadonlySignal<RowFilter>;
  /** The filter of the rows that are on the screen: they change some time after `rows`. */
  readonly applied = signal<RowFilter | undefined>(undefined);
  /** True when the filter hides rows. */
  readonly isFiltered: ReadonlySignal<boolean>;
  /** True when rows are missing from the list on the screen. */
  readonly isListFiltered: ReadonlySignal<boolean>;
  readonly listFieldValues: FilterControlDependencies['listFieldValues'];

  private readonly memory: FilterMemory;
  private readonly options: ViewOptions;
  private readonly lanes: FilterControlDependencies['lanes'];
  private readonly report: (problem: unknown) => void;

  constructor(dependencies: FilterControlDependencies) {
    const { memory, options, lanes, mutedCount, listFieldValues, report } = dependencies;
    this.memory = memory;
    this.options = options;
    this.lanes = lanes;
    this.listFieldValues = listFieldValues;
    this.report = report;
    // The sequence is always in order of time.
    const sort = computed(() => (options.view.value === 'table' ? options.sort.value : undefined));
    const muted = computed(() => (this.showsMuted.value ? nothing : this.muted.value));
    this.rows = computed(() => {
      const isHighlighting = options.isHighlighting.value;
      const text = this.text.value;
      return {
        text: isHighlighting ? '' : text,
        highlight: isHighlighting && text.trim() !== '' ? text : undefined,
        hiddenLanes: lanes.hidden.value,
        request: this.request.value,
        laneLevel: options.laneLevel.value,
        range: options.range.value,
        muted: muted.value,
        foldsNoise: options.foldsNoise.value,
        sort: sort.value,
      };
    });
    const hidesRows = ({ text, request, range, hiddenLanes }: RowFilter): boolean =>
      text.trim() !== '' ||
      request !== undefined ||
      range !== undefined ||
      (hiddenLanes.length > 0 && lanes.hiddenCount.value > 0) ||
      mutedCount.value > 0;
    this.isFiltered = computed(() => hidesRows(this.rows.value));
    this.isListFiltered = computed(() => hidesRows(this.applied.value ?? this.rows.value));
  }

  /**
   * Sets the text of the box. While it is not a valid filter, the last valid one stays in force.
   */
  setText(text: string): void {
    batch(() => {
      this.typed.value = text.slice(0, maxFilterLength);
      if (this.problems.value.length === 0) this.text.value = this.typed.value;
    });
  }

  /** Narrows the rows to those that also match a term. */
  narrowBy(term: string): void {
    this.setText(withTerm(this.text.value, term));
  }

  /** Narrows the rows to one value of a field; it replaces a value that was chosen before. */
  showOnly(field: FilterField, value: string): void {
    const replaced = termsOf(this.text.value).filter(
      each => !each.isNegated && each.text.toLowerCase().startsWith(`${field}:`),
    );
    const others = replaced.reduce((text, each) => withoutTerm(text, each.text), this.text.value);
    this.setText(withTerm(others, `${field}:${exactValue(value)}`));
  }

  /** Hides the rows with a value of a field. */
  hide(field: FilterField, value: string): void {
    this.narrowBy(`-${field}:${exactValue(value)}`);
  }

  /** Hides the spans with a label, in all captures of the workspace. */
  mute(label: string): void {
    this.showsMuted.value = false;
    if (this.muted.value.includes(label)) return;
    // The host announces the change to all views, including this one.
    this.memory.setMuted([...this.muted.value, label]).catch(this.report);
  }

  /** Takes over the list of muted labels from the host. */
  setMuted(labels: readonly string[]): void {
    if (isSameList(labels, this.muted.value)) return;
    batch(() => {
      this.muted.value = labels;
      this.showsMuted.value = false;
    });
  }

  /** Adds the filter to the history. */
  remember(): void {
    const text = this.text.value.trim();
    if (text === '' || this.problems.value.length > 0) return;
    if (text !== this.known.value.history[0]) this.memory.addToHistory(text).catch(this.report);
  }

  save(): void {
    this.memory.saveFilter(this.typed.value).catch(this.report);
  }

  /** Applies, edits or deletes one of the saved filters: the host asks which. */
  manageSaved(): void {
    this.memory.manageFilters(this.typed.value).catch(this.report);
  }

  /** Moves the focus into the filter box. */
  focus(): void {
    this.focusRequests.value++;
  }

  showAllRequests(): void {
    this.request.value = undefined;
  }

  /** Shows everything: no text, no hidden lane, all requests, all the time, muted methods too. */
  showEverything(): void {
    this.clear();
    if (this.lanes.hidden.value.length > 0) this.lanes.showAll();
  }

  /** Lets everything through, except for hidden lanes. */
  clear(): void {
    batch(() => {
      this.request.value = undefined;
      this.options.range.value = undefined;
      this.showsMuted.value = this.muted.value.length > 0;
      this.setText('');
    });
  }
}

const nothing: readonly string[] = [];
