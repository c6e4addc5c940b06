import type { RowSort } from '../../protocol/filters';

/** Minimal interval between two sorts, and maximum fraction of time that sorting may take. */
const sortEveryMillis = 500;
const sortPart = 0.1;

/** True when rows of this sort order stand as the capture stores them: the oldest first. */
export const isByTime = (sort: RowSort | undefined): boolean =>
  sort === undefined || (sort.column === 'time' && !sort.isDescending);

/**
 * Rows in another order than that of time. All rows are sorted at once, and again after changes.
 */
export class SortedRows {
  private sorted: Order | undefined;
  /** The visible part of the order, cached. */
  private shown: { readonly of: Order; readonly to: number; readonly order: Order } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private tookMillis = 0;

  /**
   * @param read returns the ids of all matching messages, sorted by the chosen column
   * @param again called when it is time to {@link sort}
   */
  constructor(
    private readonly read: () => Int32Array,
    private readonly again: () => void,
  ) {}

  sort(): void {
    this.dispose();
    const begun = performance.now();
    this.sorted = new Order(this.read());
    this.tookMillis = performance.now() - begun;
  }

  /** Requests another sort after messages have changed. */
  sortSoon(): void {
    if (!this.sorted) return;
    const millis = Math.max(sortEveryMillis, this.tookMillis / sortPart);
    this.timer ??= setTimeout(this.again, millis);
  }

  dropBefore(messageId: number): void {
    this.sorted = this.sorted?.within(messageId, Infinity);
  }

  /**
   * @param lastId later messages are left out
   * @returns `undefined` until the rows have been sorted
   */
  upTo(lastId: number): Pick<Order, 'length' | 'at' | 'indexOf'> | undefined {
    const { sorted } = this;
    if (!sorted || lastId === Infinity) return sorted;
    if (this.shown?.of !== sorted || this.shown.to !== lastId) {
      this.shown = { of: sorted, to: lastId, order: sorted.within(0, lastId) };
    }
    return this.shown.order;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** Messages in a given order. */
class Order {
  /** Index of each message, from the first one on. */
  private readonly indexes: Int32Array;
  private readonly firstId: number;

  constructor(private readonly order: Int32Array) {
    let [first, last] = [Infinity, -Infinity];
    for (const id of order) {
      if (id < first) first = id;
      if (id > last) last = id;
    }
    this.firstId = order.length === 0 ? 0 : first;
    this.indexes = new Int32Array(order.length === 0 ? 0 : last - first + 1).fill(-1);
    order.forEach((id, index) => (this.indexes[id - this.firstId] = index));
  }

  get length(): number {
    return this.order.length;
  }

  at(index: number): number {
    return this.order[index] ?? Infinity;
  }

  /** @returns `undefined` when the message is not in the list */
  indexOf(messageId: number): number | undefined {
    const index = this.indexes[messageId - this.firstId];
    return index === -1 ? undefined : index;
  }

  /** Returns the order without messages outside of a range. */
  within(firstId: number, lastId: number): Order {
    return new Order(this.order.filter(id => id >= firstId && id <= lastId));
  }
}
