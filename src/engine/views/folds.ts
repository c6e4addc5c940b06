/**
 * Bursts of noise in a list of messages. A closed fold is one row; an open one has a row at its head,
 * by which it can be closed again, and then a row for each of its messages. Only the folds are kept,
 * and rows between them are counted: finding a row, or a message, is a search among the folds.
 *
 * A list may be looked at as it was when it ended earlier, at `end`: the fold at its end holds less then.
 */
import type { Ids } from './ids';

/** As many messages in a row make a fold: fewer would save no room. */
export const leastFold = 3;

/** Where a row stands in the list of messages. */
export interface Line {
  /** Of its message; of a fold, of its first one. */
  readonly position: number;
  /** Set where the row stands for a fold. */
  readonly fold: { readonly isOpen: boolean; readonly count: number } | undefined;
}

export class Folds {
  private from = new Int32Array(64);
  private counts = new Int32Array(64);
  /** Row of each fold's head. */
  private rows = new Int32Array(64);
  private isOpen = new Uint8Array(64);
  private size = 0;
  /** A message of each fold that is open: by it the fold is known again, whatever joins it or leaves. */
  private opened: readonly number[];

  /** @param like another list's: what is open there, is open here */
  constructor(like?: Folds) {
    this.opened = like?.opened ?? [];
  }

  /**
   * Looks for bursts again.
   *
   * @param from position from which on messages are new, gone or changed
   * @param isNoise of a message, by its id
   * @returns the first position whose row may be another one now
   */
  renew(from: number, ids: Ids, isNoise: (messageId: number) => boolean): number {
    const changed = Math.min(from, ids.length);
    let begin = changed;
    while (this.size > 0 && this.endOf(this.size - 1) >= begin) {
      this.size--;
      begin = Math.min(begin, this.from[this.size] ?? 0);
    }
    // Too few for a fold until now.
    while (begin > 0 && changed - begin < leastFold && isNoise(ids.at(begin - 1))) begin--;
    let burst = begin;
    for (let at = begin; at <= ids.length; at++) {
      if (at < ids.length && isNoise(ids.at(at))) continue;
      if (at - burst >= leastFold) this.add(burst, at - burst, ids);
      burst = at + 1;
    }
    return begin;
  }

  /**
   * Opens or closes the fold that holds a message.
   *
   * @returns its first position; `undefined`: the message is in none
   */
  set(position: number, isOpen: boolean, ids: Ids): number | undefined {
    const fold = this.foldAt(position);
    if (fold === undefined) return undefined;
    const from = this.from[fold] ?? 0;
    const [first, last] = [ids.at(from), ids.at(this.endOf(fold) - 1)];
    const others = this.opened.filter(id => id < first || id > last);
    this.opened = isOpen ? [...others, first] : others;
    this.isOpen[fold] = Number(isOpen);
    for (let at = fold + 1; at < this.size; at++) this.count(at);
    return from;
  }

  /** Messages before the given one will go: what of an open fold stays, stays open. */
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

  /** Messages in folds that are closed. */
  foldedCount(end: number): number {
    return end + this.headCount(end) - this.rowCount(end);
  }

  /** @param row below the row count */
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

  /** Row of a message; of one in a closed fold, the fold's. */
  rowOf(position: number, end: number): number {
    const fold = this.lastBefore(position + 1);
    if (fold < 0) return position;
    const [from, head] = [this.from[fold] ?? 0, this.rows[fold] ?? 0];
    const count = Math.min(end - from, this.counts[fold] ?? 0);
    if (position >= from + count) return head + this.linesOf(fold, count) + position - from - count;
    if (count < leastFold) return head + position - from;
    return this.isOpen[fold] === 1 ? head + 1 + position - from : head;
  }

  /** First and last position of what a message shares its row with. */
  sharing(position: number, end: number): readonly [first: number, last: number] {
    const fold = this.foldAt(position);
    if (fold === undefined || this.isOpen[fold] === 1) return [position, position];
    const from = this.from[fold] ?? 0;
    const to = Math.min(end, this.endOf(fold));
    return to - from < leastFold ? [position, position] : [from, to - 1];
  }

  /** Folds that begin before the end, with enough messages by then. */
  private headCount(end: number): number {
    const fold = this.lastBefore(end);
    return fold >= 0 && end - (this.from[fold] ?? 0) < leastFold ? fold : fold + 1;
  }

  private add(from: number, count: number, ids: Ids): void {
    if (this.size === this.from.length) this.grow();
    const fold = this.size++;
    this.from[fold] = from;
    this.counts[fold] = count;
    const [first, last] = [ids.at(from), ids.at(from + count - 1)];
    this.isOpen[fold] = Number(this.opened.some(id => id >= first && id <= last));
    this.count(fold);
  }

  /** Finds the row of a fold by the one before it. */
  private count(fold: number): void {
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

  /** The last fold that begins before a position; -1: none does. */
  private lastBefore(position: number): number {
    return this.lastWith(this.from, position - 1, this.size);
  }

  /** The last of the first folds at which a column is at most a limit; -1: it is at none. */
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
