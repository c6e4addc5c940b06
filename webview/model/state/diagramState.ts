import { batch } from '@preact/signals';
import type { InitialState } from '../../../src/protocol/hostApi';
import type { CaptureState } from '../captureState';
import type { FilterControl } from '../filter/filterControl';
import type { Lanes } from '../lanes/lanes';
import type { PlaybackControl } from '../playback/playbackControl';
import type { LivePicture } from '../rows/livePicture';
import type { RowFeed } from '../rows/rowFeed';
import { messageFrom } from '../rows/rowKey';
import type { TimeReference } from '../rows/timeReference';
import type { ScrollPosition } from '../rows/scrollPosition';
import type { Selection } from '../selection/selection';
import type { UiState } from './uiState';
import type { ViewOptions } from './viewOptions';

export interface DiagramStateDependencies {
  readonly capture: CaptureState;
  readonly options: ViewOptions;
  readonly filter: FilterControl;
  readonly lanes: Lanes;
  readonly feed: RowFeed;
  readonly scroll: ScrollPosition;
  readonly selection: Selection;
  readonly playback: PlaybackControl;
  readonly live: LivePicture;
  readonly reference: TimeReference;
}

/** Gathers the state of the whole tab to be saved, and puts it back. */
export class DiagramState {
  constructor(private readonly dependencies: DiagramStateDependencies) {}

  /** The state as it is now; reads signals, so that an effect that calls it runs again when one changes. */
  current(): UiState {
    const { capture, options, filter, lanes, feed, scroll, selection, playback, reference } =
      this.dependencies;
    const top = Math.floor(scroll.topPx.value / scroll.shape.value.heightPx);
    const { first, rows } = feed.window.value;
    return {
      filterText: filter.typed.value,
      request: filter.request.value,
      laneOrder: lanes.placed.value,
      ...options.saved(),
      isFollowing: capture.isLive.value ? scroll.isFollowing.value : undefined,
      anchorMessageId: messageFrom(rows[top - first]),
      selectedMessageId: selection.row.value?.messageId,
      selectedGapId: selection.gapRow.value?.gaps[0].id,
      timeReferenceId: reference.messageId.value,
      playback: playback.saved(),
    };
  }

  /** Puts back all but the place in the list, the selection and playback: they need rows. */
  restore(state: UiState, initial: InitialState): void {
    const { capture, options, filter, lanes, scroll, selection, live, reference } =
      this.dependencies;
    batch(() => {
      selection.clear();
      filter.setText(state.filterText);
      filter.request.value = state.request;
      filter.setMuted(initial.muted);
      filter.known.value = initial.filters;
      lanes.hidden.value = initial.hiddenLanes;
      lanes.placed.value = state.laneOrder;
      options.restore(state);
      reference.restore(state.timeReferenceId);
      capture.reconnectTo.value = initial.reconnectTo;
      capture.isLive.value = initial.isLive;
      if (!initial.isLive) live.release();
      scroll.isFollowing.value = initial.isLive && (state.isFollowing ?? true);
    });
  }
}
