import type { Gap } from '../amqp/gap';
import type { Span } from './entities';
import { ExpiryQueue } from './expiryQueue';
import { GapTimes } from './gapTimes';
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
 * Number of expired spans that are remembered, since a gap may be told after its time: a silent
 * broker counts as lost only after some seconds.
 */
const rememberedExpiries = 2_000;

/** Time in which a recorder that stood still reads the records that came in the meantime. */
const catchUpMicros = 30e6;

/** A span whose time limit has passed, and the stretch of time in which a record may have ended it. */
interface Expiry {
  readonly span: Span;
  readonly state: Span['state'];
  readonly fromMicros: number;
  readonly toMicros: number;
}

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
  private readonly gaps = new GapTimes();
  private expired: Expiry[] = [];
  /** The last time for which the recorder stood still. */
  private standstill = { sinceMicros: Infinity, untilMicros: -Infinity };

  /** @param onDidExpire called with each span whose state has changed */
  constructor(private readonly onDidExpire: (span: Span) => void) {}

  noteDelivery(): void {
    this.seesDeliveries = true;
  }

  /** Notes a gap, and corrects spans that expired in it before it was told. */
  noteGap(gap: Gap): void {
    this.gaps.note(gap);
    this.expired = this.expired.filter(({ span, state, fromMicros, toMicros }) => {
      if (span.state !== state) return false;
      if (!this.gaps.overlap(fromMicros, toMicros)) return true;
      const answer = span.failureClass === undefined ? 'replyTaken' : 'failureTaken';
      this.change(span, state === 'replyLost' ? answer : 'expiredInGap');
      return false;
    });
  }

  /**
   * Notes a time for which the recorder stood still. Nothing is lost, but records of that time are read
   * later than they were sent: spans wait for them before they count as lost.
   */
  noteStandstill(sinceMicros: number, untilMicros: number): void {
    this.standstill = { sinceMicros, untilMicros };
  }

  /** Tells whether the time between two records is too long, because the recorder read none in between. */
  isStretched(fromMicros: number, toMicros: number): boolean {
    const { sinceMicros, untilMicros } = this.standstill;
    return fromMicros <= untilMicros && toMicros >= sinceMicros;
  }

  /**
   * A call without a time limit waits until the end of the input.
   *
   * @param sinceMicros time of the call's publish, or of its delivery when the publish was not seen
   */
  awaitReply(span: Span, sinceMicros: number): void {
    this.waiting.add(span, sinceMicros + (span.timeoutMillis ?? Infinity) * 1000);
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
    this.noteStandstill(Infinity, -Infinity);
    this.advance(nowMicros);
    for (const span of this.waiting.drain()) {
      if (span.kind !== 'call') this.expire(span, nowMicros);
      else if (span.state === 'pending' && this.gaps.overlap(startOf(span), nowMicros)) {
        this.change(span, 'expiredInGap');
      }
    }
  }

  private expire(span: Span, nowMicros: number): void {
    const event = this.expiryOf(span, nowMicros);
    if (event === undefined) return;
    const caughtUpAtMicros = this.standstill.untilMicros + catchUpMicros;
    if (nowMicros < caughtUpAtMicros) {
      this.waiting.add(span, caughtUpAtMicros);
      return;
    }
    const fromMicros =
      event === 'replyExpired' ? (span.replyPublishedAtMicros ?? 0) : startOf(span);
    const toMicros = Math.min(nowMicros, fromMicros + limitOf(span, event));
    const isInGap = event !== 'castExpired' && this.gaps.overlap(fromMicros, toMicros);
    if (isInGap && event === 'replyExpired') return;
    this.change(span, isInGap ? 'expiredInGap' : event);
    if (isInGap) return;
    this.expired.push({ span, state: span.state, fromMicros, toMicros });
    if (this.expired.length > rememberedExpiries) this.expired.shift();
  }

  private change(span: Span, event: SpanEvent): void {
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

/** Time from which on a record could have told how the span went. */
const startOf = ({ publishedAtMicros, deliveredAtMicros }: Span): number =>
  publishedAtMicros ?? deliveredAtMicros ?? 0;

function limitOf({ kind, timeoutMillis }: Span, event: SpanEvent): number {
  if (event === 'replyExpired') return replyTimeoutMicros;
  if (kind !== 'call') return castTimeoutMicros;
  return timeoutMillis === undefined ? Infinity : timeoutMillis * 1000;
}

/** Tells whether a call was answered in time, and the delivery of its reply was not seen. */
const isReplyUnderWay = (span: Span): boolean =>
  (span.state === 'ok' || span.state === 'failed') &&
  span.replyPublishedAtMicros !== undefined &&
  span.replyDeliveredAtMicros === undefined;
