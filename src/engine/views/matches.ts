/**
 * The messages that a filter lets through. A search goes through the capture from its beginning, a
 * part at a time: what it has found keeps its place while it goes on, so that nothing on the screen
 * moves. From the newest message backwards would show the tail of a live capture sooner, but each
 * part would move all rows; and a live capture is bounded, so that its tail is never far.
 *
 * What is written meanwhile lies ahead of the search, and what changes behind it is looked at again.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { RowFilter } from '../../protocol/filters';
import type { SqlCondition } from '../../capture/filter/filterSql';
import { filterSql } from '../../capture/filter/filterSql';
import type { CaptureCounts } from '../../capture/read/counts';
import { matchingAmong, matchingBetween } from '../../capture/read/matchingMessages';
import { stringIdsOf } from '../../capture/read/messages';
import type { Ids } from './ids';
import { IdList, IdRange } from './ids';
import { Pace } from './pace';
import type { SpanLabels } from './spanLabels';

/** A look at so many follows each message to its texts; one at more finds all texts first. */
const fewMessages = 4_096;
const manyMessages = 16_384;
/** Of so many it shows what finding all texts takes. */
const leastMessages = 64;
const fewBodies = 512;

export interface SearchedCapture {
  readonly database: DatabaseSync;
  counts(): Pick<CaptureCounts, 'firstId' | 'lastId'>;
  readonly labels: SpanLabels;
}

export class Matches {
  /** For a look at some messages. `undefined`: all are let through. */
  private readonly few: SqlCondition | undefined;
  private readonly all: SqlCondition | undefined;
  private readonly muted: readonly string[];
  private readonly needsLabels: boolean;
  private readonly shown = new IdList();
  private readonly mutedIds = new IdList();
  /** `undefined`: it is not known yet what a look at many costs by itself. */
  private pace: Pace | undefined;
  private firstId: number;
  private searched: number;

  /** @throws when the filter's text is none */
  constructor(
    private readonly capture: SearchedCapture,
    filter: RowFilter,
  ) {
    this.few = filterSql(filter, 'few');
    // With bodies to be read, texts are not worth being found for each part.
    this.all = this.few?.readsBodies === true ? this.few : filterSql(filter, 'all');
    this.muted = filter.muted ?? [];
    this.needsLabels = this.muted.length > 0 || filter.foldsNoise === true;
    if (!this.few) this.pace = new Pace(manyMessages);
    else if (this.few.readsBodies) this.pace = new Pace(fewBodies);
    this.firstId = capture.counts().firstId;
    this.searched = this.firstId - 1;
  }

  /** Those found so far, without the muted ones. */
  get ids(): Ids {
    if (this.isList) return this.shown;
    return new IdRange(this.firstId, this.searchedTo);
  }

  /** Rows may come under it, or out of it, without a change of their own: lanes get other names. */
  get isFiltered(): boolean {
    return this.few !== undefined;
  }

  /** Messages up to this one have been looked at. */
  get searchedTo(): number {
    // Nothing needs to be looked at.
    return this.isList || this.needsLabels ? this.searched : this.capture.counts().lastId;
  }

  get isComplete(): boolean {
    return this.searchedTo >= this.capture.counts().lastId;
  }

  /** Part of the capture that has been looked at, 0 to 1. */
  get progress(): number {
    const { firstId, lastId } = this.capture.counts();
    return lastId < firstId ? 1 : (this.searchedTo - firstId + 1) / (lastId - firstId + 1);
  }

  /** Messages up to the given one that only the muting keeps out. */
  mutedCount(lastId: number): number {
    return this.mutedIds.rankOf(lastId + 1);
  }

  /** Looks at the next part. */
  searchOn(): void {
    const from = this.searchedTo + 1;
    const left = this.capture.counts().lastId - from + 1;
    if (left <= 0) return;
    const isFew = this.looksAtFew(from, left);
    const count = Math.min(left, isFew ? fewMessages : (this.pace?.count ?? leastMessages));
    const to = from + count - 1;
    const begun = performance.now();
    if (this.needsLabels) this.capture.labels.readTo(to);
    if (this.isList) {
      const found = this.find(isFew ? this.few : this.all, from, to);
      const isMuted = this.mutes();
      this.shown.append(found.filter(id => !isMuted(id)));
      this.mutedIds.append(found.filter(isMuted));
    }
    this.searched = to;
    const millis = performance.now() - begun;
    if (isFew) return;
    if (!this.pace) this.pace = new Pace(manyMessages, millis);
    else if (count === this.pace.count) this.pace.took(millis);
  }

  /**
   * Looks again at messages that have changed.
   *
   * @param changed in order
   * @returns the first position at which a message is new or gone
   */
  update(changed: readonly number[]): number {
    const looked = changed.filter(id => id >= this.firstId && id <= this.searched);
    if (!this.isList || looked.length === 0) return Infinity;
    const found = this.findAmong(looked);
    const isMuted = this.mutes();
    this.mutedIds.revise(looked, found.filter(isMuted));
    return this.shown.revise(
      looked,
      found.filter(id => !isMuted(id)),
    );
  }

  /** Lets go of the messages that are no longer in the capture. */
  dropOld(): void {
    this.firstId = this.capture.counts().firstId;
    this.shown.dropBefore(this.firstId);
    this.mutedIds.dropBefore(this.firstId);
    this.searched = Math.max(this.searched, this.firstId - 1);
  }

  /** Messages are kept one by one. */
  private get isList(): boolean {
    return this.isFiltered || this.muted.length > 0;
  }

  /** A first screen comes before all texts have been found; and for the last ones it is not worth that. */
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

  /** Labels that were muted may come later, and get their number then. */
  private mutes(): (messageId: number) => boolean {
    if (this.muted.length === 0) return () => false;
    const labels = stringIdsOf(this.capture.database, this.muted);
    return id => labels.has(this.capture.labels.of(id));
  }
}
