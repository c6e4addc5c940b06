/**
 * Counts of messages over time, so fine that any overview is a sum of them. Only buckets that hold
 * messages exist, so that a message whose clock was years off takes one bucket and no more. When
 * there are too many buckets, each two neighbours become one. The bucket of each message is kept, so
 * that dropped or filtered messages are counted without reading them again.
 */

import type { MessageSet } from './selectedSpans';

/** Width of the finest buckets: 1 ms, finer than a range that a person selects. */
const finestMicros = 1_000;
const maxBuckets = 16_384;
/** Position of a message whose time is not known. */
const nowhere = 0xffff;

export class TimeBuckets {
  private widthMicros = finestMicros;
  /** Number of each bucket: the time since the epoch at which it begins, in widths. */
  private numbers: number[] = [];
  private counts: number[] = [];
  private positions = new Map<number, number>();
  /** Position of each message's bucket, from the first message on. */
  private positionOf = new Uint16Array(1_024).fill(nowhere);
  private lastId: number;

  constructor(private firstId: number) {
    this.lastId = firstId - 1;
  }

  get bucketMicros(): number {
    return this.widthMicros;
  }

  /** Times at which the buckets begin, in widths since the epoch, in no order. */
  get bucketNumbers(): readonly number[] {
    return this.numbers;
  }

  /** Number of messages in each bucket. */
  get bucketCounts(): readonly number[] {
    return this.counts;
  }

  /** Id of the last message that was counted. */
  get lastCounted(): number {
    return this.lastId;
  }

  /** Counts a message; one that was counted before moves to the bucket of its new time. */
  countMessage(id: number, atMicros: number): void {
    const at = id - this.firstId;
    if (at < 0) return;
    this.reserve(at + 1);
    this.uncount(at);
    this.lastId = Math.max(this.lastId, id);
    if (!Number.isFinite(atMicros)) return;
    const position = this.bucketAt(atMicros);
    this.positionOf[at] = position;
    this.counts[position] = (this.counts[position] ?? 0) + 1;
  }

  /** Forgets the messages before this one, which are no longer in the capture. */
  dropBefore(firstId: number): void {
    const dropped = Math.min(firstId, this.lastId + 1) - this.firstId;
    for (let at = 0; at < dropped; at++) this.uncount(at);
    const kept = this.positionOf.slice(Math.max(0, dropped), this.lastId - this.firstId + 1);
    this.positionOf = kept;
    this.firstId = firstId;
    this.lastId = Math.max(this.lastId, firstId - 1);
    this.rearrange(this.widthMicros);
  }

  /** Number of the given messages in each bucket. */
  countsOf(messages: MessageSet): Uint32Array {
    const { firstId, positionOf } = this;
    const counts = new Uint32Array(this.numbers.length);
    for (let at = 0; at < messages.count; at++) {
      const position = positionOf[messages.idAt(at) - firstId];
      if (position !== undefined && position !== nowhere)
        counts[position] = (counts[position] ?? 0) + 1;
    }
    return counts;
  }

  private uncount(at: number): void {
    const position = this.positionOf[at] ?? nowhere;
    if (position === nowhere) return;
    this.positionOf[at] = nowhere;
    this.counts[position] = (this.counts[position] ?? 0) - 1;
  }

  private bucketAt(atMicros: number): number {
    for (;;) {
      const number = Math.floor(atMicros / this.widthMicros);
      const known = this.positions.get(number);
      if (known !== undefined) return known;
      if (this.numbers.length < maxBuckets) {
        const position = this.numbers.push(number) - 1;
        this.counts.push(0);
        this.positions.set(number, position);
        return position;
      }
      this.rearrange(this.widthMicros * 2);
    }
  }

  /** Merges buckets to a new width, and removes empty ones. */
  private rearrange(widthMicros: number): void {
    const { numbers, counts } = this;
    const wider = widthMicros / this.widthMicros;
    this.widthMicros = widthMicros;
    this.numbers = [];
    this.counts = [];
    this.positions = new Map();
    const moved = numbers.map((number, position) => {
      const count = counts[position] ?? 0;
      if (count === 0) return nowhere;
      const wide = Math.floor(number / wider);
      const known = this.positions.get(wide) ?? this.numbers.push(wide) - 1;
      this.positions.set(wide, known);
      this.counts[known] = (this.counts[known] ?? 0) + count;
      return known;
    });
    this.positionOf = this.positionOf.map(position => moved[position] ?? nowhere);
  }

  private reserve(length: number): void {
    if (length <= this.positionOf.length) return;
    const larger = new Uint16Array(Math.max(1_024, 2 * length)).fill(nowhere);
    larger.set(this.positionOf);
    this.positionOf = larger;
  }
}
