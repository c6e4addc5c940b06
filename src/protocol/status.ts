import type { SourceState } from '../core/amqp/sourceState';
import type { SkippedPlaces } from '../core/amqp/traceSource';
import type { Playback } from './playback';
import type { Contract } from './rpc';
import { noArguments } from './schemas';

export interface LaneRate {
  /** Key of the lane. */
  readonly lane: string;
  /** Messages that it sent or received. */
  readonly messagesPerSecond: number;
}

/** What is traced, received, decoded, dropped, inferred: the diagram's first line. */
export interface CaptureStatus {
  /** Profile name of the broker, or file name. */
  readonly name: string;
  /** `vhost / · firehose`, `tracing log`… */
  readonly origin: string;
  readonly source: SourceState;
  /** Where it is played back: what is counted here is what had come by then. */
  readonly playback: Playback | undefined;
  readonly recordCount: number;
  readonly messageCount: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Records per second over the last seconds; 0 when nothing comes. */
  readonly recordsPerSecond: number;
  /** Spans that went wrong, per second over the last ten seconds. */
  readonly errorsPerSecond: number;
  /** Of the lanes of level `host` that had traffic in the last ten seconds; none unless it is live. */
  readonly laneRates: readonly LaneRate[];
  /** Records removed because the capture reached its limit. */
  readonly droppedByLimit: number;
  /** How often the broker's tap queue was found full; it dropped an unknown number each time. */
  readonly overflowCount: number;
  /** Messages that could not be decoded. */
  readonly opaqueCount: number;
  /** Input that could not become a record. */
  readonly skippedCount: number;
  /** Why; the reasons that came first. */
  readonly skipped: readonly SkippedPlaces[];
  readonly exactLaneCount: number;
  readonly inferredLaneCount: number;
  readonly firstAtMicros: number | undefined;
  readonly lastAtMicros: number | undefined;
  readonly isMasked: boolean;
  /** `false` in a stored capture: whoever wrote it was killed, or writes it still. */
  readonly isEnded: boolean;
  /** Why connections have no names (management API refused…); `undefined` when they have. */
  readonly namingProblem: string | undefined;
}

/** The capture as a whole. */
export interface StatusApi {
  captureStatus(): CaptureStatus;
}

export const statusContract: Contract<StatusApi> = { captureStatus: noArguments };

export interface StatusChanged {
  readonly type: 'statusChanged';
  readonly status: CaptureStatus;
}
