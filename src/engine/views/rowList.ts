import { setImmediate } from 'node:timers/promises';
import type { LaneLevel } from '../../protocol/lanes';
import type { RowFilter } from '../../protocol/filters';
import type { ViewCounts } from '../../protocol/rows';
import type { Direction } from '../../protocol/schemas';
import type { MessageSet } from '../../capture/aggregates/selectedSpans';
import { filterSql } from '../../capture/filter/filterSql';
import { sortedMessages } from '../../capture/read/sortedMessages';
import type { HighlightedList, SortedIndex } from './highlights';
import { Highlights } from './highlights';
import type { Ids } from './ids';
import { hasId, IdList, IdRangeWithout } from './ids';
import type { SearchedCapture } from './matches';
import { Matches } from './matches';
import type { FoldedCapture, ListedRow, MatchedMessages } from './rowsByTime';
import { RowsByTime } from './rowsByTime';
import type { SearchedList } from './searchRun';
import { SearchRun } from './searchRun';
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

export interface ListedCapture extends SearchedCapture, FoldedCapture {
  /** Id of the last message that is shown. */
  head(): number;
}

/** A filtered list of rows, which ends at the playhead. */
export class RowList implements HighlightedList, MatchedMessages, SearchedList {
  private wanted = everything;
  private matches: Matches;
  /** A new search after lanes got other names; until it has finished, the old results are shown. */
  private renewed: Matches | undefined;
  private byTime: RowsByTime;
  /** Present when rows are not in the order of time. */
  private sorted: SortedRows | undefined;
  /** The rows that match the highlight; `undefined` without one. */
  private highlights: Highlights | undefined;
  private search = new SearchRun(this);
  private dirtyRow = Infinity;

