/** Message ids in ascending order, each once. */
export interface Ids {
  readonly length: number;
  /** @param position index below the length */
  at(position: number): number;
  /** Returns the number of ids before a message. */
  rankOf(messageId: number): number;
}

export function hasId(ids: Ids, messageId: number): boolean {
  const position = ids.rankOf(messageId);
  return position < ids.length && ids.at(position) === messageId;
}

/** All messages from one to another, inclusive. */
export class IdRange implements Ids {
  readonly length: number;

  constructor(
    private readonly first: number,
    last: number,
  ) {
    this.length = Math.max(0, last - first + 1);
  }

  at(position: number): number {
    return this.first + position;
  }

  rankOf(messageId: number): number {
    return Math.min(this.length, Math.max(0, messageId - this.first));
  }
}

/** All messages from one id to another, inclusive, except those that are left out. */
export class IdRangeWithout implements Ids {
  readonly length: number;
  /** The whole range, which includes those that are left out. */
  readonly whole: IdRange;

  /** @param without ids that are left out, none of them before the first */
  constructor(
    private readonly first: number,
    private readonly last: number,
    private readonly without: Ids,
  ) {
    this.length = this.rankOf(last + 1);
    this.whole = new IdRange(first, last);
  }

  at(position: number): number {
    // Counts the left-out ids before the wanted one, by the number of kept ids before each of them.
    let low = 0;
    let high = this.without.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.without.at(middle) - this.first - middle <= position) low = middle + 1;
      else high = middle;
    }
    return this.first + position + low;
  }

  rankOf(messageId: number): number {
    const to = Math.min(Math.max(messageId, this.first), Math.max(this.first, this.last + 1));
    return to - this.first - this.without.rankOf(to);
  }
}

/** A contiguous part of a longer list. */
export class IdPart implements Ids {
  constructor(
    private readonly ids: Ids,
    private readonly first: number,
    readonly length: number,
  ) {}

  at(position: number): number {
    return this.ids.at(this.first + position);
  }

  rankOf(messageId: number): number {
    return Math.min(this.length, Math.max(0, this.ids.rankOf(messageId) - this.first));
  }
}

/** A list of messages, which takes four bytes for each. */
export class IdList implements Ids {
  private ids = new Int32Array(1024);
  private size = 0;

  get length(): number {
    return this.size;
  }

  at(position: number): number {
    return position < this.size ? (this.ids[position] ?? Infinity) : Infinity;
  }

  rankOf(messageId: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle) < messageId) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  toArray(): Int32Array {
    return this.ids.slice(0, this.size);
  }

  /** @param ids ids in order, all greater than the present ones */
  append(ids: ArrayLike<number>): void {
    this.replaceFrom(this.size, ids);
  }

  /** Removes the ids before a message. */
  dropBefore(messageId: number): void {
    this.replaceFrom(0, this.ids.slice(this.rankOf(messageId), this.size));
  }

  /**
   * Adds and removes messages.
   *
   * @param looked all messages that were checked, in order
   * @param found those of them that belong to the list, in order
   * @returns the first position that has another message now; Infinity when nothing has changed
   */
  revise(looked: readonly number[], found: readonly number[]): number {
    const belongs = new Set(found);
    const moved = looked.filter(id => belongs.has(id) !== hasId(this, id));
    const [first] = moved;
    if (first === undefined) return Infinity;
    const from = this.rankOf(first);
    const isMoved = new Set(moved);
    const kept = this.ids.slice(from, this.size).filter(id => !isMoved.has(id));
    const added = moved.filter(id => belongs.has(id));
    this.replaceFrom(from, Int32Array.from([...kept, ...added]).sort());
    return from;
  }

  private replaceFrom(position: number, ids: ArrayLike<number>): void {
    const length = position + ids.length;
    if (length > this.ids.length) {
      const larger = new Int32Array(2 * length);
      larger.set(this.ids);
      this.ids = larger;
    }
    this.ids.set(ids, position);
    this.size = length;
  }
}
