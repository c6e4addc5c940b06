/**
 * Folds of noise in a list of messages. A closed fold is one row; an open one has a row at its
 * head, with which it can be closed again, and then a row for each of its messages. Only the folds
 * are stored, and the rows between them are counted: a row or a message is found by binary search
 * among the folds.
 *
 * A list can be read as it was when it ended earlier, at `end`; the fold at its end is shorter
 * then.
 */
import type { Ids } from './ids';

/** Minimal number of successive messages in a fold; fewer would save no room. */
export const leastFold = 3;

/** Position of a row in the list of messages. */
export interface Line {
  /** Position of its message; for a fold, of its first message. */
  readonly position: number;
  /** Present when the row stands for a fold. */
  readonly fold: { readonly isOpen: boolean; readonly count: number } | undefined;
}

export class Folds {
  private from = new Int32Array(64);
  private counts = new Int32Array(64);
  /** Row of each fold's head. */
  private rows = new Int32Array(64);
  private isOpen = new Uint8Array(64);
  private size = 0;
  /** One message of each open fold, which identifies the fold when messages join or leave it. */
  private opened: readonly number[];

  /** @param like folds of another list, whose open folds are open here too */
  constructor(like?: Folds) {
    this.opened = like?.opened ?? [];
  }

  /**
   * Finds folds again.
   *
   * @param from position from which on messages are new, dropped or changed
   * @param isNoise tells whether a message is noise, by its id
   * @param isAfterGap tells whether a gap of the recording stands before a position: a fold would hide it
   * @returns the first position whose row may have changed
   */
  update(
    from: number,
    ids: Ids,
    isNoise: (messageId: number) => boolean,
    isAfterGap: (position: number) => boolean,
  ): number {
    const changed = Math.min(from, ids.length);
    let begin = changed;
    while (this.size > 0 && this.endOf(this.size - 1) >= begin) {
      this.size--;
      begin = Math.min(begin, this.from[this.size] ?? 0);
    }
    // Include earlier messages that were too few for a fold.
    while (begin > 0 && changed - begin < leastFold && isNoise(ids.at(begin - 1))) begin--;
    let burst = begin;
    for (let at = begin; at <= ids.length; at++) {
      const isFoldable = at < ids.length && isNoise(ids.at(at));
      if (isFoldable && !isAfterGap(at)) continue;
      if (at - burst >= leastFold) this.appendFold(burst, at - burst, ids);
      burst = isFoldable ? at : at + 1;
    }
    return begin;
  }

  /**
   * Opens or closes the fold that contains a message.
   *
   * @returns the fold's first position; `undefined` when the message is in no fold
   */
  setOpen(position: number, isOpen: boolean, ids: Ids): number | undefined {
    const fold = this.foldAt(position);
    if (fold === undefined) return undefined;
    const from = this.from[fold] ?? 0;
    const [first, last] = [ids.at(from), ids.at(this.endOf(fold) - 1)];
    const others = this.opened.filter(id => id < first || id > last);
    this.opened = isOpen ? [...others, first] : others;
    this.isOpen[fold] = Number(isOpen);
    for (let at = fold + 1; at < this.size; at++) this.placeFold(at);
    return from;
  }

  /**
   * Prepares for dropping the messages before the given one: the rest of an open fold stays open.
   */
  willDrop(messageId: number, ids: Ids): void {
    const kept = ids.rankOf(messageId);
    this.opened = this.opened.flatMap(id => {
      if (id >= messageId) return [id];
      const fold = this.foldAt(ids.rankOf(id));
      return fold !== undefined && this.endOf(fold) > kept ? [messageId] : [];
    });
  }

  rowCount(end: number): number {
    const fold = this.lastBefore(end);
    if (fold < 0) return end;
    const inFold = Math.min(end - (this.from[fold] ?? 0), this.counts[fold] ?? 0);
    return (
      (this.rows[fold] ?? 0) + this.linesOf(fold, inFold) + Math.max(0, end - this.endOf(fold))
    );
  }

  /** Returns the number of messages in closed folds. */
  foldedCount(end: number): number {
    return end + this.headCount(end) - this.rowCount(end);
  }

