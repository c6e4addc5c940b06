import { hash } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';
import { isJsonObject } from '../../core/base/json';

/** Twice the number of messages that the broker may send without an acknowledgement. */
const rememberedMessages = 4_000;

/**
 * Header values in a form that is equal before and after a redelivery: quorum queues then add
 * `x-delivery-count` and others, and sort the headers by name.
 */
const comparableHeaders = (_: string, value: unknown): unknown =>
  isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => !name.startsWith('x-'))
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;

/**
 * Recognises messages that a queue delivers again although they were stored: their acknowledgement
 * was lost with the connection. Of equal messages as many are skipped as were stored.
 */
export class StoredMessages {
  /** Digests of the last messages, in the order in which they came. */
  private stored: string[] = [];
  /** Number of messages with each digest that may come again in this session. */
  private repeatable = new Map<string, number>();

  beginSession(): void {
    this.stored = this.stored.slice(-rememberedMessages);
    this.repeatable = new Map();
    for (const digest of this.stored) {
      this.repeatable.set(digest, (this.repeatable.get(digest) ?? 0) + 1);
    }
  }

  /** @returns true when the message has been stored before; otherwise it counts as stored now */
  isRepeated({ fields, properties, content }: ConsumeMessage): boolean {
    const text = `${JSON.stringify(properties.headers, comparableHeaders)}${content.toString('latin1')}`;
    const digest = hash('sha1', text, 'base64');
    const count = this.repeatable.get(digest) ?? 0;
    if (fields.redelivered && count > 0) {
      this.repeatable.set(digest, count - 1);
      return true;
    }
    this.stored.push(digest);
    if (this.stored.length > 2 * rememberedMessages) {
      this.stored = this.stored.slice(-rememberedMessages);
    }
    return false;
  }
}
