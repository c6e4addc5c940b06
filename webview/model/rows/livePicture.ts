import type { ReadonlySignal } from '@preact/signals';
import { batch, computed, effect, signal, untracked } from '@preact/signals';
import { Disposable, toDisposable } from '../../../src/core/base/disposable';
import type { CaptureState } from '../captureState';
import type { Feedback } from '../feedback';
import type { Lanes } from '../lanes/lanes';
import type { Selection } from '../selection/selection';
import type { RowFeed } from './rowFeed';
import type { ScrollPosition } from './scrollPosition';

export interface LivePictureDependencies {
  readonly capture: CaptureState;
  readonly feed: RowFeed;
  readonly scroll: ScrollPosition;
  readonly lanes: Lanes;
  readonly selection: Selection;
  /** True while a stored capture is played back. */
  readonly isPlayed: ReadonlySignal<boolean>;
  readonly feedback: Feedback;
}

/** Lets the picture follow the newest row while rows keep arriving, or holds it. */
export class LivePicture extends Disposable {
  /** The picture is held while the capture goes on. */
  readonly isHeld = signal(false);
  /** Count of rows that came since the tail was left, or the picture held. */
  readonly newCount = computed(() => {
    const { feed, scroll } = this.dependencies;
    return this.isHeld.value ? feed.heldBackCount.value : scroll.newCount.value;
  });

  constructor(private readonly dependencies: LivePictureDependencies) {
    super();
    const { capture, scroll, isPlayed } = dependencies;
    this.register(
      toDisposable(
        effect(() => {
          // Rows keep arriving while a capture is played back, as if it were live.
          const isPlaying = isPlayed.value;
          const isLive = capture.isLive.value;
          const isHeld = this.isHeld.value;
          untracked(() => {
            scroll.isLive.value = (isLive && !isHeld) || isPlaying;
            if (isPlaying) scroll.follow();
            else if (!isLive) scroll.unfollow();
          });
        }),
      ),
    );
  }

  toggleFollow(): void {
    const { scroll } = this.dependencies;
    if (scroll.isFollowing.value) scroll.unfollow();
    else this.follow();
  }

  /** Goes to the newest row and stays there; a picture that was held goes on. */
  follow(): void {
    this.release();
    this.dependencies.scroll.follow();
  }

  /** Selects the newest row and follows the rows that come after it. */
  goToEnd(): void {
    const { feed, scroll, selection } = this.dependencies;
    this.release();
    void selection.selectIndex(feed.rowCount.value - 1);
    scroll.follow();
  }

  /** Holds the picture of a live capture, which goes on being recorded; or lets it go on. */
  togglePause(): void {
    const { capture, feed, scroll, feedback } = this.dependencies;
    if (this.isHeld.value) return this.follow();
    if (!capture.isLive.value) return;
    batch(() => {
      this.isHeld.value = true;
      feed.hold();
      scroll.unfollow();
    });
    feedback.announce('Paused; the capture goes on');
  }

  /** Ends a pause: shows the rows that came meanwhile. */
  release(): void {
    if (!this.isHeld.value) return;
    const { feed, lanes, selection } = this.dependencies;
    batch(() => {
      this.isHeld.value = false;
      feed.release();
    });
    lanes.refresh();
    selection.refreshFrom(0);
  }
}
