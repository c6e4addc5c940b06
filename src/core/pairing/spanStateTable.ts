/**
 * The states of a span as one table: which event leads from one state to another, and which states
 * a span went through before the one that the capture holds. Events are what pairing sees, one
 * record or one expiry at a time; the moments of playback are read from the second part.
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
] as const;

/**
 * Something that can change the state of a span.
 *
 * - `copied`: its request is a copy of an exchange tap, which sees nothing more of it
 * - `unrouted`: its request was published, no queue was bound, and nobody had taken it
 * - `callTaken`: its call was delivered
 * - `taken`: its cast, fanout, notification or foreign message was delivered
 * - `deadLettered`: the broker passed a message on to another queue before anybody took it
 * - `answered`, `failed`: a reply, or a reply with an exception, was published in time
 * - `answeredLate`: a reply of either sort was published after the call's time limit
 * - `replyTaken`, `failureTaken`: such a reply was delivered
 * - `callExpired`: the time limit of a call is over
 * - `castExpired`: nobody took the cast, and the tap cannot tell: it sees no deliveries
 * - `untakenExpired`: the time of a request is over that nobody has taken
 * - `replyExpired`: nobody has taken the reply from its queue in time
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
  /** The state that follows; an event that is not listed changes nothing. */
  readonly after: Readonly<Partial<Record<SpanEvent, SpanState>>>;
  /** The states before it, in order of time. */
  readonly before: readonly EarlierState[];
}

/** What happens to a message itself says how it went, whatever was thought of it before. */
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
    after: { ...fromAnyState, replyTaken: 'answeredLate', failureTaken: 'answeredLate' },
    before: pendingUntilGivenUp,
  },
  undelivered: {
    after: { ...fromAnyState, callTaken: 'unanswered' },
    before: pendingUntilGivenUp,
  },
  unrouted: {
    // The broker said so of the first attempt; a later one was routed.
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
  // Its call is not in the capture, so that no reply can tell how it went.
  orphanReply: { after: {}, before: [] },
  replyLost: {
    after: { ...fromAnyState, replyTaken: 'ok', failureTaken: 'failed' },
    before: pendingUntilItEnded,
  },
};

/** @returns the state of a span after an event, which may be the one before it */
export const afterEvent = (state: SpanState, event: SpanEvent): SpanState =>
  rows[state].after[event] ?? state;

/** @returns the state that a span had at a moment, told from the one that it has in the capture */
export function stateAt(span: SpanTimes, atMicros: number): SpanState {
  for (const earlier of rows[span.state].before) {
    if (atMicros < earlier.untilMicros(span)) return earlier.state;
  }
  return span.state;
}

/** When the caller gave up; a cast has no limit, and is lost only when the capture ends. */
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
