/** Splits the duration of a span into its parts, for the bar in the details pane. */
import type { SpanDetails } from '../../../src/protocol/spans';

/**
 * - `queue`: published, but not taken yet
 * - `held`: taken by a consumer that was gone before it acknowledged it
 * - `handler`: taken, but not answered yet
 * - `reply`: answered, but the answer not taken yet
 * - `unanswered`, `untaken`: from the last thing that happened to the end of the caller's patience
 */
export type TimingPartName = 'queue' | 'held' | 'handler' | 'reply' | 'unanswered' | 'untaken';

export interface TimingPart {
  readonly name: TimingPartName;
  readonly micros: number;
}

/**
 * Returns the parts of which both ends are known. Clocks of different taps may make one negative; it counts
 * as 0.
 */
export function timingParts(span: SpanDetails): readonly TimingPart[] {
  if (span.isReadLater) return [];
  const { publishedAtMicros: published, deliveredAtMicros: delivered, timeoutMillis } = span;
  const { replyPublishedAtMicros: replied, replyDeliveredAtMicros: received } = span;
  const taken = redeliveredAt(span) ?? delivered;
  const limit =
    published === undefined || timeoutMillis === undefined
      ? undefined
      : published + timeoutMillis * 1000;
  return [
    ...part('queue', published, delivered),
    ...part('held', taken === delivered ? undefined : delivered, taken),
    ...part('handler', taken, replied),
    ...part('reply', replied, received),
    ...part('unanswered', span.state === 'unanswered' ? taken : undefined, limit),
    ...part('untaken', span.state === 'undelivered' ? published : undefined, limit),
  ];
}

const part = (
  name: TimingPartName,
  from: number | undefined,
  to: number | undefined,
): readonly TimingPart[] =>
  from === undefined || to === undefined ? [] : [{ name, micros: Math.max(0, to - from) }];

/** Time of the last delivery of the request after a consumer of it was gone; `undefined` when there is none. */
function redeliveredAt({ messages, spanId }: SpanDetails): number | undefined {
  const request = messages.find(({ messageId }) => messageId === spanId);
  return request?.deliveries.findLast(({ isRedelivered }) => isRedelivered)?.atMicros;
}

/** Tells whether the request was delivered again, because a consumer was gone before it acknowledged it. */
export const isRedelivered = (span: SpanDetails): boolean => redeliveredAt(span) !== undefined;
