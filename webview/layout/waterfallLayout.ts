/**
 * Places the spans of a request on an axis of time, as shares of its width. Times are in
 * microseconds.
 */
import { formatElapsed } from '../../src/core/text/times';
import type { RequestDetails, RequestSpan } from '../../src/protocol/requests';
import type { TimeRange } from '../../src/protocol/timeRange';

export interface TimeAxis extends TimeRange {
  readonly ticks: readonly Tick[];
}

interface Tick {
  /** Time since the zero of the axis; negative before it. */
  readonly offsetMicros: number;
  /** Place on the axis, 0 to 1. */
  readonly at: number;
  readonly text: string;
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
/** Number of ticks whose texts are long: they are far from the time reference. */
const fewTicks = 3;
const longText = 12;

/** The time of a request: from the first publish to the last end. */
export const requestExtent = ({ spans, firstAtMicros }: RequestDetails): TimeRange => ({
  fromMicros: firstAtMicros,
  toMicros: spans.reduce((end, { endAtMicros }) => Math.max(end, endAtMicros), firstAtMicros + 1),
});

/**
 * An axis with round ticks.
 *
 * @param zeroMicros moment from which the ticks count, such as the beginning of the request
 */
export function timeAxis(range: TimeRange, zeroMicros: number): TimeAxis {
  const axis = axisWith(wantedTicks, range, zeroMicros);
  const isTight = axis.ticks.some(({ text }) => text.length > longText);
  return isTight ? axisWith(fewTicks, range, zeroMicros) : axis;
}

function axisWith(
  tickCount: number,
  { fromMicros, toMicros }: TimeRange,
  zeroMicros: number,
): TimeAxis {
  const length = toMicros - fromMicros;
  const longest = Math.max(Math.abs(fromMicros - zeroMicros), Math.abs(toMicros - zeroMicros));
  const step = roundStep(length / tickCount);
  const ticks: Tick[] = [];
  const firstOffset = Math.ceil((fromMicros - zeroMicros) / step) * step;
  for (let offsetMicros = firstOffset; ; offsetMicros += step) {
    const at = (zeroMicros + offsetMicros - fromMicros) / length;
    // The text of a tick stands right of it and needs room.
    if (at >= 0.94) return { fromMicros, toMicros, ticks };
    ticks.push({ offsetMicros, at, text: formatElapsed(offsetMicros, step, longest) });
  }
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

/** The place of a span on an axis that may show only a part of its request. */
export interface SpanPlace {
  /** The parts in sight. */
  readonly bars: readonly Bar[];
  /** True for a span without a length, or without known times. */
  readonly isInstant: boolean;
  /** Ends of the span, as shares of the axis from 0 to 1. */
  readonly from: number;
  readonly to: number;
  /** The side of the axis on which the span is out of sight. */
  readonly outside: 'left' | 'right' | undefined;
}

/**
 * Share of the axis by which a bar is drawn beyond its ends: it then reaches into the margin, which shows
 * that it goes on. A browser could not draw the millions of pixels of a whole one.
 */
const beyond = 0.1;

const within = (share: number, [min, max]: readonly [number, number] = [0, 1]): number =>
  Math.max(min, Math.min(max, share));

export function placeOf(span: RequestSpan, axis: TimeAxis): SpanPlace {
  const all = barsOf(span, axis);
  const from = startOf(span, axis);
  const to = Math.max(from, ...all.map(bar => bar.from + bar.width));
  const bars = all.flatMap(({ part, from: begin, width }) => {
    const left = within(begin, [-beyond, 1 + beyond]);
    const right = within(begin + width, [-beyond, 1 + beyond]);
    return right > left ? [{ part, from: left, width: right - left }] : [];
  });
  return {
    bars,
    isInstant: all.length === 0,
    from: within(from),
    to: within(to),
    outside: to < 0 ? 'left' : from > 1 ? 'right' : undefined,
  };
}

/** Beginning of a span, as a share of the axis. */
const startOf = (span: RequestSpan, { fromMicros, toMicros }: TimeRange): number =>
  ((span.publishedAtMicros ?? span.deliveredAtMicros ?? fromMicros) - fromMicros) /
  (toMicros - fromMicros);

/** The time from a span's beginning to its own end; `undefined` where it is not known. */
export function timeOf(span: RequestSpan): TimeRange | undefined {
  const fromMicros = span.publishedAtMicros ?? span.deliveredAtMicros;
  if (span.isReadLater || fromMicros === undefined) return undefined;
  const end = span.replyDeliveredAtMicros ?? span.replyPublishedAtMicros ?? span.endAtMicros;
  return { fromMicros, toMicros: Math.max(fromMicros, end) };
}
