import type { Span } from './entities';
import { ExpiryQueue } from './expiryQueue';
import type { SpanEvent } from './spanStateTable';
import { afterEvent } from './spanStateTable';

/** Time after which a cast that nobody received counts as undelivered. */
const castTimeoutMicros = 60e6;
/**
 * Time after which a reply that nobody received counts as lost; a process that waits for a reply
 * takes it at once.
 */
const replyTimeoutMicros = 10e6;

/**
 * Changes the state of spans whose time limit has passed. The caller passes the time, since core
 * has no clock.
 */
export class SpanExpiry {
  private readonly waiting = new ExpiryQueue<Span>(
    span => span.state === 'pending' || span.state === 'unrouted' || isReplyUnderWay(span),
  );
  /**
   * True once a delivery was seen. A tap may leave out deliveries; without any, no span counts as
   * undelivered.
   */
  private seesDeliveries = false;

  /** @param onDidExpire called with each span whose state has changed */
  constructor(private readonly onDidExpire: (span: Span) => void) {}

  noteDelivery(): void {
    this.seesDeliveries = true;
  }

  /**
   * @param sinceMicros time of the call's publish, or of its delivery when the publish was not seen
   */
  awaitReply(span: Span, sinceMicros: number): void {
    if (span.timeoutMillis === undefined) return;
    this.waiting.add(span, sinceMicros + span.timeoutMillis * 1000);
  }

  awaitConsumer(cast: Span, publishedAtMicros: number): void {
    this.waiting.add(cast, publishedAtMicros + castTimeoutMicros);
  }

  awaitReplyConsumer(span: Span, replyPublishedAtMicros: number): void {
    this.waiting.add(span, replyPublishedAtMicros + replyTimeoutMicros);
  }

  advance(nowMicros: number): void {
    for (const span of this.waiting.advance(nowMicros)) this.expire(span, nowMicros);
  }

  /**
   * Settles all remaining spans at the end of the input: requests that nobody received count as
   * undelivered.
   */
  finish(nowMicros: number): void {
    this.advance(nowMicros);
    for (const span of this.waiting.drain()) {
      if (span.kind !== 'call') this.expire(span, nowMicros);
    }
  }

  private expire(span: Span, nowMicros: number): void {
    const event = this.expiryOf(span, nowMicros);
    if (event === undefined) return;
    span.state = afterEvent(span.state, event);
    this.onDidExpire(span);
  }

  /** @returns `undefined` when the span no longer waits, or must wait longer */
  private expiryOf(span: Span, nowMicros: number): SpanEvent | undefined {
    if (isReplyUnderWay(span) && this.seesDeliveries) {
      const endMicros = (span.replyPublishedAtMicros ?? 0) + replyTimeoutMicros;
      return nowMicros < endMicros ? undefined : 'replyExpired';
    }
    if (span.state !== 'pending') return undefined;
    if (span.deliveredAtMicros === undefined && this.seesDeliveries) return 'untakenExpired';
    return span.kind === 'call' ? 'callExpired' : 'castExpired';
  }
}

/** Tells whether a call was answered in time, and the delivery of its reply was not seen. */
const isReplyUnderWay = (span: Span): boolean =>
  (span.state === 'ok' || span.state === 'failed') &&
  span.replyPublishedAtMicros !== undefined &&
  span.replyDeliveredAtMicros === undefined;
