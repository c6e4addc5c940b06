import * as v from 'valibot';
import type { Contract } from './rpc';
import { absentOr } from './schemas';

/** What a lane stands for: one process, the processes of a service on one host, a service. */
export const laneLevels = ['process', 'host', 'service'] as const;
export type LaneLevel = (typeof laneLevels)[number];

export const laneLevelSchema = v.picklist(laneLevels);

/** A lane of the diagram. */
export interface Lane {
  /**
   * Stable across sessions: `nova-conductor`, `nova-conductor · ctl1`, `nova-conductor · ctl1 · 2671`,
   * by the level. Filters and saved state go by it; a process that restarts keeps its key.
   */
  readonly key: string;
  readonly service: string;
  /** `''` when unknown, or when there are several. */
  readonly host: string;
  /** Every host of its processes that is known. */
  readonly hosts: readonly string[];
  /** `program:pid` of each process behind it, where known. */
  readonly processes: readonly string[];
  /** Why it is a guess, as sentences; `undefined` when the management API named it. */
  readonly inferredFrom: string | undefined;
  /** Index into the palette of lane colours; the same for every lane of one service. */
  readonly colour: number;
  /** Messages that it sent or received. */
  readonly messageCount: number;
  /** Spans that it took part in and that failed, were not answered, not delivered or not routed. */
  readonly errorCount: number;
  /** In order of time. */
  readonly restarts: readonly Restart[];
}

/** A process ended, and another took its place. */
export interface Restart {
  /** When the new process first connected; microseconds since the epoch. */
  readonly atMicros: number;
  /** `program:pid` */
  readonly endedProcess: string;
  readonly startedProcess: string;
}

/** Lanes of the diagram. */
export interface LanesApi {
  /** @param level default: `host` */
  listLanes(level?: LaneLevel): readonly Lane[];
}

export const lanesContract: Contract<LanesApi> = {
  listLanes: v.tuple([absentOr(laneLevelSchema)]),
};

/** Lanes were added, renamed or counted anew. */
export interface LanesChanged {
  readonly type: 'lanesChanged';
}
