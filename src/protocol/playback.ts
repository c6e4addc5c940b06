/** A stored capture can be shown as it was at any moment, and time can be let pass in it. */
import * as v from 'valibot';
import type { Contract } from './rpc';
import type { Direction, FieldsOf } from './schemas';
import { directionSchema, finiteSchema, noArguments, wholeNumberSchema } from './schemas';
import type { TimeRange } from './timeRange';
import { timeRangeSchema } from './timeRange';

/** Where playback stands. Times: microseconds since the epoch. */
export interface Playback {
  /** The moment that is shown: what happened later is not there yet. */
  readonly headMicros: number;
  /** First and last message of the capture. */
  readonly beginMicros: number;
  readonly endMicros: number;
  readonly isPlaying: boolean;
  /** Seconds of the capture in a second; see {@link speedLimits}. */
  readonly speed: number;
  /** Where given, playing goes round in it. */
  readonly loop: TimeRange | undefined;
  /** No pause lasts longer than a second, whatever the speed. */
  readonly shortensGaps: boolean;
}

export const speedLimits = { min: 0.1, max: 1000 } as const;

/** What is to become different; what is left out stays. Values out of range are clamped. */
export interface PlaybackChange {
  readonly headMicros?: number;
  readonly isPlaying?: boolean;
  readonly speed?: number;
  /** `null` removes the loop. */
  readonly loop?: TimeRange | null;
  readonly shortensGaps?: boolean;
}

const playbackChangeSchema = v.object({
  headMicros: v.exactOptional(finiteSchema),
  isPlaying: v.exactOptional(v.boolean()),
  speed: v.exactOptional(finiteSchema),
  loop: v.exactOptional(v.nullable(timeRangeSchema)),
  shortensGaps: v.exactOptional(v.boolean()),
} satisfies FieldsOf<PlaybackChange>);

/**
 * What a step goes to: the next row of a view, the next row that begins a span, the next moment at
 * which something went wrong.
 */
export const playbackSteps = ['row', 'span', 'error'] as const;
export type PlaybackStep = (typeof playbackSteps)[number];

export interface SteppedTo {
  readonly playback: Playback;
  /** Message that the step led to; `undefined`: there is none that way. */
  readonly messageId: number | undefined;
}

/** Stored captures only: shows the capture as it was at a moment, and lets time pass in it. */
export interface PlaybackApi {
  /** Begins playback where it has not begun. */
  changePlayback(change: PlaybackChange): Playback;
  /** Moves the play head on to a message that has not come yet; one that has is left as it is. */
  playTo(messageId: number): Playback;
  /** Shows the whole capture again. */
  endPlayback(): void;
}

export const playbackContract: Contract<PlaybackApi> = {
  changePlayback: v.tuple([playbackChangeSchema]),
  playTo: v.tuple([wholeNumberSchema]),
  endPlayback: noArguments,
};

/** Playback from row to row of one view. */
export interface ViewPlaybackApi {
  /** Moves the play head and stops there. Rows that the view leaves out are passed over. */
  stepPlayback(to: PlaybackStep, direction: Direction): SteppedTo;
}

export const viewPlaybackContract: Contract<ViewPlaybackApi> = {
  stepPlayback: v.tuple([v.picklist(playbackSteps), directionSchema]),
};

/** The play head moved, or playback began or ended (`undefined`). */
export interface PlaybackChanged {
  readonly type: 'playbackChanged';
  readonly playback: Playback | undefined;
}
