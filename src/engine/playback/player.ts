import type { DatabaseSync } from 'node:sqlite';
import type { IDisposable } from '../../core/base/disposable';
import type { Playback, PlaybackChange } from '../../protocol/playback';
import type { TimeRange } from '../../protocol/timeRange';
import { speedLimits } from '../../protocol/playback';
import type { MessageRange } from '../../capture/read/counts';
import type { ErrorReader } from '../../capture/read/errors';
import { Playhead } from './playhead';

/** Interval of time steps; the rows of one step appear together. */
const tickMillis = 40;
/** Longest pause, in real time, when pauses are shortened. */
const longestPauseMillis = 1_000;

export interface PlayedCapture {
  readonly database: DatabaseSync;
  readonly errors: ErrorReader;
  readonly counts: MessageRange;
  readonly range: TimeRange;
}

/** Plays a stored capture: moves the playhead with time, at a speed. */
export class Player implements IDisposable {
  readonly head: Playhead;
  private readonly range: TimeRange;
  private speed = 1;
  private loop: TimeRange | undefined;
  private shortensPauses = false;
  private timer: NodeJS.Timeout | undefined;
  private lastTick = 0;
  /** Real time since the last row. */
  private pausedMillis = 0;

  /** @param moved called when the head has moved, or playing has started or stopped */
  constructor(
    { database, errors, counts, range }: PlayedCapture,
    private readonly moved: () => void,
  ) {
    this.range = range;
    this.head = new Playhead(database, errors, counts, range.fromMicros);
  }

  get state(): Playback {
    return {
      headMicros: this.head.atMicros,
      beginMicros: this.range.fromMicros,
      endMicros: this.range.toMicros,
      isPlaying: this.timer !== undefined,
      speed: this.speed,
      loop: this.loop,
      shortensPauses: this.shortensPauses,
    };
  }

  change(change: PlaybackChange): void {
    const { headMicros, speed, loop, shortensPauses, isPlaying } = change;
    if (speed !== undefined) this.speed = clamp(speed, speedLimits.min, speedLimits.max);
    if (shortensPauses !== undefined) this.shortensPauses = shortensPauses;
    if (loop !== undefined) this.loop = loop === null ? undefined : this.rangeWithin(loop);
    if (headMicros !== undefined) this.seek(headMicros);
    if (isPlaying === true) this.play();
    if (isPlaying === false) this.pause();
    this.moved();
  }

  /** Moves to a row and pauses. */
  moveTo(messageId: number, atMicros?: number): void {
    this.pause();
    this.head.moveTo(messageId, atMicros);
    this.moved();
  }

  /** Moves before the first row and pauses. */
  rewind(): void {
    this.pause();
    this.head.seek(this.range.fromMicros - 1);
    this.moved();
  }

  dispose(): void {
    this.pause();
  }

  private play(): void {
    if (this.timer) return;
    // Playing from the end starts at the beginning.
    if (this.head.atMicros >= this.end) this.head.seek(this.begin - 1);
    this.lastTick = performance.now();
    this.pausedMillis = 0;
    this.timer = setInterval(() => this.tick(), tickMillis);
  }

  private pause(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private seek(atMicros: number): void {
    this.head.seek(clamp(atMicros, this.range.fromMicros - 1, this.range.toMicros));
    this.pausedMillis = 0;
  }

  private tick(): void {
    const now = performance.now();
    const passed = now - this.lastTick;
    this.lastTick = now;
    this.pass(passed);
    this.moved();
  }

  /** @param millis real time */
  private pass(millis: number): void {
    const { head } = this;
    const before = head.lastId;
    const target = head.atMicros + millis * 1000 * this.speed;
    head.advance(Math.min(target, this.end));
    if (head.lastId > before) this.pausedMillis = 0;
    else this.pausedMillis += millis;
    const next = head.nextAtMicros;
    if (this.shortensPauses && this.pausedMillis >= longestPauseMillis && next !== undefined) {
      head.advance(Math.min(next, this.end));
      this.pausedMillis = 0;
    }
    if (head.atMicros < this.end) return;
    if (this.loop) head.seek(this.begin - 1);
    else this.pause();
  }

  private get begin(): number {
    return this.loop?.fromMicros ?? this.range.fromMicros;
  }

  private get end(): number {
    return this.loop?.toMicros ?? this.range.toMicros;
  }

  private rangeWithin({ fromMicros, toMicros }: TimeRange): TimeRange | undefined {
    const { fromMicros: least, toMicros: most } = this.range;
    const [from, to] = [clamp(fromMicros, least, most), clamp(toMicros, least, most)];
    return from < to ? { fromMicros: from, toMicros: to } : undefined;
  }
}

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));
