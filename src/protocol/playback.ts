/** Playback of a stored capture: it can be shown as it was at any moment, and played from there. */
import * as v from 'valibot';
import type { Contract } from './rpc';
import type { Direction, FieldsOf } from './schemas';
import { directionSchema, finiteSchema, noArguments, wholeNumberSchema } from './schemas';
import type { TimeRange } from './timeRange';
import { timeRangeSchema } from './timeRange';

/** State of playback. Times are microseconds since the epoch. */
export interface Playback {
  /** Moment that is shown; later events are hidden. */
  readonly headMicros: number;
  /** Time of the first message of the capture. */
  readonly beginMicros: number;
  readonly endMicros: number;
  readonly isPlaying: boolean;
  /** Speed as a multiple of real time; see {@link speedLimits}. */
  readonly speed: number;
  /** Range that is repeated, if any. */
  readonly loop: TimeRange | undefined;
  /** True to shorten pauses to one second at any speed. */
  readonly shortensPauses: boolean;
}

export const speedLimits = { min: 0.1, max: 1000 } as const;

/** Changes of playback; omitted properties stay. Values out of range are clamped. */
export interface PlaybackChange {
  readonly headMicros?: number;
  readonly isPlaying?: boolean;
  readonly speed?: number;
  /** Range to repeat; `null` ends the repetition. */
  readonly loop?: TimeRange | null;
  readonly shortensPauses?: boolean;
}

const playbackChangeSchema = v.object({
  headMicros: v.exactOptional(finiteSchema),
  isPlaying: v.exactOptional(v.boolean()),
  speed: v.exactOptional(finiteSchema),
  loop: v.exactOptional(v.nullable(timeRangeSchema)),
  shortensPauses: v.exactOptional(v.boolean()),
} satisfies FieldsOf<PlaybackChange>);

/**
 * Target of a step: the next row of a view, the next row that begins a span, or the next time at
 * which an error became visible.
 */
const playbackSteps = ['row', 'span', 'error'] as const;
export type PlaybackStep = (typeof playbackSteps)[number];

export interface SteppedTo {
  readonly playback: Playback;
  /** Message at the new position; `undefined` when there is none in this direction. */
  readonly messageId: number | undefined;
}

/** Playback of stored captures: shows the capture as it was at a moment, and plays it. */
export interface PlaybackApi {
  /** Changes playback; starts it if it has not started. */
  changePlayback(change: PlaybackChange): Playback;
  /** Moves the playhead forward to a message. Does nothing when the message is already visible. */
  playTo(messageId: number): Playback;
  /** Shows the whole capture again. */
  endPlayback(): void;
}

export const playbackContract: Contract<PlaybackApi> = {
  changePlayback: v.tuple([playbackChangeSchema]),
  playTo: v.tuple([wholeNumberSchema]),
  endPlayback: noArguments,
};

/** Playback by rows of one view. */
export interface ViewPlaybackApi {
  /** Moves the playhead and pauses. Rows that the view leaves out are skipped. */
  stepPlayback(to: PlaybackStep, direction: Direction): SteppedTo;
}

export const viewPlaybackContract: Contract<ViewPlaybackApi> = {
  stepPlayback: v.tuple([v.picklist(playbackSteps), directionSchema]),
};

/** The playhead moved, or playback began or ended (`undefined`). */
export interface PlaybackChanged {
  readonly type: 'playbackChanged';
  readonly playback: Playback | undefined;
}
