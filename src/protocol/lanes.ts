import * as v from 'valibot';
import type { Contract } from './rpc';
import { absentOr, noArguments } from './schemas';

/** Level of lanes: one process, the processes of a service on one host, or a service. */
export const laneLevels = ['process', 'host', 'service'] as const;
export type LaneLevel = (typeof laneLevels)[number];

export const laneLevelSchema = v.picklist(laneLevels);

/** A lane of the diagram. */
export interface Lane {
  /**
   * Key that is stable across sessions: `nova-conductor`, `nova-conductor · ctl1` or
   * `nova-conductor · ctl1 · 2671`, depending on the level. Filters and saved state use it; a
   * process that restarts keeps its key.
   */
  readonly key: string;
  readonly service: string;
  /** `''` when unknown, or when there are several. */
  readonly host: string;
  /** All known hosts of its processes. */
  readonly hosts: readonly string[];
  /** `program:pid` of each of its processes, as far as known. */
  readonly processes: readonly string[];
  /**
   * Reasons why its name is a guess, as sentences; `undefined` when the management API named it.
   */
  readonly inferredFrom: string | undefined;
  /** Index into the palette of lane colours; equal for all lanes of one service. */
  readonly colour: number;
  /** Number of messages that it sent or received. */
  readonly messageCount: number;
  /** Number of its spans that failed, were not answered, not delivered or not routed. */
  readonly errorCount: number;
  /** Restarts of its processes, in the order of time. */
  readonly restarts: readonly Restart[];
}

/** Replacement of a process by another one. */
export interface Restart {
  /** Time of the new process's first connection; microseconds since the epoch. */
  readonly atMicros: number;
  /** Name of the process that ended, as `program:pid`. */
  readonly endedProcess: string;
  /** Name of the process that replaced it, in the same form. */
  readonly startedProcess: string;
}

/** Calls about the lanes of the diagram. */
export interface LanesApi {
  /** @param level default: `host` */
  listLanes(level?: LaneLevel): readonly Lane[];
}

export const lanesContract: Contract<LanesApi> = {
  listLanes: v.tuple([absentOr(laneLevelSchema)]),
};

/** The lanes that the rows of one view touch. */
export interface BusyLanes {
  readonly level: LaneLevel;
  /** `undefined` when the view has too many rows to look at each: all lanes count as busy. */
  readonly keys: readonly string[] | undefined;
}

/** Calls about the lanes of one view. */
export interface ViewLanesApi {
  readBusyLanes(): Promise<BusyLanes>;
}

export const viewLanesContract: Contract<ViewLanesApi> = { readBusyLanes: noArguments };

/** Lanes were added, renamed or recounted. */
export interface LanesChanged {
  readonly type: 'lanesChanged';
}
