/**
 * Finds the messages that match a filter. A search goes through the capture from its start in
 * parts: found rows keep their index while it continues, so that nothing on the screen moves.
 * Searching from the newest message backwards would show the end of a live capture sooner, but each
 * part would move all rows; and a live capture has a limited size, so that its end is soon reached.
 *
 * Messages that are written meanwhile lie ahead of the search; those that change behind it are
 * checked again.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { RowFilter } from '../../protocol/filters';
import { filterSql } from '../../capture/filter/filterSql';
import type { SqlCondition } from '../../capture/filter/sqlCondition';
import type { MessageRange } from '../../capture/read/counts';
import { matchingAmong, matchingBetween } from '../../capture/read/matchingMessages';
import { stringIdsOf } from '../../capture/read/messages';
import type { Ids } from './ids';
import { hasId, IdList, IdRange, IdRangeWithout } from './ids';
import { BatchSize } from './batchSize';
import type { SecondForms } from './secondForms';
import type { SpanLabels } from './spanLabels';

/** Up to this many messages, join each to its strings; above it, resolve the strings first. */
const fewMessages = 4_096;
const manyMessages = 16_384;
/** Number of messages that is enough to measure the time of resolving the strings. */
const leastMessages = 64;
const fewBodies = 512;

export interface SearchedCapture {
  readonly database: DatabaseSync;
  counts(): MessageRange;
  readonly labels: SpanLabels;
  readonly secondForms: SecondForms;
}

export class Matches {
  /** Condition for a search through few messages; `undefined` when all messages match. */
  private readonly few: SqlCondition | undefined;
  private readonly all: SqlCondition | undefined;
  private readonly muted: readonly string[];
  private readonly needsLabels: boolean;
  private readonly shown = new IdList();
  private readonly mutedIds = new IdList();
  /** `undefined` until the fixed time of a search through many messages is known. */
  private batchSize: BatchSize | undefined;
  private firstId: number;
  private searched: number;

  /**
   * @param forms `rows` leaves out second forms of events whose first forms match, too
   * @throws when the filter's text is invalid
   */
  constructor(
    private readonly capture: SearchedCapture,
    filter: RowFilter,
    private readonly forms: 'rows' | 'everyForm' = 'rows',
  ) {
    this.few = filterSql(filter, 'few');
    // For a condition on bodies it does not pay to resolve the strings for each part.
    this.all = this.few?.readsBodies === true ? this.few : filterSql(filter, 'all');
    this.muted = filter.muted ?? [];
    this.needsLabels = this.muted.length > 0 || filter.foldsNoise === true;
    if (!this.few) this.batchSize = new BatchSize(manyMessages);
    else if (this.few.readsBodies) this.batchSize = new BatchSize(fewBodies);
    this.firstId = capture.counts().firstId;
    this.searched = this.firstId - 1;
  }

  /** Matching messages found so far, without muted ones. */
  get ids(): Ids {
    if (this.isList) return this.shown;
    const { ids } = this.capture.secondForms;
    return ids.length === 0
      ? new IdRange(this.firstId, this.searchedTo)
      : new IdRangeWithout(this.firstId, this.searchedTo, ids);
  }

  /**
   * True when rows may match or cease to match without a change of themselves, because lanes get
   * other names.
   */
  get isFiltered(): boolean {
    return this.few !== undefined;
  }

  /** Id of the last message that was checked. */
  get searchedTo(): number {
    // Without a condition no message needs to be checked.
    return this.isList || this.needsLabels ? this.searched : this.capture.counts().lastId;
  }

  get isComplete(): boolean {
    return this.searchedTo >= this.capture.counts().lastId;
  }

  /** Fraction of the capture that was checked, 0 to 1. */
  get progress(): number {
    const { firstId, lastId } = this.capture.counts();
    return lastId < firstId ? 1 : (this.searchedTo - firstId + 1) / (lastId - firstId + 1);
  }

