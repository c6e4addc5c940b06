/** A stored capture can be shown as it was at any moment, and time can be let pass in it. */

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

export interface TimeRange {
  readonly fromMicros: number;
  readonly toMicros: number;
}

export const speedLimits = { min: 0.1, max: 1000 } as const;

/** What is to become different; what is left out stays. Values out of range are clamped. */
export interface PlaybackChange {
  readonly headMicros?: number;
  readonly isPlaying?: boolean;
  readonly speed?: number;
  /** `null`: none any more. */
  readonly loop?: TimeRange | null;
  readonly shortensGaps?: boolean;
}

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