  /**
   * @param changed called when rows are dirty, because a search has continued or the order has
   *   changed
   */
  constructor(
    private readonly capture: ListedCapture,
    readonly changed: () => void,
  ) {
    this.matches = new Matches(capture, everything);
    this.byTime = new RowsByTime(capture, this, false);
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

  /** Matching messages, visible or not. */
  get ids(): Ids {
    return this.matches.ids;
  }

  /** Number of visible matching messages. */
  get end(): number {
    return this.ids.rankOf(this.lastId + 1);
  }

  get rowCount(): number {
    return this.order?.length ?? this.byTime.count;
  }

  get counts(): Omit<ViewCounts, 'totalCount'> {
    return {
      rowCount: this.rowCount,
      matchCount: this.end,
      foldedCount: this.byTime.foldedCount,
      mutedCount: this.matches.mutedCount(this.lastId),
      highlightedCount: this.highlights?.upTo(this.lastId).length ?? 0,
      progress: this.matches.isComplete ? this.highlights?.progress : this.matches.progress,
    };
  }

  /** Messages that the visible matching rows tell of, including those in folds. */
  get shownMessages(): MessageSet {
    const { ids } = this;
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
    const condition = highlight
      ? filterSql({ text: highlight, hiddenLanes: [] }, 'few')
      : undefined;
    const highlights =
      highlight && condition
        ? new Highlights(this.capture, { ...wanted, highlight }, condition, this)
        : undefined;
    this.close();
    this.highlights = highlights;
    this.wanted = wanted;
    this.matches = matches;
    this.byTime = new RowsByTime(this.capture, this, foldsNoise, this.byTime);
    const { sort } = wanted;
    this.sorted =
      sort && !isByTime(sort)
        ? new SortedRows(
            () => sortedMessages(this.capture.database, sort, this.laneLevel, this.listed),
            () => this.sortAgain(),
          )
        : undefined;
    this.search = new SearchRun(this);
    const timeoutMillis = this.isInOrder ? firstScreenTimeoutMillis : sortTimeoutMillis;
    const isCurrent = await this.search.untilFirstScreen(performance.now() + timeoutMillis);
    // Nothing to announce: the caller that set the filter reads all rows again.
    if (isCurrent) this.dirtyRow = Infinity;
  }

  /** Ends the running search. */
  close(): void {
    this.search.end();
    this.renewed = undefined;
    this.sorted?.dispose();
  }

  get isSearched(): boolean {
    return (
      this.matches.isComplete &&
      (this.renewed?.isComplete ?? true) &&
      (this.highlights?.isComplete ?? true)
    );
  }

  get hasFirstScreen(): boolean {
    return this.isInOrder ? this.rowCount >= firstScreen : this.matches.isComplete;
  }

  /** Searches the next part of the capture. */
  searchOn(): void {
    if (this.matches.isComplete && !this.renewed && this.highlights?.isComplete === false) {
      this.highlights.searchOn();
      // The counts are announced, although no row has changed.
      this.dirtyRow = Math.min(this.dirtyRow, this.rowCount);
      return;
    }
    const { length } = this.ids;
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

  /** Sorts rows that are not in the order of time. */
  sort(): void {
    this.sorted?.sort();
    if (this.sorted) this.touch(0);
  }

  /** Searches again after the names of lanes have changed. */
  searchAgain(): void {
    if (this.search.failure) return;
    this.highlights?.searchAgain();
    if (this.matches.isFiltered) this.renewed = new Matches(this.capture, this.wanted);
    this.search.goOn();
  }

  /** Adds new messages, and checks changed ones again. */
  update(changedIds: readonly number[]): void {
    if (this.search.failure) return;
    this.renewed?.update(changedIds);
    const from = this.matches.update(changedIds);
    this.highlights?.update(changedIds);
    const [changed = Infinity] = changedIds;
    this.moved(Math.min(from, this.ids.rankOf(changed)));
    this.search.goOn();
    this.sorted?.sortSoon();
  }

  /** Removes messages that are no longer in the capture. */
  dropOld(): void {
    const { firstId } = this.capture.counts();
    this.byTime.willDrop(firstId);
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
    this.moved(this.ids.rankOf(messageId));
  }

  /** Opens or closes the fold that contains a message. */
  setFold(messageId: number, isOpen: boolean): void {
    const position = this.byTime.setFold(this.ids.rankOf(messageId), isOpen);
    if (position !== undefined) this.touch(position);
  }

  /** @throws the reason when a search has failed */
  window(first: number, count: number): ListedRow[] {
    if (this.search.failure) throw this.search.failure;
    const from = Math.max(0, first);
    const to = Math.min(this.rowCount, from + count);
    return Array.from({ length: Math.max(0, to - from) }, (_, at) => this.rowAt(from + at));
  }

  /** Returns the index of a gap's row; -1 when it has none. */
  indexOfGap(gapId: number): number {
    return (this.order ? undefined : this.byTime.indexOfGap(gapId)) ?? -1;
  }

  /** Returns the index of the next row of gaps after an index, or before it; -1 when there is none. */
  nextGap(fromIndex: number, direction: Direction): number {
    return (this.order ? undefined : this.byTime.nextGap(fromIndex, direction)) ?? -1;
  }

  /**
   * Returns the index of the message, or of the first one after it; the row count when there is
   * none.
   */
  indexOf(messageId: number): number {
    const { order } = this;
    const rowId = this.rowIdOf(messageId);
    if (order) return order.indexOf(rowId) ?? order.length;
    const position = this.ids.rankOf(rowId);
    if (position >= this.end) return this.rowCount;
    return this.byTime.indexOf(position);
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
    return hasId(this.ids, messageId);
  }

  /** Returns the messages that match {@link RowFilter.highlight}. */
  highlighted(messageIds: readonly number[]): ReadonlySet<number> {
    return this.highlights?.among(messageIds) ?? new Set();
  }

  /**
   * Finds the next (+1) or previous (-1) message that matches {@link RowFilter.highlight}. The search for
   * matches goes on meanwhile, where only its end tells which is the next one.
   *
   * @param from message to start after; `undefined` for the begin of the list, or its end
   * @returns -1 when there is none
   */
  async nextHighlighted(from: number | undefined, direction: Direction): Promise<number> {
    const { search } = this;
    for (;;) {
      const { highlights, sortedIndex } = this;
      if (search.failure) throw search.failure;
      if (!highlights || search !== this.search) return -1;
      const found = highlights.next(from, direction, this.lastId, sortedIndex);
      // Matches are found in the order of time.
      const isSure = !sortedIndex && direction === 1 && found.nearest !== undefined;
      if (isSure || !search.isRunning) return found.nearest ?? found.outermost ?? -1;
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
    const { ids } = this;
    const row = (at: number): readonly [number, number] =>
      this.byTime.sharing(at, direction === 1 ? ids.length : at + 1);
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
    this.touch(this.ids.rankOf(messageId));
  }

  /** @returns the first row that has changed since the last call; Infinity when none has */
  takeDirtyRow(): number {
    const row = this.dirtyRow;
    this.dirtyRow = Infinity;
    return Math.min(row, row === Infinity ? row : this.rowCount);
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
    const { ids } = this;
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

  private rowAt(index: number): ListedRow {
    const { order } = this;
    return order ? { messageId: order.at(index), fold: undefined } : this.byTime.at(index);
  }

  /**
   * Updates folds and dirty rows after messages from a position on were added, removed or changed.
   */
  private moved(position: number): void {
    this.touch(this.byTime.update(position));
  }

  private touch(position: number): void {
    if (position === Infinity) return;
    const moved = this.byTime.placeAgain(position);
    const row = this.isInOrder ? moved : 0;
    this.dirtyRow = Math.min(this.dirtyRow, row);
  }

  private sortAgain(): void {
    try {
      this.sort();
    } catch (error) {
      this.search.fail(error);
    }
    this.changed();
  }
}