  /** Returns the number of messages up to the given one that only muting leaves out. */
  mutedCount(lastId: number): number {
    return this.mutedIds.rankOf(lastId + 1);
  }

  /** Searches the next part. */
  searchOn(): void {
    const from = this.searchedTo + 1;
    const left = this.capture.counts().lastId - from + 1;
    if (left <= 0) return;
    const isFew = this.looksAtFew(from, left);
    const count = Math.min(left, isFew ? fewMessages : (this.batchSize?.count ?? leastMessages));
    const to = from + count - 1;
    const begun = performance.now();
    if (this.needsLabels) this.capture.labels.readTo(to);
    if (this.isList) {
      const found = this.find(isFew ? this.few : this.all, from, to);
      const isMuted = this.mutes();
      this.shown.append(this.withoutSecondForms(found.filter(id => !isMuted(id))));
      this.mutedIds.append(found.filter(isMuted));
    }
    this.searched = to;
    const millis = performance.now() - begun;
    if (isFew) return;
    if (!this.batchSize) this.batchSize = new BatchSize(manyMessages, millis);
    else if (count === this.batchSize.count) this.batchSize.adapt(millis);
  }

  /**
   * Checks changed messages again.
   *
   * @param changed ids of the messages, in order
   * @returns the first position at which a message was added or removed
   */
  update(changed: readonly number[]): number {
    const looked = this.capture.secondForms
      .withSeconds(changed)
      .filter(id => id >= this.firstId && id <= this.searched);
    if (!this.isList || looked.length === 0) return Infinity;
    const found = this.findAmong(looked);
    const isMuted = this.mutes();
    this.mutedIds.revise(looked, found.filter(isMuted));
    return this.shown.revise(
      looked,
      this.withoutSecondForms(
        found.filter(id => !isMuted(id)),
        looked,
      ),
    );
  }

  /**
   * Leaves out second forms of events whose first forms are shown.
   *
   * @param matching ids in order
   * @param looked messages whose present place in the list does not count, in order
   */
  private withoutSecondForms(
    matching: readonly number[],
    looked: readonly number[] = [],
  ): readonly number[] {
    const { secondForms } = this.capture;
    if (this.forms === 'everyForm' || secondForms.ids.length === 0) return matching;
    const known = new Set(matching);
    const isLooked = new Set(looked);
    const isShown = (id: number) => known.has(id) || (!isLooked.has(id) && hasId(this.shown, id));
    return matching.filter(id => {
      const row = secondForms.rowOf(id);
      return row === id || !isShown(row);
    });
  }

  /** Removes messages that are no longer in the capture. */
  dropOld(): void {
    this.firstId = this.capture.counts().firstId;
    this.shown.dropBefore(this.firstId);
    this.mutedIds.dropBefore(this.firstId);
    this.searched = Math.max(this.searched, this.firstId - 1);
  }

  /** True when matching messages are stored as a list. */
  private get isList(): boolean {
    return this.isFiltered || this.muted.length > 0;
  }

  /**
   * Tells whether to search the next part as few messages: for a fast first screen, and for the
   * last messages, resolving all strings does not pay.
   */
  private looksAtFew(from: number, left: number): boolean {
    const { few, firstId } = this;
    return few?.readsBodies === false && (from === firstId || left <= fewMessages);
  }

  private find(condition: SqlCondition | undefined, from: number, to: number): readonly number[] {
    return condition
      ? matchingBetween(this.capture.database, condition, from, to)
      : Array.from({ length: to - from + 1 }, (_, at) => from + at);
  }

  private findAmong(ids: readonly number[]): readonly number[] {
    return this.few ? matchingAmong(this.capture.database, this.few, ids) : ids;
  }

  /**
   * Returns whether a label is muted. A muted label may occur later, and gets its string id then.
   */
  private mutes(): (messageId: number) => boolean {
    if (this.muted.length === 0) return () => false;
    const labels = stringIdsOf(this.capture.database, this.muted);
    return id => labels.has(this.capture.labels.labelOf(id));
  }
}
