import type { SqlCondition } from '../../capture/filter/sqlCondition';
import { matchingAmong } from '../../capture/read/matchingMessages';
import type { RowFilter } from '../../protocol/filters';
import type { Direction } from '../../protocol/schemas';
import type { Ids } from './ids';
import { hasId, IdList, IdPart } from './ids';
import type { SearchedCapture } from './matches';
import { Matches } from './matches';

/** Returns the index of a message's row in a list that is not in the order of time. */
export type SortedIndex = (messageId: number) => number | undefined;

/** The rows among which matches are counted. */
export interface HighlightedList {
  /** Tells whether a message has a row of its own, be it in a fold. */
  isListed(messageId: number): boolean;
  /** Returns the message whose row tells of a message. */
  rowIdOf(messageId: number): number;
}

/** The nearest match in a direction, and the one with which a walk that wraps around begins anew. */
interface NextMatch {
  readonly nearest: number | undefined;
  readonly outermost: number | undefined;
}

/**
 * The rows of a list that match {@link RowFilter.highlight}, those in folds among them. A row matches when
 * one of its event's forms does, as the mark on it says.
 */
export class Highlights {
  private readonly filter: RowFilter;
  private matches: Matches;
  /** A new search after lanes got other names; until it has finished, the old results are shown. */
  private renewed: Matches | undefined;
  private readonly rows = new IdList();

  /**
   * @param filter filter of the list
   * @param condition the filter's highlight alone
   * @throws when the text of the highlight is invalid
   */
  constructor(
    private readonly capture: SearchedCapture,
    filter: RowFilter & { readonly highlight: string },
    private readonly condition: SqlCondition,
    private readonly list: HighlightedList,
  ) {
    const { highlight, hiddenLanes, request, range } = filter;
    this.filter = { text: highlight, hiddenLanes, request, range };
    this.matches = this.newMatches();
  }

  get isComplete(): boolean {
    return this.matches.isComplete && (this.renewed?.isComplete ?? true);
  }

  /** Fraction of the capture that was searched; `undefined` when all was. */
  get progress(): number | undefined {
    return this.matches.isComplete ? undefined : this.matches.progress;
  }

  /** Matching rows up to a message. */
  upTo(lastId: number): Ids {
    return new IdPart(this.rows, 0, this.rows.rankOf(lastId + 1));
  }

  /** Returns the messages that match, and those whose rows tell of them. */
  among(messageIds: readonly number[]): ReadonlySet<number> {
    const { database, secondForms } = this.capture;
    const asked = secondForms.withSeconds(messageIds);
    const found = matchingAmong(database, this.condition, asked);
    return new Set(found.flatMap(id => [id, secondForms.rowOf(id)]));
  }

  /** Searches the next part. The list must have found its rows in it before. */
  searchOn(): void {
    const { length } = this.matches.ids;
    this.matches.searchOn();
    this.addFrom(length);
    this.renewed?.searchOn();
    if (!this.renewed?.isComplete) return;
    this.matches = this.renewed;
    this.renewed = undefined;
    this.listChanged();
  }

  /** Searches again after the names of lanes have changed. */
  searchAgain(): void {
    this.renewed = this.newMatches();
  }

  /** Checks changed messages again, whose ids are in order, after the list has. */
  update(changedIds: readonly number[]): void {
    this.matches.update(changedIds);
    this.renewed?.update(changedIds);
    if (changedIds.length === 0) return;
    const { secondForms } = this.capture;
    const forms = secondForms.withSeconds(changedIds);
    const looked = inOrder([...forms, ...forms.map(id => secondForms.rowOf(id))]);
    this.rows.revise(
      looked,
      looked.filter(id => this.isHighlighted(id)),
    );
  }

  /** Takes over rows that the list has now, or no longer has. */
  listChanged(): void {
    this.rows.dropBefore(Infinity);
    this.addFrom(0);
  }

  /** Removes messages that are no longer in the capture, after the list has. */
  dropOld(): void {
    this.matches.dropOld();
    this.renewed?.dropOld();
    this.listChanged();
  }

  /**
   * @param from message of the row to start after; `undefined` for the begin of the list, or its end
   * @param lastId later messages are left out
   * @param sortedIndex absent in the order of time
   */
  next(
    from: number | undefined,
    direction: Direction,
    lastId: number,
    sortedIndex?: SortedIndex,
  ): NextMatch {
    const ids = this.upTo(lastId);
    const start = from === undefined ? undefined : this.list.rowIdOf(from);
    if (sortedIndex) return nextSorted(ids, start, direction, sortedIndex);
    const outermost = direction === 1 ? 0 : ids.length - 1;
    let nearest = outermost;
    if (start !== undefined) {
      nearest = direction === 1 ? ids.rankOf(start + 1) : ids.rankOf(start) - 1;
    }
    const idAt = (at: number) => (at >= 0 && at < ids.length ? ids.at(at) : undefined);
    return { nearest: idAt(nearest), outermost: idAt(outermost) };
  }

  /** @returns number of matching rows before that of a message; -1 when its row does not match */
  positionOf(messageId: number, lastId: number, sortedIndex?: SortedIndex): number {
    const ids = this.upTo(lastId);
    const row = this.list.rowIdOf(messageId);
    if (!hasId(ids, row)) return -1;
    if (!sortedIndex) return ids.rankOf(row);
    const own = sortedIndex(row);
    if (own === undefined) return -1;
    let before = 0;
    for (let at = 0; at < ids.length; at++) {
      if ((sortedIndex(ids.at(at)) ?? Infinity) < own) before++;
    }
    return before;
  }

  private newMatches(): Matches {
    return new Matches(this.capture, this.filter, 'everyForm');
  }

  /** Adds the rows of the matches from a position on. */
  private addFrom(position: number): void {
    const { ids } = this.matches;
    const found = Array.from({ length: ids.length - position }, (_, at) => ids.at(position + at));
    const rows = inOrder(found.map(id => this.list.rowIdOf(id)));
    const listed = rows.filter(id => this.list.isListed(id));
    this.rows.revise(listed, listed);
  }

  private isHighlighted(rowId: number): boolean {
    if (!this.list.isListed(rowId)) return false;
    const { ids } = this.matches;
    return this.capture.secondForms.withSeconds([rowId]).some(id => hasId(ids, id));
  }
}

const inOrder = (ids: readonly number[]): readonly number[] =>
  [...new Set(ids)].sort((a, b) => a - b);

function nextSorted(
  ids: Ids,
  from: number | undefined,
  direction: Direction,
  sortedIndex: SortedIndex,
): NextMatch {
  const own = (from === undefined ? undefined : sortedIndex(from)) ?? -direction * Infinity;
  let [nearest, outermost]: [id: number, index: number][] = [];
  for (let at = 0; at < ids.length; at++) {
    const id = ids.at(at);
    const index = sortedIndex(id);
    // A message that came after the last sorting has no place yet.
    if (index === undefined) continue;
    const isBefore = (other: [number, number] | undefined) =>
      other === undefined || (other[1] - index) * direction > 0;
    if (isBefore(outermost)) outermost = [id, index];
    if ((index - own) * direction > 0 && isBefore(nearest)) nearest = [id, index];
  }
  return { nearest: nearest?.[0], outermost: outermost?.[0] };
}
