/** Times in which a recording could not see the traffic of its broker. */
import { formatDuration, plural } from '../text/amounts';

export const gapCauses = [
  'connectionLost',
  'brokerStopped',
  'closedByOperator',
  'queueDeleted',
  'standstill',
  'overflow',
  'tracingOff',
  'paused',
  'closedByBroker',
  'notKept',
] as const;

/**
 * Reason for a gap.
 *
 * - `connectionLost`: the connection broke, or the broker fell silent
 * - `brokerStopped`: the broker closed the connection because it, or its vhost, was stopping
 * - `closedByOperator`: somebody closed the connection at the broker
 * - `queueDeleted`: somebody deleted the tap queue, or the stream that was read
 * - `standstill`: the recorder's process did not run, so that the broker dropped records or gave up
 *   the connection
 * - `overflow`: the recorder was too slow, so that the broker dropped the oldest records
 * - `tracingOff`: the broker published no trace records
 * - `paused`: the user took no records
 * - `closedByBroker`: the broker refused to go on, for example because records were not acknowledged
 *   within its time limit
 * - `notKept`: the stream had dropped its oldest records before they were read
 */
export type GapCause = (typeof gapCauses)[number];

/** A stretch of time with lost trace records. Times are microseconds since the epoch. */
export interface Gap {
  /** Number of the gap in its recording, counted from 1. */
  readonly id: number;
  readonly cause: GapCause;
  /** All that was sent before this time has been recorded. */
  readonly sinceMicros: number;
  /** All that is sent after this time is recorded again; `undefined` while that is not known. */
  readonly untilMicros: number | undefined;
  /** Number of lost trace records; `undefined` when the broker does not tell. */
  readonly lostCount: number | undefined;
  /** True when {@link lostCount} is only a lower bound. */
  readonly isLowerBound: boolean;
}

type LostRecords = Pick<Gap, 'lostCount' | 'isLowerBound'>;

/** The gaps of a capture, summed up. */
export interface GapFigures {
  readonly count: number;
  /** Sum over the gaps of which the broker told it; `undefined` when it told it of none. */
  readonly lostCount: number | undefined;
  /** True when more may be lost than {@link lostCount}. */
  readonly isLowerBound: boolean;
  /** The gap that began last. */
  readonly latest: Gap | undefined;
}

export const gapCauseWords: Readonly<Record<GapCause, string>> = {
  connectionLost: 'the connection was lost',
  brokerStopped: 'the broker was stopped, or its vhost',
  closedByOperator: 'somebody closed the connection at the broker',
  queueDeleted: 'somebody deleted the queue or stream that was read',
  standstill: 'the recorder stood still',
  overflow: 'the recorder was too slow',
  tracingOff: 'tracing was off',
  paused: 'the capture was paused',
  closedByBroker: 'the broker closed the connection because of an error',
  notKept: 'the stream had dropped records before they were read',
};

/** Describes a gap: `gap of 2.3 s: the connection was lost, at least 40 records lost`. */
export const gapWords = (gap: Gap): string => gapsWords([gap]);

/** Describes gaps with nothing between them: `3 gaps of 31 s in all: the connection was lost; tracing was off`. */
export function gapsWords(gaps: readonly Gap[]): string {
  const [count, inAll] = gaps.length === 1 ? ['gap', ''] : [plural(gaps.length, 'gap'), ' in all'];
  const lengths = gaps.map(({ sinceMicros, untilMicros = NaN }) => untilMicros - sinceMicros);
  const micros = lengths.reduce((sum, length) => sum + length, 0);
  const length = Number.isNaN(micros) ? 'with unknown end' : `of ${formatDuration(micros)}${inAll}`;
  const causes = new Set(gaps.map(({ cause }) => gapCauseWords[cause]));
  return `${count} ${length}: ${[...causes].join('; ')}${lostWords(sumOf(gaps))}`;
}

function sumOf(gaps: readonly Gap[]): LostRecords {
  const counts = gaps.flatMap(({ lostCount }) => lostCount ?? []);
  return {
    lostCount: counts.length > 0 ? counts.reduce((sum, count) => sum + count, 0) : undefined,
    isLowerBound: counts.length < gaps.length || gaps.some(({ isLowerBound }) => isLowerBound),
  };
}

/** Sums up gaps: `2 gaps, at least 40 records lost`. */
export const gapCountWords = (figures: Omit<GapFigures, 'latest'>): string =>
  `${plural(figures.count, 'gap')}${lostWords(figures)}`;

/** Tells how many records were lost in a gap: `at least 40 records`, or that it is not known. */
export const lostRecordsWords = ({ lostCount, isLowerBound }: LostRecords): string =>
  lostCount === undefined
    ? 'not known: the broker does not tell'
    : `${isLowerBound ? 'at least ' : ''}${plural(lostCount, 'record')}`;

/** @returns nothing when the broker did not tell how many records were lost */
const lostWords = (lost: LostRecords): string =>
  lost.lostCount === undefined ? '' : `, ${lostRecordsWords(lost)} lost`;
