import type { CaptureStatus, StatusApi } from '../../protocol/status';
import type { NoteStore } from '../../capture/notes';
import type { ShownCapture } from '../shownCapture';
import type { LanesService } from './lanes';

export class StatusService implements StatusApi {
  constructor(
    private readonly capture: ShownCapture,
    private readonly lanes: LanesService,
    private readonly notes: NoteStore,
  ) {}

  captureStatus(): CaptureStatus {
    const { capture } = this;
    const { meta, recording } = capture;
    const lanes = this.lanes.listLanes();
    return {
      ...meta,
      name: this.notes.title() || meta.name,
      source: capture.source,
      playback: capture.player?.state,
      messageCount: capture.messageCount,
      spanCount: capture.counts.spanCount,
      gaps: capture.gaps.figures(capture.momentMicros),
      errorCount: capture.errors.count(capture.momentMicros),
      recordsPerSecond: recording?.recordsPerSecond ?? 0,
      errorsPerSecond: recording?.errorsPerSecond ?? 0,
      laneRates: recording?.laneRates ?? [],
      exactLaneCount: lanes.filter(lane => lane.inferredFrom === undefined).length,
      inferredLaneCount: lanes.filter(lane => lane.inferredFrom !== undefined).length,
      namingProblem: recording?.namingProblem,
    };
  }
}
