/**
 * The states of a span as one table: which event leads from one state to another, and which earlier
 * states a span had before the one that the capture holds. Pairing feeds the events, one record or
 * one expiry at a time; playback uses the earlier states.
 */
import type { MessageKind, SpanState } from './entities';

export const spanEvents = [
  'copied',
  'unrouted',
  'callTaken',
  'taken',
  'deadLettered',
  'answered',
  'failed',
  'answeredLate',
  'replyTaken',
  'failureTaken',
  'callExpired',
  'castExpired',
  'untakenExpired',
  'replyExpired',
  'expiredInGap',
] as const;

/**
 * Something that can change the state of a span.
 *
 * - `copied`: its request is the copy of an exchange tap, which sees no later messages of the span
 * - `unrouted`: its request was published, no queue was bound, and nobody had received it
 * - `callTaken`: its call was delivered
 * - `taken`: its cast, fanout, notification or foreign message was delivered
 * - `deadLettered`: the broker moved a message to another queue before anybody received it
 * - `answered`, `failed`: a reply, or a reply with an exception, was published in time
 * - `answeredLate`: a reply of either kind was published after the call's time limit
 * - `replyTaken`, `failureTaken`: such a reply was delivered
 * - `callExpired`: the time limit of a call has passed
 * - `castExpired`: the time limit of a cast has passed, and the tap sees no deliveries that could
 *   tell
 * - `untakenExpired`: the time limit of a request has passed, and nobody received it
 * - `replyExpired`: nobody received the reply from its queue in time
 * - `expiredInGap`: a time limit has passed, and what the span waited for may have fallen into a gap
 */
export type SpanEvent = (typeof spanEvents)[number];

/** Times of a span as the capture holds them; microseconds since the epoch. */
export interface SpanTimes {
  readonly kind: MessageKind;
  readonly state: SpanState;
  readonly publishedAtMicros: number | undefined;
  readonly deliveredAtMicros: number | undefined;
  readonly replyPublishedAtMicros: number | undefined;
  readonly replyDeliveredAtMicros: number | undefined;
  readonly timeoutMillis: number | undefined;
}

interface EarlierState {
  readonly state: SpanState;
  readonly untilMicros: (span: SpanTimes) => number;
}

interface StateRow {
  /** State that follows each event; an event that is not listed changes nothing. */
  readonly after: Readonly<Partial<Record<SpanEvent, SpanState>>>;
  /** Earlier states, in the order of time. */
  readonly before: readonly EarlierState[];
}

/** Events that decide the state whatever it was before. */
const fromAnyState: StateRow['after'] = {
  copied: 'ok',
  unrouted: 'unrouted',
  taken: 'ok',
  answered: 'ok',
  failed: 'failed',
  answeredLate: 'answeredLate',
};

const pendingUntilItEnded: readonly EarlierState[] = [
  { state: 'pending', untilMicros: endedAtMicros },
];
const pendingUntilGivenUp: readonly EarlierState[] = [
  { state: 'pending', untilMicros: givenUpAtMicros },
];

const rows: Readonly<Record<SpanState, StateRow>> = {
  pending: {
    after: {
      ...fromAnyState,
      deadLettered: 'undelivered',
      replyTaken: 'ok',
      failureTaken: 'failed',
      callExpired: 'unanswered',
      castExpired: 'ok',
      untakenExpired: 'undelivered',
      expiredInGap: 'unknown',
    },
    before: [],
  },
  ok: {
    after: { ...fromAnyState, deadLettered: 'undelivered', replyExpired: 'replyLost' },
    before: pendingUntilItEnded,
  },
  failed: {
    after: { ...fromAnyState, replyExpired: 'replyLost' },
    before: pendingUntilItEnded,
  },
  unanswered: {
    after: {
      ...fromAnyState,
      replyTaken: 'answeredLate',
      failureTaken: 'answeredLate',
      expiredInGap: 'unknown',
    },
    before: pendingUntilGivenUp,
  },
  undelivered: {
    after: { ...fromAnyState, callTaken: 'unanswered', expiredInGap: 'unknown' },
    before: pendingUntilGivenUp,
  },
  unrouted: {
    // The first attempt was unrouted; a later one was routed.
    after: { ...fromAnyState, callTaken: 'pending' },
    before: [],
  },
  answeredLate: {
    after: fromAnyState,
    before: [
      {
        state: 'pending',
        untilMicros: span => Math.min(givenUpAtMicros(span), repliedAtMicros(span)),
      },
      { state: 'unanswered', untilMicros: repliedAtMicros },
    ],
  },
  // Its call is not in the capture, so a reply does not show the outcome.
  orphanReply: { after: {}, before: [] },
  replyLost: {
    after: { ...fromAnyState, replyTaken: 'ok', failureTaken: 'failed' },
    before: pendingUntilItEnded,
  },
  unknown: {
    after: { ...fromAnyState, replyTaken: 'ok', failureTaken: 'failed' },
    before: pendingUntilGivenUp,
  },
};

/** @returns the state of a span after an event, which may be the same one */
export const afterEvent = (state: SpanState, event: SpanEvent): SpanState =>
  rows[state].after[event] ?? state;

/**
 * @returns the state that a span had at a moment, derived from the state that it has in the capture
 */
export function stateAt(span: SpanTimes, atMicros: number): SpanState {
  for (const earlier of rows[span.state].before) {
    if (atMicros < earlier.untilMicros(span)) return earlier.state;
  }
  return span.state;
}

/**
 * Time at which the caller gave up. A cast has no limit, and counts as lost only when the capture
 * ends.
 */
function givenUpAtMicros({ publishedAtMicros, timeoutMillis }: SpanTimes): number {
  return publishedAtMicros === undefined || timeoutMillis === undefined
    ? Infinity
    : publishedAtMicros + timeoutMillis * 1000;
}

function repliedAtMicros({ replyPublishedAtMicros, replyDeliveredAtMicros }: SpanTimes): number {
  return replyPublishedAtMicros ?? replyDeliveredAtMicros ?? -Infinity;
}

function endedAtMicros(span: SpanTimes): number {
  switch (span.kind) {
    case 'call':
      return repliedAtMicros(span);
    case 'cast':
    case 'fanout':
      return span.deliveredAtMicros ?? -Infinity;
    default:
      // Nobody waits for a notification.
      return -Infinity;
  }
}
