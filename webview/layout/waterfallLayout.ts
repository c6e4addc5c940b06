/** Spans of a request on an axis of time, as parts of its width. Times are microseconds. */
import type { RequestDetails, RequestSpan } from '../../src/protocol/requests';

export interface TimeAxis {
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly ticks: readonly { readonly atMicros: number; readonly at: number }[];
}

/**
 * - `queue`: published, and not taken yet
 * - `handler`: taken, and not answered yet
 * - `caused`: a cast has no end of its own: until the last span that it caused was over
 * - `reply`: answered, and the answer not taken yet
 */
type BarPart = 'queue' | 'handler' | 'caused' | 'reply';

/** `from` and `width` are parts of the axis, 0 to 1. */
export interface Bar {
  readonly part: BarPart;
  readonly from: number;
  readonly width: number;
}

const wantedTicks = 6;

/** From the first publish to the last end, with round ticks. */
export function timeAxis({ spans, firstAtMicros }: RequestDetails): TimeAxis {
  const ends = spans.map(({ endAtMicros }) => endAtMicros);
  const toMicros = ends.reduce((a, b) => Math.max(a, b), firstAtMicros + 1);
  const length = toMicros - firstAtMicros;
  const step = roundStep(length / wantedTicks);
  const ticks = [];
  // The words of a tick stand right of it.
  for (let offset = 0; offset < length * 0.94; offset += step) {
    ticks.push({ atMicros: offset, at: offset / length });
  }
  return { fromMicros: firstAtMicros, toMicros, ticks };
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(micros: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, micros)));
  return power * ([1, 2, 5].find(factor => factor * power >= micros) ?? 10);
}

/** The stretches whose ends are known, one after the other; none for what has no length. */
export function barsOf(span: RequestSpan, { fromMicros, toMicros }: TimeAxis): readonly Bar[] {
  const length = toMicros - fromMicros;
  const bars: Bar[] = [];
  const bar = (part: BarPart, from: number | undefined, to: number | undefined): void => {
    if (from === undefined || to === undefined || to <= from) return;
    bars.push({ part, from: (from - fromMicros) / length, width: (to - from) / length });
  };
  const { publishedAtMicros: published, deliveredAtMicros: delivered } = span;
  const { replyPublishedAtMicros: replied, replyDeliveredAtMicros: received } = span;
  bar('queue', published, delivered ?? (replied === undefined ? span.endAtMicros : replied));
  if (span.kind === 'call') bar('handler', delivered, replied ?? span.endAtMicros);
  else bar('caused', delivered ?? published, span.endAtMicros);
  bar('reply', replied, received);
  return bars;
}

/** When it began, as a part of the axis. */
export const startOf = (span: RequestSpan, { fromMicros, toMicros }: TimeAxis): number =>
  ((span.publishedAtMicros ?? span.deliveredAtMicros ?? fromMicros) - fromMicros) /
  (toMicros - fromMicros);
