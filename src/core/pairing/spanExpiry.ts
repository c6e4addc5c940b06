import type { Span } from './entities';
import { ExpiryQueue } from './expiryQueue';
import type { SpanEvent } from './spanStateTable';
import { afterEvent } from './spanStateTable';

/** A cast that nobody has taken for as long counts as undelivered. */
const castTimeoutMicros = 60e6;
/** A reply that nobody has taken for as long is lost: a process that waits for one takes it at once. */
const replyTimeoutMicros = 10e6;

/** Settles spans whose time is over. The caller tells the time; there is no clock here. */
export class SpanExpiry {
  private readonly waiting = new ExpiryQueue<Span>(
    span => span.state === 'pending' || span.state === 'unrouted' || isReplyUnderWay(span),
  );
  /** A tap may leave deliveries out; without any, nothing can be called undelivered. */
  private seesDeliveries = false;

  /** @param onDidExpire is told each span whose state has changed */
  constructor(private readonly onDidExpire: (span: Span) => void) {}

  noteDelivery(): void {
    this.seesDeliveries = true;
  }

  /** @param sinceMicros when the call was published, or delivered where its publish was not seen */
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

  /** Nothing more will come: requests that nobody has taken count as undelivered. */
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

  /** @returns `undefined` when the span waits for nothing any more, or must wait longer */
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

/** Whether it was answered in time, and the reply was not seen to arrive. */
const isReplyUnderWay = (span: Span): boolean =>
  (span.state === 'ok' || span.state === 'failed') &&
  span.replyPublishedAtMicros !== undefined &&
  span.replyDeliveredAtMicros === undefined;
