import type { DatabaseSync } from 'node:sqlite';
import type { SourceState } from '../core/amqp/sourceState';
import { Disposable, DisposableHolder } from '../core/base/disposable';
import type { LaneRate } from '../protocol/status';
import type { CaptureCounts } from '../capture/read/counts';
import { captureCounts } from '../capture/read/counts';
import { GapReader } from '../capture/read/gaps';
import { ErrorReader } from '../capture/read/errors';
import { RowReader } from '../capture/read/rows';
import type { CaptureMeta } from '../capture/tables/meta';
import { readMeta } from '../capture/tables/meta';
import type { Player } from './playback/player';

/** Progress of the recording or import that writes a capture. */
export interface RecordingStatus {
  readonly counts: CaptureCounts;
  readonly state: SourceState;
  readonly meta: CaptureMeta;
  readonly recordsPerSecond: number;
  readonly errorsPerSecond: number;
  readonly laneRates: readonly LaneRate[];
  readonly namingProblem: string | undefined;
}

/** The visible part of a capture: the rows that are written, up to the playhead. */
export class ShownCapture extends Disposable {
  readonly rows: RowReader;
  readonly errors: ErrorReader;
  readonly gaps: GapReader;
  /** Present while records are written. */
  recording: RecordingStatus | undefined;
  /** Counts of the capture when it was opened; a recording has newer ones. */
  private readonly storedCounts: CaptureCounts;
  private readonly playerHolder = this.register(new DisposableHolder<Player>());

  constructor(readonly database: DatabaseSync) {
    super();
    this.rows = new RowReader(database);
    this.errors = new ErrorReader(database);
    this.gaps = new GapReader(database);
    this.storedCounts = captureCounts(database);
  }

  get counts(): CaptureCounts {
    return this.recording?.counts ?? this.storedCounts;
  }

  get meta(): CaptureMeta {
    return this.recording?.meta ?? readMeta(this.database);
  }

  get source(): SourceState {
    return this.recording?.state ?? { state: 'stored' };
  }

  /** `undefined` when the whole capture is shown. */
  get player(): Player | undefined {
    return this.playerHolder.value;
  }

  set player(player: Player | undefined) {
    this.playerHolder.value = player;
  }

  /** Id of the last visible message; Infinity without playback. */
  get headId(): number {
    return this.player?.head.lastId ?? Infinity;
  }

  /** Later events are hidden; microseconds since the epoch, Infinity without playback. */
  get momentMicros(): number {
    return this.player?.head.atMicros ?? Infinity;
  }

  /** Number of visible messages without a filter. */
  get messageCount(): number {
    const { firstId, lastId } = this.counts;
    return Math.min(lastId, this.headId) - firstId + 1;
  }
}
