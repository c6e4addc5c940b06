/**
 * Places the spans of a request on an axis of time, as shares of its width. Times are in
 * microseconds.
 */
import type { RequestDetails, RequestSpan } from '../../src/protocol/requests';

export interface TimeAxis {
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly ticks: readonly { readonly atMicros: number; readonly at: number }[];
}

/**
 * The parts of a span:
 *
 * - `queue`: published, but not taken yet
 * - `handler`: taken, but not answered yet
 * - `caused`: a cast has no end of its own, so that it lasts until the last span that it caused is over
 * - `reply`: answered, but the answer not taken yet
 * - `unanswered`: not taken, or taken and not answered, until the caller gave up
 */
type BarPart = 'queue' | 'handler' | 'caused' | 'reply' | 'unanswered';

/** `from` and `width` are shares of the axis, 0 to 1. */
export interface Bar {
  readonly part: BarPart;
  readonly from: number;
  readonly width: number;
}

const wantedTicks = 6;

/** The axis from the first publish to the last end, with round ticks. */
export function timeAxis({ spans, firstAtMicros }: RequestDetails): TimeAxis {
  const ends = spans.map(({ endAtMicros }) => endAtMicros);
  const toMicros = ends.reduce((a, b) => Math.max(a, b), firstAtMicros + 1);
  const length = toMicros - firstAtMicros;
  const step = roundStep(length / wantedTicks);
  const ticks = [];
  // The text of a tick stands right of it and needs room.
  for (let offset = 0; offset < length * 0.94; offset += step) {
    ticks.push({ atMicros: offset, at: offset / length });
  }
  return { fromMicros: firstAtMicros, toMicros, ticks };
}

/** Rounds up to 1, 2 or 5 times a power of ten. */
function roundStep(micros: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, micros)));
  return power * ([1, 2, 5].find(factor => factor * power >= micros) ?? 10);
}

/** The parts whose ends are known, in order; none for a span without a length, or one that was read later. */
export function barsOf(span: RequestSpan, { fromMicros, toMicros }: TimeAxis): readonly Bar[] {
  const length = toMicros - fromMicros;
  const bars: Bar[] = [];
  if (span.isReadLater) return bars;
  const bar = (part: BarPart, from: number | undefined, to: number | undefined): void => {
    if (from === undefined || to === undefined || to <= from) return;
    bars.push({ part, from: (from - fromMicros) / length, width: (to - from) / length });
  };
  const { publishedAtMicros: published, deliveredAtMicros: delivered } = span;
  const { replyPublishedAtMicros: replied, replyDeliveredAtMicros: received } = span;
  if (span.kind === 'call' && span.isError && replied === undefined) {
    bar('queue', published, delivered);
    bar('unanswered', delivered ?? published, span.endAtMicros);
    return bars;
  }
  bar('queue', published, delivered ?? (replied === undefined ? span.endAtMicros : replied));
  if (span.kind === 'call') bar('handler', delivered, replied ?? span.endAtMicros);
  else bar('caused', delivered ?? published, span.endAtMicros);
  bar('reply', replied, received);
  return bars;
}

/** Beginning of a span, as a share of the axis. */
export const startOf = (span: RequestSpan, { fromMicros, toMicros }: TimeAxis): number =>
  ((span.publishedAtMicros ?? span.deliveredAtMicros ?? fromMicros) - fromMicros) /
  (toMicros - fromMicros);
