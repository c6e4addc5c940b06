/**
 * Messages counted over time, so fine that any overview is a sum of these counts. Only buckets in
 * which there is something exist: a message whose clock was years off takes one of them, and no more.
 * When they become too many, each two that are side by side become one. Of each message its bucket
 * is known: messages that are dropped, or that a view shows, are counted without a look at them.
 */

import type { MessageSet } from './selectedSpans';

/** Milliseconds: finer than anybody brushes. */
const finestMicros = 1_000;
const maxBuckets = 16_384;
/** A message of which no time is known. */
const nowhere = 0xffff;

export class TimeBuckets {
  private widthMicros = finestMicros;
  /** Number of each bucket: its begin in widths since the epoch. */
  private numbers: number[] = [];
  private counts: number[] = [];
  private positions = new Map<number, number>();
  /** Position of each message's bucket; from the first message on. */
  private positionOf = new Uint16Array(1_024).fill(nowhere);
  private lastId: number;

  constructor(private firstId: number) {
    this.lastId = firstId - 1;
  }

  get bucketMicros(): number {
    return this.widthMicros;
  }

  /** Begins of the buckets, in widths since the epoch, in no order. */
  get bucketNumbers(): readonly number[] {
    return this.numbers;
  }

  /** Messages in each bucket. */
  get bucketCounts(): readonly number[] {
    return this.counts;
  }

  /** Last message that was counted. */
  get lastCounted(): number {
    return this.lastId;
  }

  /** Counts a message, or counts one elsewhere whose time has become another. */
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

  /** Messages before this one are no longer in the capture. */
  dropBefore(firstId: number): void {
    const dropped = Math.min(firstId, this.lastId + 1) - this.firstId;
    for (let at = 0; at < dropped; at++) this.uncount(at);
    const kept = this.positionOf.slice(Math.max(0, dropped), this.lastId - this.firstId + 1);
    this.positionOf = kept;
    this.firstId = firstId;
    this.lastId = Math.max(this.lastId, firstId - 1);
    this.rearrange(this.widthMicros);
  }

  /** How many of these messages there are in each bucket. */
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

  /** Into buckets of that width, without those that have become empty. */
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
