import type { StoredGap, StoredGaps } from '../../protocol/rows';
import type { Direction } from '../../protocol/schemas';

/** Gaps of the recording that share a row, the earliest first. */
export interface PlacedGaps {
  /** Number of rows of messages before them. */
  readonly before: number;
  readonly gaps: StoredGaps;
}

/**
 * Places of the gaps of a recording among the rows of messages in order of time. Gaps with no row between
 * them share one.
 */
export class GapPlaces {
  private readonly places: readonly PlacedGaps[];

  /**
   * @param gaps gaps in order of their begin
   * @param rowsBefore returns the number of rows of messages before a gap
   */
  constructor(gaps: readonly StoredGap[], rowsBefore: (gap: StoredGap) => number) {
    const byRow = new Map<number, [StoredGap, ...StoredGap[]]>();
    for (const gap of gaps) {
      const before = rowsBefore(gap);
      const together = byRow.get(before);
      if (together) together.push(gap);
      else byRow.set(before, [gap]);
    }
    this.places = [...byRow]
      .map(([before, together]) => ({ before, gaps: together }))
      .sort((one, other) => one.before - other.before);
  }

  /** Number of rows of gaps. */
  get count(): number {
    return this.places.length;
  }

  /** Returns the index, among all rows, of a row of messages. */
  indexOf(row: number): number {
    return row + this.countUntil(row + 1);
  }

  /** Returns the index of the row of gaps before a row of messages, or else of that row itself. */
  indexBefore(row: number): number {
    return row + this.countUntil(row);
  }

  /** @returns the gaps whose row is at an index, or else the number of rows of messages before it */
  at(index: number): PlacedGaps | number {
    const count = this.countWhile((before, at) => before + at <= index);
    const place = this.places[count - 1];
    return place && place.before + count - 1 === index ? place : index - count;
  }

  /** @returns the index of a gap's row; `undefined` when it has none */
  indexOfGap(gapId: number): number | undefined {
    const at = this.places.findIndex(({ gaps }) => gaps.some(({ id }) => id === gapId));
    return at < 0 ? undefined : (this.places[at]?.before ?? 0) + at;
  }

  /** @returns the index of the next row of gaps after an index, or before it */
  next(fromIndex: number, direction: Direction): number | undefined {
    const indexes = this.places.map(({ before }, at) => before + at);
    return direction === 1
      ? indexes.find(index => index > fromIndex)
      : indexes.findLast(index => index < fromIndex);
  }

  /** Returns the number of rows of gaps that stand before less than the given number of rows. */
  private countUntil(row: number): number {
    return this.countWhile(before => before < row);
  }

  /** @param isCounted true for some first places, and for none of the others */
  private countWhile(isCounted: (before: number, at: number) => boolean): number {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isCounted(this.places[middle]?.before ?? 0, middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
