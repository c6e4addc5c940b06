/** Lays out the overview strip. Pixels from its top left. */
import type { Overview } from '../../src/protocol/overview';
import type { TimeRange } from '../../src/protocol/timeRange';
import type { StripAxis, StripMarks, StripStretch } from './stripAxis';
import { leastFramePx, stretchOf, xOf } from './stripAxis';

/** The bar of a bucket that is not empty. */
interface OverviewBar {
  readonly leftPx: number;
  readonly widthPx: number;
  /** Height of all messages, above the base line. */
  readonly heightPx: number;
  /** Height of the messages that the view shows. */
  readonly shownPx: number;
  /** Height of the messages that the filter highlights; 0 without any. */
  readonly highlightedPx: number;
  readonly hasErrors: boolean;
}

export interface OverviewScene {
  readonly baseLinePx: number;
  readonly bars: readonly OverviewBar[];
  /** Times that the recording did not see. */
  readonly gaps: readonly StripStretch[];
  readonly range: StripStretch | undefined;
  readonly frame: StripStretch | undefined;
  readonly headPx: number | undefined;
}

export interface OverviewInput extends StripMarks {
  readonly overview: Overview;
  readonly axis: StripAxis;
  readonly heightPx: number;
  /** Position of the playhead, in µs since the epoch. */
  readonly headMicros: number | undefined;
}

/** Height above the bars, for the edge of the frame. */
const topRoomPx = 5;
/** Height below the base line, for the ticks of errors. */
export const tickRoomPx = 7;
const leastBarPx = 1;
/** One match can be seen in a storm of messages, and rises above the bars of quiet times. */
const leastHighlightPx = 10;
const leastGapPx = 3;

export const extentOf = ({ fromMicros, bucketMicros, counts }: Overview): TimeRange => ({
  fromMicros,
  toMicros: fromMicros + Math.max(1, bucketMicros * counts.length),
});

export function layoutOverview(input: OverviewInput): OverviewScene {
  const { axis, range, frame, headMicros, heightPx } = input;
  const baseLinePx = heightPx - tickRoomPx;
  return {
    baseLinePx,
    bars: barsOf(input, baseLinePx - topRoomPx),
    gaps: input.overview.gaps.map(({ sinceMicros, untilMicros = axis.extent.toMicros }) =>
      stretchOf({ fromMicros: sinceMicros, toMicros: untilMicros }, axis, leastGapPx),
    ),
    range: range && stretchOf(range, axis),
    frame: frame && stretchOf(frame, axis, leastFramePx),
    headPx: headMicros === undefined ? undefined : xOf(headMicros, axis),
  };
}

/**
 * Heights follow the square root of the counts, so that quiet times stay visible beside a storm.
 */
function barsOf({ overview, axis }: OverviewInput, roomPx: number): readonly OverviewBar[] {
  const { counts, shown, highlighted, errors } = overview;
  const widthPx = axis.widthPx / Math.max(1, counts.length);
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const height = (count: number) =>
    count > 0 ? Math.max(leastBarPx, roomPx * Math.sqrt(Math.min(1, count / most))) : 0;
  return counts.flatMap((count, at) => {
    const hasErrors = (errors[at] ?? 0) > 0;
    if (count === 0 && !hasErrors) return [];
    const shownPx = height(Math.min(count, shown[at] ?? 0));
    const matches = Math.min(count, highlighted[at] ?? 0);
    const highlightedPx = matches > 0 ? Math.max(leastHighlightPx, height(matches)) : 0;
    const heights = { heightPx: height(count), shownPx, highlightedPx };
    return [{ leftPx: at * widthPx, widthPx, ...heights, hasErrors }];
  });
}

interface OverviewCounts {
  readonly count: number;
  readonly shown: number;
  readonly highlighted: number;
  readonly errors: number;
}

/** Sums up the buckets within a range of time. */
export function countsIn(
  { fromMicros, bucketMicros, counts, shown, highlighted, errors }: Overview,
  range: TimeRange,
): OverviewCounts {
  const first = Math.max(0, Math.floor((range.fromMicros - fromMicros) / bucketMicros));
  const end = Math.floor((range.toMicros - fromMicros) / bucketMicros) + 1;
  const sum = (series: readonly number[]) =>
    series.slice(first, Math.max(first, end)).reduce((total, each) => total + each, 0);
  return {
    count: sum(counts),
    shown: sum(shown),
    highlighted: sum(highlighted),
    errors: sum(errors),
  };
}
