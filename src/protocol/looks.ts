/** Looks of diagrams that settings choose, some of them for captures that are opened for the first time. */
import type { LaneLevel } from './lanes';

/** Views in which a diagram may open. The waterfall is none of them: it needs a selected request. */
export const startViews = ['sequence', 'table', 'statistics', 'map', 'problems'] as const;
type StartView = (typeof startViews)[number];

/** Times beside the rows: since the beginning of what is shown, of the local wall clock, or in UTC. */
export const timeFormats = ['relative', 'clock', 'utc'] as const;
export type TimeFormat = (typeof timeFormats)[number];

/** Height of rows, which a setting chooses for all diagrams. */
export const densities = ['comfortable', 'compact'] as const;
export type Density = (typeof densities)[number];

export interface StartLooks {
  readonly view: StartView;
  readonly laneLevel: LaneLevel;
  readonly timeFormat: TimeFormat;
}
