import type { StoredGap, StoredGaps } from '../../protocol/rows';
import type { Direction } from '../../protocol/schemas';
import type { Line } from './folds';
import { Folds } from './folds';
import { GapPlaces } from './gapPlaces';
import type { Ids } from './ids';
import { IdPart } from './ids';
import type { SpanLabels } from './spanLabels';

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

export interface FoldedCapture {
  readonly labels: SpanLabels;
  /** String ids of the labels that are noise. */
  noise(): ReadonlySet<number>;
  /** Gaps of the recording in order of their begin, those after the playhead too. */
  allGaps(): readonly StoredGap[];
  /** Gaps that began before the playhead. */
  gaps(): readonly StoredGap[];
}

/** The messages of a list, in the order of time. */
export interface MatchedMessages {
  readonly ids: Ids;
  /** Number of those that are visible. */
  readonly end: number;
}

/**
 * Rows in the order of time: messages, folds of noise, and the gaps of the recording among them, unless no
 * message is shown.
 */
export class RowsByTime {
  private readonly folds: Folds | undefined;
  /** Places of the gaps, while the rows and gaps are those for which they were found. */
  private gapPlaces:
    { readonly end: number; readonly gapCount: number; readonly places: GapPlaces } | undefined;

  /** @param earlier rows of an earlier filter, whose open folds are open here too */
  constructor(
    private readonly capture: FoldedCapture,
    private readonly list: MatchedMessages,
    foldsNoise: boolean,
    earlier?: RowsByTime,
  ) {
    this.folds = foldsNoise ? new Folds(earlier?.folds) : undefined;
  }

  get count(): number {
    return this.lineCount + this.places.count;
  }

  /** Number of messages in closed folds. */
  get foldedCount(): number {
    return this.folds?.foldedCount(this.list.end) ?? 0;
  }

  /** @param index index below the number of rows */
  at(index: number): ListedRow {
    const place = this.places.at(index);
    if (typeof place === 'number') return this.lineAt(place);
    const { before, gaps } = place;
    const next = before < this.lineCount ? this.lineAt(before).messageId : undefined;
    return { nextMessageId: next, gaps };
  }

  /** Returns the index of the row of a message, by its position among the visible ones. */
  indexOf(position: number): number {
    return this.places.indexOf(this.lineOf(position));
  }

  /** Returns the index of a gap's row; `undefined` when it has none. */
  indexOfGap(gapId: number): number | undefined {
    return this.places.indexOfGap(gapId);
  }

  /** Returns the index of the next row of gaps after an index, or before it. */
  nextGap(fromIndex: number, direction: Direction): number | undefined {
    return this.places.next(fromIndex, direction);
  }

  /** Returns the first and last position of the messages that share a message's row. */
  sharing(position: number, end: number): readonly [first: number, last: number] {
    return this.folds?.sharing(position, end) ?? [position, position];
  }

  /**
   * Opens or closes the fold that contains a message.
   *
   * @returns the fold's first position; `undefined` when the message is in no fold
   */
  setFold(position: number, isOpen: boolean): number | undefined {
    return this.folds?.setOpen(position, isOpen, this.list.ids);
  }

  /** Prepares for dropping the messages before the given one. */
  willDrop(messageId: number): void {
    this.folds?.willDrop(messageId, this.list.ids);
  }

  /**
   * Finds folds again after messages from a position on were added, removed or changed.
   *
   * @returns the first position whose row may have changed
   */
  update(position: number): number {
    const { capture, folds } = this;
    const { ids } = this.list;
    if (!folds) return position;
    const noise = capture.noise();
    const isNoise = (id: number): boolean =>
      capture.labels.isOwnWork(id) && noise.has(capture.labels.labelOf(id));
    const afterGaps = new Set(
      capture
        .allGaps()
        .flatMap(gap => gap.messageId ?? [])
        .map(id => ids.rankOf(id)),
    );
    return folds.update(position, ids, isNoise, at => afterGaps.has(at));
  }

  /** Places the gaps again, and returns the index of the first row that a changed message moves. */
  placeAgain(position: number): number {
    this.gapPlaces = undefined;
    const line = this.folds?.rowOf(position, this.list.ids.length) ?? position;
    return this.places.indexBefore(line);
  }

  /** Number of rows of messages and folds. */
  private get lineCount(): number {
    const { end } = this.list;
    return this.folds?.rowCount(end) ?? end;
  }

  /** Number of rows of messages and folds before that of a message. */
  private lineOf(position: number): number {
    return this.folds?.rowOf(position, this.list.end) ?? position;
  }

  private lineAt(at: number): ListedMessages {
    const { ids, end } = this.list;
    const line: Line = this.folds?.lineAt(at, end) ?? { position: at, fold: undefined };
    const messageId = ids.at(line.position);
    if (!line.fold) return { messageId, fold: undefined };
    const { isOpen, count } = line.fold;
    return { messageId, fold: { isOpen, messageIds: new IdPart(ids, line.position, count) } };
  }

  private get places(): GapPlaces {
    const { ids, end } = this.list;
    const gaps = end === 0 ? [] : this.capture.gaps();
    let held = this.gapPlaces;
    if (held?.end !== end || held.gapCount !== gaps.length) {
      const places = new GapPlaces(gaps, ({ messageId = Infinity }) => {
        const position = Math.min(end, ids.rankOf(messageId));
        return position === 0 ? 0 : this.lineOf(position - 1) + 1;
      });
      held = this.gapPlaces = { end, gapCount: gaps.length, places };
    }
    return held.places;
  }
}
