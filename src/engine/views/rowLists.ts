import type { DatabaseSync } from 'node:sqlite';
import { Disposable, toDisposable } from '../../core/base/disposable';
import type { NoiseKind, RowFilter } from '../../protocol/filters';
import { Throttle } from '../throttle';
import { laterMessagesOf } from '../../capture/read/messages';
import type { FoundNoise } from '../../capture/read/noise';
import { findNoise } from '../../capture/read/noise';
import type { CaptureCounts } from '../../capture/read/counts';
import { SpanLabels } from './spanLabels';
import type { ListedCapture } from './rowList';
import { RowList } from './rowList';

/** What is noise changes slowly: while rows come, it is looked for no more often. */
const noiseEveryMillis = 5_000;

export interface RowListsOptions {
  readonly database: DatabaseSync;
  readonly counts: () => Pick<CaptureCounts, 'firstId' | 'lastId'>;
  /** Id of the last message that is shown; Infinity: all are. */
  readonly head: () => number;
  /** Called when a list has dirty rows. */
  readonly changed: () => void;
}

/** The row lists of all lists of a capture, and what they have in common. */
export class RowLists extends Disposable implements ListedCapture {
  readonly database: DatabaseSync;
  readonly counts: RowListsOptions['counts'];
  readonly head: RowListsOptions['head'];
  readonly labels: SpanLabels;
  private readonly lists = new Map<string, RowList>();
  private found: readonly FoundNoise[] | undefined;
  private noiseLabels: ReadonlySet<number> = new Set();
  private readonly changed: RowListsOptions['changed'];
  private readonly noiseSearch = this.register(
    new Throttle(() => this.findNoise(), noiseEveryMillis),
  );

  constructor({ database, counts, head, changed }: RowListsOptions) {
    super();
    this.database = database;
    this.counts = counts;
    this.head = head;
    this.changed = changed;
    this.labels = new SpanLabels(database, counts);
    this.register(
      toDisposable(() => {
        for (const name of [...this.lists.keys()]) this.close(name);
      }),
    );
  }

  get all(): ReadonlyMap<string, RowList> {
    return this.lists;
  }

  /** Makes the list where there is none of that name: without a filter. */
  named(name: string): RowList {
    let list = this.lists.get(name);
    if (!list) {
      list = new RowList(this, this.changed);
      this.lists.set(name, list);
    }
    return list;
  }

  /** See {@link RowList.setFilter}. */
  async setFilter(name: string, filter: RowFilter): Promise<RowList> {
    const list = this.named(name);
    await list.setFilter(filter);
    return list;
  }

  close(name: string): void {
    this.lists.get(name)?.close();
    this.lists.delete(name);
  }

  /** Rows were written: what is noise may be told better soon. */
  rowsWritten(): void {
    if (this.found) this.noiseSearch.request();
  }

  /**
   * Takes in what was written.
   *
   * @param changedIds messages that are not new, and first messages of spans
   */
  update(changedIds: ReadonlySet<number>): void {
    const changed = this.withLater(changedIds);
    if (changed.length > 0) this.labels.renew(changed);
    for (const list of this.lists.values()) list.update(changed);
  }

  dropOld(): void {
    // Lists look at messages that go.
    for (const list of this.lists.values()) list.dropOld();
    this.labels.dropOld();
  }

  /** Lanes have got other names, by which filters go. */
  searchAgain(): void {
    for (const list of this.lists.values()) list.searchAgain();
  }

  noise(): ReadonlySet<number> {
    if (!this.found) this.findNoise();
    return this.noiseLabels;
  }

  noiseKinds(): readonly NoiseKind[] {
    this.noise();
    return (this.found ?? []).map(({ label, periodMicros, messageCount }) => ({
      label,
      periodMicros,
      messageCount,
    }));
  }

  private findNoise(): void {
    const isFirst = this.found === undefined;
    this.found = findNoise(this.database, this.noiseLabels);
    const labels = new Set(this.found.map(({ labelId }) => labelId));
    const isSame =
      labels.size === this.noiseLabels.size && [...labels].every(id => this.noiseLabels.has(id));
    this.noiseLabels = labels;
    if (isFirst || isSame) return;
    for (const list of this.lists.values()) list.foldAgain();
    this.changed();
  }

  /** With a span, its replies and heartbeats change, which show how it went. */
  private withLater(ids: ReadonlySet<number>): number[] {
    if (ids.size === 0) return [];
    const later = laterMessagesOf(this.database, ids);
    return [...new Set([...ids, ...later])].sort((a, b) => a - b);
  }
}
