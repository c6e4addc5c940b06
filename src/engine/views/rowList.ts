import { setImmediate } from 'node:timers/promises';
import type { LaneLevel } from '../../protocol/lanes';
import type { RowFilter } from '../../protocol/filters';
import type { StoredGap, StoredGaps, ViewCounts } from '../../protocol/rows';
import type { Direction } from '../../protocol/schemas';
import type { MessageSet } from '../../capture/aggregates/selectedSpans';
import { filterSql } from '../../capture/filter/filterSql';
import type { SqlCondition } from '../../capture/filter/sqlCondition';
import { matchingAmong } from '../../capture/read/matchingMessages';
import { sortedMessages } from '../../capture/read/sortedMessages';
import { maxBlockMillis } from '../../node/yielder';
import type { Line } from './folds';
import { Folds } from './folds';
import { GapPlaces } from './gapPlaces';
import type { HighlightedList, SortedIndex } from './highlights';
import { Highlights } from './highlights';
import type { Ids } from './ids';
import { hasId, IdList, IdPart, IdRangeWithout } from './ids';
import type { SearchedCapture } from './matches';
import { Matches } from './matches';
import { isByTime, SortedRows } from './sortedRows';

/** Number of rows that fill a first screen. */
const firstScreen = 200;
/**
 * Maximum time until the first rows are shown, even when they do not fill a screen, or are not all
 * sorted.
 */
const firstScreenTimeoutMillis = 100;
const sortTimeoutMillis = 1_000;

const everything: RowFilter = { text: '', hiddenLanes: [] };

export interface ListedCapture extends SearchedCapture {
  /** Id of the last message that is shown. */
  head(): number;
  /** String ids of the labels that are noise. */
  noise(): ReadonlySet<number>;
  /** Gaps of the recording in order of their begin, those after the playhead too. */
  allGaps(): readonly StoredGap[];
  /** Gaps that began before the playhead. */
  gaps(): readonly StoredGap[];
}

/** Content of a row: a message, or a fold that begins with it. */
export interface ListedMessages {
  readonly messageId: number;
  readonly fold: { readonly isOpen: boolean; readonly messageIds: Ids } | undefined;
}

/** Content of a row: gaps of the recording. */
interface ListedGaps {
  /** Message of the row before which they stand; `undefined` at the end of the list. */
  readonly nextMessageId: number | undefined;
  readonly gaps: StoredGaps;
}

export type ListedRow = ListedMessages | ListedGaps;

/**
 * A filtered list of rows, which ends at the playhead. Rows in the order of time have rows of gaps among
 * them, unless no message is shown.
 */
export class RowList implements HighlightedList {
  private wanted = everything;
  private matches: Matches;
  /** A new search after lanes got other names; until it has finished, the old results are shown. */
  private renewed: Matches | undefined;
  private folds: Folds | undefined;
  /** Present when rows are not in the order of time. */
  private sorted: SortedRows | undefined;
  private highlight: SqlCondition | undefined;
  /** The rows that match the highlight; `undefined` without one. */
  private highlights: Highlights | undefined;
  /** Number of the current filter: a search ends when another one has begun. */
  private generation = 0;
  private isSearching = false;
  /** Reason why a search failed, which is thrown to readers of rows. */
  private failure: Error | undefined;
  private dirtyRow = Infinity;
  /** Places of the gaps, while the rows and gaps are those for which they were found. */
  private gapPlaces:
    { readonly end: number; readonly gapCount: number; readonly places: GapPlaces } | undefined;

  /**
   * @param changed called when rows are dirty, because a search has continued or the order has
   *   changed
   */
  constructor(
    private readonly capture: ListedCapture,
    private readonly changed: () => void,
  ) {
    this.matches = new Matches(capture, everything);
  }

  get laneLevel(): LaneLevel {
    return this.wanted.laneLevel ?? 'host';
  }

