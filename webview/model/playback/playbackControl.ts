import { computed, signal } from '@preact/signals';
import type {
  Playback,
  PlaybackApi,
  PlaybackChange,
  PlaybackStep,
  ViewPlaybackApi,
} from '../../../src/protocol/playback';
import type { Remote } from '../../../src/protocol/rpc';

/**
 * The state of playback that a reload restores; it is paused then. Times are microseconds since the
 * epoch.
 */
export type SavedPlayback = Pick<Playback, 'headMicros' | 'speed' | 'loop' | 'shortensPauses'>;

/** Speeds that the bar offers. */
export const speeds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 50, 100, 1000] as const;

/** Plays back a stored capture as if it were live. */
export class PlaybackControl {
  /** The state of playback; `undefined` while the capture is shown as a whole. */
  readonly state = signal<Playback | undefined>(undefined);
  readonly isOn = computed(() => this.state.value !== undefined);

  /**
   * @param begin tells where playback begins: the moment of the selected row; `undefined` for the
   *   beginning of the capture
   * @param stepped is called with the message that a step led to
   * @param report reports failures
   */
  constructor(
    private readonly playback: Remote<PlaybackApi>,
    private readonly view: Remote<ViewPlaybackApi>,
    private readonly begin: () => number | undefined,
    private readonly stepped: (messageId: number | undefined, to: PlaybackStep) => Promise<void>,
    private readonly report: (error: unknown) => void,
  ) {}

  togglePlay(): void {
    this.change({ isPlaying: this.state.value?.isPlaying !== true });
  }

  seek(headMicros: number): void {
    this.change({ headMicros });
  }

  setSpeed(speed: number): void {
    this.change({ speed });
  }

  /** Changes to the next speed that is offered. */
  changeSpeed(direction: 1 | -1): void {
    const now = this.state.value?.speed ?? 1;
    const next =
      direction === 1 ? speeds.find(speed => speed > now) : speeds.findLast(speed => speed < now);
    this.setSpeed(next ?? now);
  }

  toggleShortPauses(): void {
    this.change({ shortensPauses: this.state.value?.shortensPauses !== true });
  }

  /** Moves one end of the loop to the playhead; the other end stays where possible. */
  setLoopEnd(which: 'from' | 'to'): void {
    const { state } = this;
    if (!state.value) return;
    const { headMicros, beginMicros, endMicros, loop } = state.value;
    const others = {
      fromMicros: loop?.fromMicros ?? beginMicros,
      toMicros: loop?.toMicros ?? endMicros,
    };
    const range =
      which === 'from'
        ? {
            fromMicros: headMicros,
            toMicros: others.toMicros > headMicros ? others.toMicros : endMicros,
          }
        : {
            fromMicros: others.fromMicros < headMicros ? others.fromMicros : beginMicros,
            toMicros: headMicros,
          };
    this.change({ loop: range });
  }

  clearLoop(): void {
    this.change({ loop: null });
  }

  async step(to: PlaybackStep, direction: 1 | -1): Promise<void> {
    try {
      if (!this.isOn.value) await this.playback.changePlayback(this.atBegin());
      const { playback, messageId } = await this.view.stepPlayback(to, direction);
      this.state.value = playback;
      await this.stepped(messageId, to);
    } catch (error) {
      this.report(error);
    }
  }

  /** Moves the playhead on to a message that has not come yet. */
  async playTo(messageId: number): Promise<void> {
    if (this.isOn.value) this.state.value = await this.playback.playTo(messageId);
  }

  /** Moves the playhead to a moment and pauses; microseconds since the epoch. */
  async seekTo(headMicros: number): Promise<void> {
    this.state.value = await this.playback.changePlayback({ headMicros, isPlaying: false });
  }

  async restore(saved: SavedPlayback): Promise<void> {
    const { headMicros, speed, loop, shortensPauses } = saved;
    this.state.value = await this.playback.changePlayback({
      headMicros,
      speed,
      loop: loop ?? null,
      shortensPauses,
      isPlaying: false,
    });
  }

  saved(): SavedPlayback | undefined {
    const { state } = this;
    if (!state.value) return undefined;
    const { headMicros, speed, loop, shortensPauses } = state.value;
    return { headMicros, speed, loop, shortensPauses };
  }

  /** Ends playback, and shows the whole capture again. */
  end(): void {
    this.playback.endPlayback().then(() => (this.state.value = undefined), this.report);
  }

  private atBegin(): PlaybackChange {
    const headMicros = this.begin();
    return headMicros === undefined ? {} : { headMicros };
  }

  private change(change: PlaybackChange): void {
    const first = this.isOn.value ? {} : this.atBegin();
    this.playback
      .changePlayback({ ...first, ...change })
      .then(state => (this.state.value = state), this.report);
  }
}
