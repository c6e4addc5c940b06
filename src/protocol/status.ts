import type { GapFigures } from '../core/amqp/gap';
import type { SourceState } from '../core/amqp/sourceState';
import type { SkippedPlaces } from '../core/amqp/traceSource';
import type { Playback } from './playback';
import type { Contract } from './rpc';
import { noArguments } from './schemas';

export interface LaneRate {
  /** Key of the lane. */
  readonly lane: string;
  /** Rate of messages that it sent or received. */
  readonly messagesPerSecond: number;
}

/**
 * Status of a capture for the diagram's first line: traced, received, decoded, dropped and
 * inferred.
 */
export interface CaptureStatus {
  /** Profile name of the broker, or file name. */
  readonly name: string;
  /** `vhost / · firehose`, `tracing log`… */
  readonly origin: string;
  readonly source: SourceState;
  /** State of playback, if any; the counts are then those of the shown moment. */
  readonly playback: Playback | undefined;
  readonly recordCount: number;
  /** Number of records that were stored elsewhere before they were read: their times are those of reading. */
  readonly readLaterCount: number;
  readonly messageCount: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Records per second over the last seconds; 0 when none arrive. */
  readonly recordsPerSecond: number;
  /** Errors per second over the last ten seconds. */
  readonly errorsPerSecond: number;
  /**
   * Rates of lanes of level `host` with traffic in the last ten seconds; empty unless the capture
   * is live.
   */
  readonly laneRates: readonly LaneRate[];
  /** Records removed because the capture reached its limit. */
  readonly droppedByLimit: number;
  readonly gaps: GapFigures;
  /** Number of messages that could not be decoded. */
  readonly opaqueCount: number;
  /** Number of inputs that could not become a record. */
  readonly skippedCount: number;
  /** Reasons for skipped input; only the first ones. */
  readonly skipped: readonly SkippedPlaces[];
  readonly exactLaneCount: number;
  readonly inferredLaneCount: number;
  readonly firstAtMicros: number | undefined;
  readonly lastAtMicros: number | undefined;
  readonly isMasked: boolean;
  /** False in a stored capture whose writer was killed, or is still writing. */
  readonly isEnded: boolean;
  /**
   * Reason why connections have no names (for example, the management API refused); `undefined`
   * when they have.
   */
  readonly namingProblem: string | undefined;
}

/** Calls about the capture as a whole. */
export interface StatusApi {
  captureStatus(): CaptureStatus;
}

export const statusContract: Contract<StatusApi> = { captureStatus: noArguments };

export interface StatusChanged {
  readonly type: 'statusChanged';
  readonly status: CaptureStatus;
}
