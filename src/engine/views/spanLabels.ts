import type { DatabaseSync } from 'node:sqlite';
import type { MessageRange } from '../../capture/read/counts';
import { labelsAmong, labelsBetween } from '../../capture/read/labels';

/**
 * Caches the label of each message's span, which muting and folding need for every message. It
 * takes four bytes for each message that was read, and makes both work without a query.
 */
export class SpanLabels {
  /**
   * String ids of labels. A negative one marks a span that went wrong or belongs to a user's
   * request.
   */
  private labels = new Int32Array(1024);
  private firstId = 1;
  private lastId = 0;

  constructor(
    private readonly database: DatabaseSync,
    private readonly counts: () => MessageRange,
  ) {}

  /** Reads on, so that the labels of messages up to this one are known. */
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

  /** Reads changed labels again. @param ids ids of messages, in order */
  refresh(ids: readonly number[]): void {
    const known = ids.filter(id => id >= this.firstId && id <= this.lastId);
    for (const { messageId, label } of labelsAmong(this.database, known)) {
      this.labels[messageId - this.firstId] = label;
    }
  }

  /** Removes messages that are no longer in the capture. */
  dropOld(): void {
    const { firstId } = this.counts();
    const known = Math.max(0, this.lastId - this.firstId + 1);
    this.labels = this.labels.slice(Math.min(known, Math.max(0, firstId - this.firstId)));
    this.firstId = firstId;
    this.lastId = Math.max(this.lastId, firstId - 1);
  }

  /** @returns string id of the label; 0 when the message was not read */
  labelOf(messageId: number): number {
    return Math.abs(this.signed(messageId));
  }

  /** Tells whether a message belongs to a service's own work that did not go wrong. */
  isOwnWork(messageId: number): boolean {
    return this.signed(messageId) > 0;
  }

  private signed(messageId: number): number {
    return messageId > this.lastId ? 0 : (this.labels[messageId - this.firstId] ?? 0);
  }
}
