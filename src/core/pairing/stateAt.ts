import type { MessageKind, SpanState } from './entities';

/** Of a span, as it is in the capture. Times: microseconds since the epoch. */
export interface SpanTimes {
  readonly kind: MessageKind;
  readonly state: SpanState;
  readonly publishedAtMicros: number | undefined;
  readonly deliveredAtMicros: number | undefined;
  readonly replyPublishedAtMicros: number | undefined;
  readonly replyDeliveredAtMicros: number | undefined;
  readonly timeoutMillis: number | undefined;
}

/** How a span stood at a moment of which it is known how it went on. */
export function stateAt(span: SpanTimes, atMicros: number): SpanState {
  const { state } = span;
  switch (state) {
    case 'pending':
    case 'unrouted':
    case 'orphanReply':
      return state;
    case 'unanswered':
    case 'undelivered':
      return atMicros < givenUpAtMicros(span) ? 'pending' : state;
    case 'answeredLate':
      if (atMicros >= (span.replyPublishedAtMicros ?? span.replyDeliveredAtMicros ?? -Infinity))
        return state;
      return atMicros < givenUpAtMicros(span) ? 'pending' : 'unanswered';
    case 'ok':
    case 'failed':
    case 'replyLost':
      return atMicros < endedAtMicros(span) ? 'pending' : state;
  }
}

/** When its caller gave up; a cast has no limit: it is lost only when the capture ends. */
export const givenUpAtMicros = ({ publishedAtMicros, timeoutMillis }: SpanTimes): number =>
  publishedAtMicros === undefined || timeoutMillis === undefined
    ? Infinity
    : publishedAtMicros + timeoutMillis * 1000;

function endedAtMicros(span: SpanTimes): number {
  switch (span.kind) {
    case 'call':
      return span.replyPublishedAtMicros ?? span.replyDeliveredAtMicros ?? -Infinity;
    case 'cast':
    case 'fanout':
      return span.deliveredAtMicros ?? -Infinity;
    default:
      // Nobody waits for a notification.
      return -Infinity;
  }
}