  /** True when rows are in the order of the capture. */
  get isInOrder(): boolean {
    return isByTime(this.wanted.sort);
  }

  /** Id of the last message that may be shown. */
  get lastId(): number {
    return Math.min(this.capture.counts().lastId, this.capture.head());
  }

  get rowCount(): number {
    return this.order?.length ?? this.lineCount + this.places.count;
  }

  get counts(): Omit<ViewCounts, 'totalCount'> {
    return {
      rowCount: this.rowCount,
      matchCount: this.end,
      foldedCount: this.folds?.foldedCount(this.end) ?? 0,
      mutedCount: this.matches.mutedCount(this.lastId),
      highlightedCount: this.highlights?.upTo(this.lastId).length ?? 0,
      progress: this.matches.isComplete ? this.highlights?.progress : this.matches.progress,
    };
  }

  /** Messages that the visible matching rows tell of, including those in folds. */
  get shownMessages(): MessageSet {
    const { ids } = this.matches;
    const messages = ids instanceof IdRangeWithout ? ids.whole : this.withSecondForms(ids);
    return { count: messages.rankOf(this.lastId + 1), idAt: position => messages.at(position) };
  }

  /** Messages of the list that match {@link RowFilter.highlight}; `undefined` without a highlight. */
  get highlightedMessages(): MessageSet | undefined {
    const ids = this.highlights?.upTo(this.lastId);
    return ids && { count: ids.length, idAt: position => ids.at(position) };
  }

  /**
   * Ends the running search, whose promise resolves, and begins another one.
   *
   * @returns a promise that resolves when there is a first screen of rows, or all is searched
   * @throws when a text of the filter is invalid; nothing changes in that case
   */
  async setFilter(filter: RowFilter): Promise<void> {
    const foldsNoise = filter.foldsNoise === true && isByTime(filter.sort);
    const wanted = { ...filter, foldsNoise };
    const matches = new Matches(this.capture, wanted);
    const { highlight } = filter;
    const marked = highlight ? filterSql({ text: highlight, hiddenLanes: [] }, 'few') : undefined;
    this.close();
    this.highlight = marked;
    this.highlights =
      highlight && marked
        ? new Highlights(this.capture, { ...wanted, highlight }, this)
        : undefined;
    this.wanted = wanted;
    this.matches = matches;
    this.gapPlaces = undefined;
    this.folds = foldsNoise ? new Folds(this.folds) : undefined;
    const { sort } = wanted;
    this.sorted =
      sort && !isByTime(sort)
        ? new SortedRows(
            () => sortedMessages(this.capture.database, sort, this.laneLevel, this.listed),
            () => this.sortAgain(),
          )
        : undefined;
    this.failure = undefined;
    const timeoutMillis = this.isInOrder ? firstScreenTimeoutMillis : sortTimeoutMillis;
    await this.search(performance.now() + timeoutMillis);
  }

  /** Ends the running search. */
  close(): void {
    this.generation++;
    this.isSearching = false;
    this.renewed = undefined;
    this.sorted?.dispose();
  }

  /** Searches again after the names of lanes have changed. */
  searchAgain(): void {
    if (this.failure) return;
    this.highlights?.searchAgain();
    if (this.matches.isFiltered) this.renewed = new Matches(this.capture, this.wanted);
    this.goOn();
  }

  /** Adds new messages, and checks changed ones again. */
  update(changedIds: readonly number[]): void {
    if (this.failure) return;
    this.renewed?.update(changedIds);
    const from = this.matches.update(changedIds);
    this.highlights?.update(changedIds);
    const [changed = Infinity] = changedIds;
    this.moved(Math.min(from, this.matches.ids.rankOf(changed)));
    this.goOn();
    this.sorted?.sortSoon();
  }

  /** Removes messages that are no longer in the capture. */
  dropOld(): void {
    const { firstId } = this.capture.counts();
    this.folds?.willDrop(firstId, this.matches.ids);
    this.matches.dropOld();
    this.renewed?.dropOld();
    this.highlights?.dropOld();
    this.sorted?.dropBefore(firstId);
    this.moved(0);
  }

