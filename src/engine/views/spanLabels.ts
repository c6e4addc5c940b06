import type { DatabaseSync } from 'node:sqlite';
import type { CaptureCounts } from '../../capture/read/counts';
import { labelsAmong, labelsBetween } from '../../capture/read/labels';

/**
 * A column of the capture that mutes and folds ask of every message: which label its span has. It is
 * in memory, four bytes a message, as far as somebody has asked; then neither takes any search.
 */
export class SpanLabels {
  /** Label ids. Negative: the span went wrong, or is part of what a user asked for. */
  private labels = new Int32Array(1024);
  private firstId = 1;
  private lastId = 0;

  constructor(
    private readonly database: DatabaseSync,
    private readonly counts: () => Pick<CaptureCounts, 'firstId' | 'lastId'>,
  ) {}

  /** Reads on, so that the messages up to this one are known. */
  readTo(messageId: number): void {
    if (this.lastId < this.firstId) this.firstId = this.counts().firstId;
    const from = Math.max(this.firstId, this.lastId + 1);
    if (messageId < from) return;
    const values = labelsBetween(this.database, from, messageId);
    const length = from - this.firstId + values.length;
    if (length > this.labels.length) {
      const larger = new Int32Array(2 * length);
      larger.set(this.labels);
      this.labels = larger;
    }
    this.labels.set(values, from - this.firstId);
    this.lastId = from + values.length - 1;
  }

  /** Reads again what has changed. @param ids of messages, in order */
  renew(ids: readonly number[]): void {
    const known = ids.filter(id => id >= this.firstId && id <= this.lastId);
    for (const { messageId, label } of labelsAmong(this.database, known)) {
      this.labels[messageId - this.firstId] = label;
    }
  }

  /** Lets go of messages that are no longer in the capture. */
  dropOld(): void {
    const { firstId } = this.counts();
    const known = Math.max(0, this.lastId - this.firstId + 1);
    this.labels = this.labels.slice(Math.min(known, Math.max(0, firstId - this.firstId)));
    this.firstId = firstId;
    this.lastId = Math.max(this.lastId, firstId - 1);
  }

  /** @returns the text's id; 0 when the message has not been read */
  of(messageId: number): number {
    return Math.abs(this.signed(messageId));
  }

  /** It did not go wrong, and no user asked for it. */
  isOwnWork(messageId: number): boolean {
    return this.signed(messageId) > 0;
  }

  private signed(messageId: number): number {
    return messageId > this.lastId ? 0 : (this.labels[messageId - this.firstId] ?? 0);
  }
}
