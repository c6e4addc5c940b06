import type { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { Disposable, toDisposable } from '../../core/base/disposable';
import type { NoiseKind, RowFilter } from '../../protocol/filters';
import type { StoredGap } from '../../protocol/rows';
import { Throttle } from '../throttle';
import { laterMessagesOf } from '../../capture/read/messages';
import type { FoundNoise } from '../../capture/read/noise';
import { findNoise } from '../../capture/read/noise';
import type { MessageRange } from '../../capture/read/counts';
import { SecondForms } from './secondForms';
import { SpanLabels } from './spanLabels';
import type { ListedCapture } from './rowList';
import { RowList } from './rowList';

/** Interval of the search for noise while rows arrive; noise changes slowly. */
const noiseEveryMillis = 5_000;

export interface RowListsOptions {
  readonly database: DatabaseSync;
  readonly counts: () => MessageRange;
  /** Id of the last shown message; Infinity when all are shown. */
  readonly head: () => number;
  /** Reads the gaps of the recording, in order of their begin. */
  readonly readGaps: () => readonly StoredGap[];
  /** Later gaps are not shown; microseconds since the epoch. */
  readonly momentMicros: () => number;
  /** Called when a list has dirty rows. */
  readonly changed: () => void;
}

/** The row lists of a capture's views, and their shared data. */
export class RowLists extends Disposable implements ListedCapture {
  readonly database: DatabaseSync;
  readonly counts: RowListsOptions['counts'];
  readonly head: RowListsOptions['head'];
  readonly labels: SpanLabels;
  readonly secondForms: SecondForms;
  private readonly lists = new Map<string, RowList>();
  private foundGaps: readonly StoredGap[] | undefined;
  private found: readonly FoundNoise[] | undefined;
  private noiseLabels: ReadonlySet<number> = new Set();
  private readonly readGaps: RowListsOptions['readGaps'];
  private readonly momentMicros: RowListsOptions['momentMicros'];
  private readonly changed: RowListsOptions['changed'];
  private readonly noiseSearch = this.register(
    new Throttle(() => this.findNoise(), noiseEveryMillis),
  );

  constructor(options: RowListsOptions) {
    super();
    const { database, counts } = options;
    this.database = database;
    this.counts = counts;
    this.head = options.head;
    this.readGaps = options.readGaps;
    this.momentMicros = options.momentMicros;
    this.changed = options.changed;
    this.labels = new SpanLabels(database, counts);
    this.secondForms = new SecondForms(database, counts);
    this.register(
      toDisposable(() => {
        for (const name of [...this.lists.keys()]) this.close(name);
      }),
    );
  }

  get all(): ReadonlyMap<string, RowList> {
    return this.lists;
  }

  /** Number of visible rows without a filter. */
  get totalCount(): number {
    const { firstId, lastId } = this.counts();
    const end = Math.min(lastId, this.head()) + 1;
    return end - firstId - this.secondForms.ids.rankOf(end);
  }

  /** Returns the list of a name; creates one without a filter if there is none. */
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

  /** Requests a new search for noise after rows were written. */
  rowsWritten(): void {
    if (this.found) this.noiseSearch.request();
  }

  /**
   * Updates all lists after rows were written.
   *
   * @param changedIds rewritten messages, and first messages of rewritten spans
   */
  update(changedIds: ReadonlySet<number>): void {
    const changed = this.withLater(changedIds);
    if (changed.length > 0) this.labels.refresh(changed);
    for (const list of this.lists.values()) list.update(changed);
  }

  /** Shows gaps as they are now, after the recording has told of one. */
  gapsChanged(): void {
    const before = this.allGaps();
    this.foundGaps = undefined;
    const after = this.allGaps();
    const first = after.findIndex((gap, at) => !isDeepStrictEqual(gap, before[at]));
    const places = [before[first], after[first]].map(gap => gap?.messageId ?? Infinity);
    for (const list of this.lists.values()) list.gapsChanged(Math.min(...places));
  }

  allGaps(): readonly StoredGap[] {
    return (this.foundGaps ??= this.readGaps());
  }

  gaps(): readonly StoredGap[] {
    const all = this.allGaps();
    const moment = this.momentMicros();
    return moment === Infinity ? all : all.filter(({ sinceMicros }) => sinceMicros <= moment);
  }

  dropOld(): void {
    this.foundGaps = undefined;
    this.secondForms.dropOld();
    // The lists still need the labels of dropped messages.
    for (const list of this.lists.values()) list.dropOld();
    this.labels.dropOld();
  }

  /** Searches again after lanes have got other names, which filters use. */
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

  /** Adds replies and heartbeats of changed spans, whose rows show the span's state. */
  private withLater(ids: ReadonlySet<number>): number[] {
    if (ids.size === 0) return [];
    const later = laterMessagesOf(this.database, ids);
    return [...new Set([...ids, ...later])].sort((a, b) => a - b);
  }
}