  /** Finds folds again after other labels have become noise. */
  foldAgain(): void {
    this.moved(0);
  }

  /** Places gaps again after those before a message, or later ones, have changed. */
  gapsChanged(messageId: number): void {
    this.moved(this.matches.ids.rankOf(messageId));
  }

  /** Opens or closes the fold that contains a message. */
  setFold(messageId: number, isOpen: boolean): void {
    const { ids } = this.matches;
    const position = this.folds?.setOpen(ids.rankOf(messageId), isOpen, ids);
    if (position !== undefined) this.touch(position);
  }

  /** @throws the reason when a search has failed */
  window(first: number, count: number): ListedRow[] {
    if (this.failure) throw this.failure;
    const from = Math.max(0, first);
    const to = Math.min(this.rowCount, from + count);
    return Array.from({ length: Math.max(0, to - from) }, (_, at) => this.rowAt(from + at));
  }

  /** Returns the index of a gap's row; -1 when it has none. */
  indexOfGap(gapId: number): number {
    return (this.order ? undefined : this.places.indexOfGap(gapId)) ?? -1;
  }

  /** Returns the index of the next row of gaps after an index, or before it; -1 when there is none. */
  nextGap(fromIndex: number, direction: Direction): number {
    return (this.order ? undefined : this.places.next(fromIndex, direction)) ?? -1;
  }

  /**
   * Returns the index of the message, or of the first one after it; the row count when there is
   * none.
   */
  indexOf(messageId: number): number {
    const { order } = this;
    const rowId = this.rowIdOf(messageId);
    if (order) return order.indexOf(rowId) ?? order.length;
    const position = this.matches.ids.rankOf(rowId);
    if (position >= this.end) return this.rowCount;
    return this.places.indexOf(this.lineOf(position));
  }

  /** Tells whether a message is shown, be it in a fold. */
  has(messageId: number): boolean {
    return messageId <= this.lastId && this.matchesFilter(messageId);
  }

  /** Tells whether a message matches, visible or not. */
  matchesFilter(messageId: number): boolean {
    return this.isListed(this.rowIdOf(messageId));
  }

  /** Returns the message whose row tells of a message. */
  rowIdOf(messageId: number): number {
    return this.isListed(messageId) ? messageId : this.capture.secondForms.rowOf(messageId);
  }

  /** Tells whether a message has a row of its own, visible or not, be it in a fold. */
  isListed(messageId: number): boolean {
    return hasId(this.matches.ids, messageId);
  }

  /** Returns the messages that match {@link RowFilter.highlight}. */
  highlighted(messageIds: readonly number[]): ReadonlySet<number> {
    const { highlight } = this;
    if (!highlight) return new Set();
    const { database, secondForms } = this.capture;
    const asked = secondForms.withSeconds(messageIds);
    const found = matchingAmong(database, highlight, asked);
    return new Set(found.flatMap(id => [id, secondForms.rowOf(id)]));
  }

  /**
   * Finds the next (+1) or previous (-1) message that matches {@link RowFilter.highlight}. The search for
   * matches goes on meanwhile, where only its end tells which is the next one.
   *
   * @param from message to start after; `undefined` for the begin of the list, or its end
   * @returns -1 when there is none
   */
  async nextHighlighted(from: number | undefined, direction: Direction): Promise<number> {
    const { generation } = this;
    for (;;) {
      const { highlights, failure, sortedIndex } = this;
      if (failure) throw failure;
      if (!highlights || generation !== this.generation) return -1;
      const found = highlights.next(from, direction, this.lastId, sortedIndex);
      // Matches are found in the order of time.
      const isSure = !sortedIndex && direction === 1 && found.nearest !== undefined;
      if (isSure || !this.isSearching) return found.nearest ?? found.outermost ?? -1;
      await setImmediate();
    }
  }