  /** @param row index below the row count */
  lineAt(row: number, end: number): Line {
    const fold = this.lastWith(this.rows, row, this.lastBefore(end) + 1);
    if (fold < 0) return { position: row, fold: undefined };
    const [from, head] = [this.from[fold] ?? 0, this.rows[fold] ?? 0];
    const count = Math.min(end - from, this.counts[fold] ?? 0);
    const lines = this.linesOf(fold, count);
    if (row >= head + lines)
      return { position: from + count + row - head - lines, fold: undefined };
    if (count < leastFold) return { position: from + row - head, fold: undefined };
    const isOpen = this.isOpen[fold] === 1;
    if (row === head) return { position: from, fold: { isOpen, count } };
    return { position: from + row - head - 1, fold: undefined };
  }

  /** Returns the row of a message; for a message in a closed fold, the fold's row. */
  rowOf(position: number, end: number): number {
    const fold = this.lastBefore(position + 1);
    if (fold < 0) return position;
    const [from, head] = [this.from[fold] ?? 0, this.rows[fold] ?? 0];
    const count = Math.min(end - from, this.counts[fold] ?? 0);
    if (position >= from + count) return head + this.linesOf(fold, count) + position - from - count;
    if (count < leastFold) return head + position - from;
    return this.isOpen[fold] === 1 ? head + 1 + position - from : head;
  }

  /** Returns the first and last position of the messages that share a message's row. */
  sharing(position: number, end: number): readonly [first: number, last: number] {
    const fold = this.foldAt(position);
    if (fold === undefined || this.isOpen[fold] === 1) return [position, position];
    const from = this.from[fold] ?? 0;
    const to = Math.min(end, this.endOf(fold));
    return to - from < leastFold ? [position, position] : [from, to - 1];
  }

  /** Returns the number of folds that begin before the end and are long enough by then. */
  private headCount(end: number): number {
    const fold = this.lastBefore(end);
    return fold >= 0 && end - (this.from[fold] ?? 0) < leastFold ? fold : fold + 1;
  }

  private appendFold(from: number, count: number, ids: Ids): void {
    if (this.size === this.from.length) this.grow();
    const fold = this.size++;
    this.from[fold] = from;
    this.counts[fold] = count;
    const [first, last] = [ids.at(from), ids.at(from + count - 1)];
    this.isOpen[fold] = Number(this.opened.some(id => id >= first && id <= last));
    this.placeFold(fold);
  }

  /** Computes the row of a fold from the fold before it. */
  private placeFold(fold: number): void {
    const from = this.from[fold] ?? 0;
    const before = fold - 1;
    this.rows[fold] =
      fold === 0
        ? from
        : (this.rows[before] ?? 0) +
          this.linesOf(before, this.counts[before] ?? 0) +
          (from - this.endOf(before));
  }

  private linesOf(fold: number, count: number): number {
    if (count < leastFold) return count;
    return this.isOpen[fold] === 1 ? count + 1 : 1;
  }

  private endOf(fold: number): number {
    return (this.from[fold] ?? 0) + (this.counts[fold] ?? 0);
  }

  private foldAt(position: number): number | undefined {
    const fold = this.lastBefore(position + 1);
    return fold >= 0 && position < this.endOf(fold) ? fold : undefined;
  }

  /** Returns the last fold that begins before a position; -1 when there is none. */
  private lastBefore(position: number): number {
    return this.lastWith(this.from, position - 1, this.size);
  }

  /** Returns the last of the first folds whose column is at most a limit; -1 when there is none. */
  private lastWith(column: Int32Array, limit: number, size: number): number {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((column[middle] ?? Infinity) <= limit) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private grow(): void {
    const larger = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(2 * column.length);
      grown.set(column);
      return grown;
    };
    [this.from, this.counts, this.rows] = [
      larger(this.from),
      larger(this.counts),
      larger(this.rows),
    ];
    const isOpen = new Uint8Array(2 * this.isOpen.length);
    isOpen.set(this.isOpen);
    this.isOpen = isOpen;
  }
}
