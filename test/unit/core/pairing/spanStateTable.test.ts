import { describe, expect, test } from 'vitest';
import type { SpanState } from '../../../../src/core/pairing/entities';
import { spanStates } from '../../../../src/core/pairing/entities';
import type { SpanEvent, SpanTimes } from '../../../../src/core/pairing/spanStateTable';
import { afterEvent, spanEvents, stateAt } from '../../../../src/core/pairing/spanStateTable';

/** `=` means that the state stays the same. Columns are in the order of `spanStates`. */
const transitions: Readonly<Record<SpanEvent, string>> = {
  // pending ok failed unanswered undelivered unrouted answeredLate orphanReply replyLost unknown
  copied: 'ok ok ok ok ok ok ok = ok ok',
  unrouted: 'unrouted unrouted unrouted unrouted unrouted unrouted unrouted = unrouted unrouted',
  callTaken: '= = = = unanswered pending = = = =',
  taken: 'ok ok ok ok ok ok ok = ok ok',
  deadLettered: 'undelivered undelivered = = = = = = = =',
  answered: 'ok ok ok ok ok ok ok = ok ok',
  failed: 'failed failed failed failed failed failed failed = failed failed',
  answeredLate:
    'answeredLate answeredLate answeredLate answeredLate answeredLate answeredLate answeredLate = answeredLate answeredLate',
  replyTaken: 'ok = = answeredLate = = = = ok ok',
  failureTaken: 'failed = = answeredLate = = = = failed failed',
  callExpired: 'unanswered = = = = = = = = =',
  castExpired: 'ok = = = = = = = = =',
  untakenExpired: 'undelivered = = = = = = = = =',
  replyExpired: '= replyLost replyLost = = = = = = =',
  expiredInGap: 'unknown = = unknown unknown = = = = =',
};

const pairs = spanEvents.flatMap(event =>
  transitions[event]
    .split(' ')
    .map((after, at) => ({ event, state: spanStates[at], after }) as const),
);

test('the table of this test covers each state and each event', () => {
  expect(pairs).toHaveLength(spanStates.length * spanEvents.length);
});

test.each(pairs)('a span that is $state is $after after $event', ({ event, state, after }) => {
  if (state === undefined) throw new Error('there is no such state');
  expect(afterEvent(state, event)).toBe(after === '=' ? state : after);
});

const call: SpanTimes = {
  kind: 'call',
  state: 'ok',
  publishedAtMicros: 1_000_000,
  deliveredAtMicros: 1_500_000,
  replyPublishedAtMicros: 2_000_000,
  replyDeliveredAtMicros: 2_500_000,
  timeoutMillis: 3_000,
};
const noReply = { replyPublishedAtMicros: undefined, replyDeliveredAtMicros: undefined } as const;
const lateReply = { replyPublishedAtMicros: 5_000_000, replyDeliveredAtMicros: 5_500_000 } as const;

/** Each state with the moment, in µs, at which it begins. */
type History = readonly (readonly [sinceMicros: number, state: SpanState])[];

describe('the state of a span at a moment', () => {
  test.each<[string, Partial<SpanTimes>, History]>([
    ['a call that still waits', { ...noReply, state: 'pending' }, [[0, 'pending']]],
    ['a request without a queue', { ...noReply, state: 'unrouted' }, [[0, 'unrouted']]],
    ['a reply without its call', { kind: 'reply', state: 'orphanReply' }, [[0, 'orphanReply']]],
    [
      'an answered call',
      { state: 'ok' },
      [
        [0, 'pending'],
        [2_000_000, 'ok'],
      ],
    ],
    [
      'an answered call whose reply was only seen to arrive',
      { state: 'ok', replyPublishedAtMicros: undefined },
      [
        [0, 'pending'],
        [2_500_000, 'ok'],
      ],
    ],
    [
      'a failed call',
      { state: 'failed' },
      [
        [0, 'pending'],
        [2_000_000, 'failed'],
      ],
    ],
    [
      'a call whose reply was lost',
      { state: 'replyLost', replyDeliveredAtMicros: undefined },
      [
        [0, 'pending'],
        [2_000_000, 'replyLost'],
      ],
    ],
    [
      'an unanswered call',
      { ...noReply, state: 'unanswered' },
      [
        [0, 'pending'],
        [4_000_000, 'unanswered'],
      ],
    ],
    [
      'an undelivered call',
      { ...noReply, state: 'undelivered', deliveredAtMicros: undefined },
      [
        [0, 'pending'],
        [4_000_000, 'undelivered'],
      ],
    ],
    [
      'a call that spans a gap',
      { ...noReply, state: 'unknown' },
      [
        [0, 'pending'],
        [4_000_000, 'unknown'],
      ],
    ],
    [
      'an undelivered cast, which is lost only when the capture ends',
      { ...noReply, kind: 'cast', state: 'undelivered', timeoutMillis: undefined },
      [[0, 'pending']],
    ],
    [
      'a call that was answered late',
      { ...lateReply, state: 'answeredLate' },
      [
        [0, 'pending'],
        [4_000_000, 'unanswered'],
        [5_000_000, 'answeredLate'],
      ],
    ],
    [
      'a call that was answered late, without its publish',
      { ...lateReply, state: 'answeredLate', publishedAtMicros: undefined },
      [
        [0, 'pending'],
        [5_000_000, 'answeredLate'],
      ],
    ],
    [
      'a cast that was taken',
      { ...noReply, kind: 'cast', state: 'ok' },
      [
        [0, 'pending'],
        [1_500_000, 'ok'],
      ],
    ],
    [
      'a fanout that was taken',
      { ...noReply, kind: 'fanout', state: 'ok' },
      [
        [0, 'pending'],
        [1_500_000, 'ok'],
      ],
    ],
    ['a notification, for which nobody waits', { ...noReply, kind: 'notification' }, [[0, 'ok']]],
  ])('%s', (_name, fields, history) => {
    const span = { ...call, ...fields };
    for (const [at, [sinceMicros, state]] of history.entries()) {
      const endMicros = history[at + 1]?.[0] ?? 10_000_000;
      expect(stateAt(span, sinceMicros)).toBe(state);
      expect(stateAt(span, endMicros - 1)).toBe(state);
    }
  });
});
