/**
 * A moment in a stored capture: the rows that had come by then, and the number of messages of each
 * connection.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { MessageRange } from '../../capture/read/counts';
import type { ErrorReader } from '../../capture/read/errors';
import type { ConnectionCounts } from '../../capture/read/lanes';
import { Timeline } from '../../capture/read/timeline';

export class Playhead {
  /** Last message that had come by then; one less than the first when there was none. */
  private messageId: number;
  private micros: number;
  /** Number of messages of each connection, up to `countedTo`. */
  private readonly carried = new Map<number, number>();
  private countedTo: number;

  private readonly timeline: Timeline;

  constructor(
    database: DatabaseSync,
    private readonly errors: ErrorReader,
    private readonly counts: MessageRange,
    atMicros: number,
  ) {
    this.timeline = new Timeline(database);
    this.messageId = this.countedTo = counts.firstId - 1;
    this.micros = atMicros;
    this.seek(atMicros);
  }

  get lastId(): number {
    return this.messageId;
  }

  get atMicros(): number {
    return this.micros;
  }

  /** Time of the next row; `undefined` when there is none. */
  get nextAtMicros(): number | undefined {
    return this.timeOf(this.messageId + 1);
  }

  timeOf(messageId: number): number | undefined {
    return this.timeline.timeOf(messageId);
  }

  /** Moves forward to a near moment, by reading the rows between. */
  advance(atMicros: number): void {
    const next = this.timeline.firstAfter(this.messageId, atMicros);
    this.messageId = next === undefined ? this.counts.lastId : next - 1;
    this.micros = atMicros;
  }

  /**
   * Moves to any moment by binary search. Rows are nearly in the order of time, which is
   * sufficient.
   */
  seek(atMicros: number): void {
    let [low, high] = [this.counts.firstId, this.counts.lastId + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.timeOf(middle) ?? Infinity) <= atMicros) low = middle + 1;
      else high = middle;
    }
    this.messageId = low - 1;
    this.micros = atMicros;
  }

  /** Moves to the time of a row; `atMicros` is given when its event becomes visible later. */
  moveTo(messageId: number, atMicros = this.timeOf(messageId)): void {
    if (atMicros === undefined) return;
    this.seek(atMicros);
    // Rows after it with the same time are not visible yet.
    if (this.timeOf(messageId) === atMicros) this.messageId = messageId;
  }

  /** Returns the number of messages and known errors of each connection. */
  connectionCounts(): ConnectionCounts {
    this.countCarried();
    const errors = this.errors.countByConnection(this.micros);
    return new Map(
      [...this.carried].map(([id, messages]) => [id, [messages, errors.get(id) ?? 0] as const]),
    );
  }

  /** Counts the messages between the last count and this moment. */
  private countCarried(): void {
    const isForward = this.messageId >= this.countedTo;
    const after = Math.min(this.countedTo, this.messageId);
    const last = Math.max(this.countedTo, this.messageId);
    for (const { connectionId, count } of this.timeline.carriedBetween(after, last)) {
      const known = this.carried.get(connectionId) ?? 0;
      this.carried.set(connectionId, known + (isForward ? count : -count));
    }
    this.countedTo = this.messageId;
  }
}