  /** Returns the number of highlighted messages before that of a row; -1 when it is not highlighted. */
  highlightedPosition(messageId: number): number {
    return this.highlights?.positionOf(messageId, this.lastId, this.sortedIndex) ?? -1;
  }

  /**
   * Yields the targets of playback steps, nearest first: the next row, or the row before the
   * newest. A closed fold is one target.
   */
  *steps(direction: Direction): Iterable<{ readonly firstId: number; readonly lastId: number }> {
    const { ids } = this.matches;
    const row = (at: number): readonly [number, number] =>
      this.folds?.sharing(at, direction === 1 ? ids.length : at + 1) ?? [at, at];
    let at = this.end;
    if (direction === -1) at = at === 0 ? -1 : row(at - 1)[0] - 1;
    while (at >= 0 && at < ids.length) {
      const [first, last] = row(at);
      yield { firstId: ids.at(first), lastId: ids.at(last) };
      at = direction === 1 ? last + 1 : first - 1;
    }
  }

  /** Marks rows from a message on as dirty. */
  touchFrom(messageId: number): void {
    this.touch(this.matches.ids.rankOf(messageId));
  }

  /** @returns the first row that has changed since the last call; Infinity when none has */
  takeDirtyRow(): number {
    const row = this.dirtyRow;
    this.dirtyRow = Infinity;
    return Math.min(row, row === Infinity ? row : this.rowCount);
  }

  /** Number of visible matching messages. */
  private get end(): number {
    return this.matches.ids.rankOf(this.lastId + 1);
  }

  private get order(): ReturnType<SortedRows['upTo']> {
    return this.sorted?.upTo(this.capture.head() === Infinity ? Infinity : this.lastId);
  }

  private get sortedIndex(): SortedIndex | undefined {
    const { order } = this;
    return order && (rowId => order.indexOf(rowId));
  }

  /** Ids of the matching messages, when not all messages match. */
  private get listed(): Int32Array | undefined {
    const { ids } = this.matches;
    if (ids instanceof IdList) return ids.toArray();
    return ids instanceof IdRangeWithout
      ? Int32Array.from({ length: ids.length }, (_, position) => ids.at(position))
      : undefined;
  }

  private withSecondForms(rows: Ids): Ids {
    const { secondForms } = this.capture;
    if (!(rows instanceof IdList) || secondForms.ids.length === 0) return rows;
    const all = new IdList();
    all.append(secondForms.withSeconds([...rows.toArray()]));
    return all;
  }

  /** Number of rows of messages and folds. */
  private get lineCount(): number {
    return this.folds?.rowCount(this.end) ?? this.end;
  }

  /** Number of rows of messages and folds before that of a message. */
  private lineOf(position: number): number {
    return this.folds?.rowOf(position, this.end) ?? position;
  }

  private get places(): GapPlaces {
    const { end } = this;
    const gaps = end === 0 ? [] : this.capture.gaps();
    let held = this.gapPlaces;
    if (held?.end !== end || held.gapCount !== gaps.length) {
      const { ids } = this.matches;
      const places = new GapPlaces(gaps, ({ messageId = Infinity }) => {
        const position = Math.min(end, ids.rankOf(messageId));
        return position === 0 ? 0 : this.lineOf(position - 1) + 1;
      });
      held = this.gapPlaces = { end, gapCount: gaps.length, places };
    }
    return held.places;
  }

  private rowAt(index: number): ListedRow {
    const { order } = this;
    if (order) return { messageId: order.at(index), fold: undefined };
    const place = this.places.at(index);
    if (typeof place === 'number') return this.lineAt(place);
    const { before, gaps } = place;
    const next = before < this.lineCount ? this.lineAt(before).messageId : undefined;
    return { nextMessageId: next, gaps };
  }

