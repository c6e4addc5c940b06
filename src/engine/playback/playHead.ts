/** A moment in a stored capture: which rows had come by then, and what each connection had carried. */
import type { DatabaseSync } from 'node:sqlite';
import type { CaptureCounts } from '../../capture/read/counts';
import type { ErrorReader } from '../../capture/read/errors';
import type { ConnectionCounts } from '../../capture/read/lanes';
import { Timeline } from '../../capture/read/timeline';

export class PlayHead {
  /** Last message that had come by then; one less than the first when there was none. */
  private messageId: number;
  private micros: number;
  /** Messages that each connection has carried, up to `countedTo`. */
  private readonly carried = new Map<number, number>();
  private countedTo: number;

  private readonly timeline: Timeline;

  constructor(
    database: DatabaseSync,
    private readonly errors: ErrorReader,
    private readonly counts: Pick<CaptureCounts, 'firstId' | 'lastId'>,
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

  get isAtEnd(): boolean {
    return this.messageId >= this.counts.lastId;
  }

  /** When the next row comes; `undefined`: none does. */
  get nextAtMicros(): number | undefined {
    return this.timeOf(this.messageId + 1);
  }

  timeOf(messageId: number): number | undefined {
    return this.timeline.timeOf(messageId);
  }

  /** To a moment that is not far ahead: looks at the rows between. */
  advance(atMicros: number): void {
    const next = this.timeline.firstAfter(this.messageId, atMicros);
    this.messageId = next === undefined ? this.counts.lastId : next - 1;
    this.micros = atMicros;
  }

  /** To any moment. Rows are nearly in order of time, which is good enough to find one among them. */
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

  /** To the moment at which a row comes; `atMicros` where something of it shows only later. */
  moveTo(messageId: number, atMicros = this.timeOf(messageId)): void {
    if (atMicros === undefined) return;
    this.seek(atMicros);
    // Of rows that came at the same moment, those after it are not there yet.
    if (this.timeOf(messageId) === atMicros) this.messageId = messageId;
  }

  /** What each connection had carried, and the errors that were known. */
  connectionCounts(): ConnectionCounts {
    this.count();
    const errors = this.errors.countByConnection(this.micros);
    return new Map(
      [...this.carried].map(([id, messages]) => [id, [messages, errors.get(id) ?? 0] as const]),
    );
  }

  /** Counts what lies between here and where it was counted last. */
  private count(): void {
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
