import type { MessageKind, SpanState } from './entities';

/** Of a span, as it is in the capture. Times: microseconds since the epoch. */
export interface SpanTimes {
  readonly kind: MessageKind;
  readonly state: SpanState;
  readonly publishedAt: number | undefined;
  readonly deliveredAt: number | undefined;
  readonly replyPublishedAt: number | undefined;
  readonly replyDeliveredAt: number | undefined;
  readonly timeoutMillis: number | undefined;
}

/** How a span stood at a moment of which it is known how it went on. */
export function stateAt(span: SpanTimes, at: number): SpanState {
  const { state } = span;
  switch (state) {
    case 'pending':
    case 'unrouted':
    case 'orphanReply':
      return state;
    case 'unanswered':
    case 'undelivered':
      return at < givenUpAt(span) ? 'pending' : state;
    case 'answeredLate':
      if (at >= (span.replyPublishedAt ?? span.replyDeliveredAt ?? -Infinity)) return state;
      return at < givenUpAt(span) ? 'pending' : 'unanswered';
    case 'ok':
    case 'failed':
    case 'replyLost':
      return at < endOf(span) ? 'pending' : state;
  }
}

/** When its caller gave up; a cast has no limit: it is lost only when the capture ends. */
export const givenUpAt = ({ publishedAt, timeoutMillis }: SpanTimes): number =>
  publishedAt === undefined || timeoutMillis === undefined
    ? Infinity
    : publishedAt + timeoutMillis * 1000;

function endOf(span: SpanTimes): number {
  switch (span.kind) {
    case 'call':
      return span.replyPublishedAt ?? span.replyDeliveredAt ?? -Infinity;
    case 'cast':
    case 'fanout':
      return span.deliveredAt ?? -Infinity;
    default:
      // Nobody waits for a notification.
      return -Infinity;
  }
}