  private lineAt(at: number): ListedMessages {
    const { ids } = this.matches;
    const line: Line = this.folds?.lineAt(at, this.end) ?? { position: at, fold: undefined };
    const messageId = ids.at(line.position);
    if (!line.fold) return { messageId, fold: undefined };
    const { isOpen, count } = line.fold;
    return { messageId, fold: { isOpen, messageIds: new IdPart(ids, line.position, count) } };
  }

  /** Continues the search; when it takes long, in turns with other calls. */
  private goOn(): void {
    if (this.isSearching) return;
    const deadline = performance.now() + maxBlockMillis;
    while (!this.isSearched && performance.now() < deadline) this.searchOn();
    if (!this.isSearched) void this.searchRest();
  }

  private async search(deadline: number): Promise<void> {
    const { generation } = this;
    this.isSearching = true;
    try {
      for (;;) {
        this.searchOn();
        if (this.isSearched || this.hasFirstScreen(deadline)) break;
        await setImmediate();
        if (generation !== this.generation) return;
      }
      this.sort();
    } catch (error) {
      this.failed(error);
      throw error;
    }
    this.isSearching = false;
    // Nothing to announce: the caller that set the filter reads all rows again.
    this.dirtyRow = Infinity;
    if (!this.isSearched) void this.searchRest();
  }

  private async searchRest(): Promise<void> {
    const { generation } = this;
    this.isSearching = true;
    try {
      for (;;) {
        await setImmediate();
        if (generation !== this.generation) return;
        this.searchOn();
        if (this.isSearched) this.sort();
        this.changed();
        if (this.isSearched) break;
      }
    } catch (error) {
      this.failed(error);
    }
    this.isSearching = false;
  }

  private failed(error: unknown): void {
    this.failure = error instanceof Error ? error : new Error(String(error));
  }

  private get isSearched(): boolean {
    return (
      this.matches.isComplete &&
      (this.renewed?.isComplete ?? true) &&
      (this.highlights?.isComplete ?? true)
    );
  }

  private hasFirstScreen(deadline: number): boolean {
    if (this.isInOrder ? this.rowCount >= firstScreen : this.matches.isComplete) return true;
    return performance.now() >= deadline;
  }

  private searchOn(): void {
    if (this.matches.isComplete && !this.renewed && this.highlights?.isComplete === false) {
      this.highlights.searchOn();
      // The counts are announced, although no row has changed.
      this.dirtyRow = Math.min(this.dirtyRow, this.rowCount);
      return;
    }
    const { length } = this.matches.ids;
    this.matches.searchOn();
    this.moved(length);
    this.renewed?.searchOn();
    if (this.renewed?.isComplete) {
      this.matches = this.renewed;
      this.renewed = undefined;
      this.highlights?.listChanged();
      this.moved(0);
    }
    this.sorted?.sortSoon();
  }

  /**
   * Updates folds and dirty rows after messages from a position on were added, removed or changed.
   */
  private moved(position: number): void {
    const { capture, matches, folds } = this;
    if (!folds) return this.touch(position);
    const noise = capture.noise();
    const isNoise = (id: number): boolean =>
      capture.labels.isOwnWork(id) && noise.has(capture.labels.labelOf(id));
    const afterGaps = new Set(
      capture
        .allGaps()
        .flatMap(gap => gap.messageId ?? [])
        .map(id => matches.ids.rankOf(id)),
    );
    this.touch(folds.update(position, matches.ids, isNoise, at => afterGaps.has(at)));
  }

  private touch(position: number): void {
    if (position === Infinity) return;
    this.gapPlaces = undefined;
    const line = this.folds?.rowOf(position, this.matches.ids.length) ?? position;
    const row = this.isInOrder ? this.places.indexBefore(line) : 0;
    this.dirtyRow = Math.min(this.dirtyRow, row);
  }

  private sort(): void {
    this.sorted?.sort();
    if (this.sorted) this.touch(0);
  }

  private sortAgain(): void {
    try {
      this.sort();
    } catch (error) {
      this.failed(error);
    }
    this.changed();
  }
}
