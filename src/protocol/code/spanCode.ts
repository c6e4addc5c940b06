/** Code behind the rows of a diagram, and actions on it. */
import type { CodeAnswer, FrameAnswer } from './codeApi';

/** Progress of the index that the answers come from. */
export interface IndexProgress {
  readonly isIndexing: boolean;
  /** 0 when there are no Python sources. */
  readonly fileCount: number;
  readonly done: number;
  /** 0 until they are counted. */
  readonly total: number;
}

export interface SpanCode {
  readonly kind: 'request' | 'notification';
  /** Methods that handle the message, best first; listeners for a notification. */
  readonly handlers: readonly CodeAnswer[];
  /** Methods that almost match, when none does. The doubt gives the obstacle. */
  readonly versionMismatches: readonly CodeAnswer[];
  /** Lines that send the message, best first; emitters for a notification. */
  readonly callers: readonly CodeAnswer[];
  readonly frames: readonly SpanFrame[];
  readonly index: IndexProgress;
}

export interface SpanFrame extends FrameAnswer {
  /**
   * Remote folder of this frame, if it is the first frame of a folder that is not in the sources,
   * so that the folder can be mapped.
   */
  readonly mappable: string | undefined;
}

/** A request that the sources handle only with another version or namespace. */
export interface VersionMismatch {
  readonly spanId: number;
  readonly sentence: string;
}

/** One of the places of a {@link SpanCode}. */
export interface CodePlaceRef {
  readonly list: (typeof codeLists)[number];
  /** Index into the list; for a frame its `textLine`. */
  readonly at: number;
}
export const codeLists = ['handlers', 'versionMismatches', 'callers', 'frames'] as const;

/**
 * - `handler`, `caller`: opens it; asks when there are several, and reports when there is none
 * - `knownHandler`: as `handler`, but does not report when there is none
 * - `peek`: shows all possible places
 * - `breakpoint`: sets a breakpoint in the handler, or removes it
 */
export type CodeAim = (typeof codeAims)[number];
export const codeAims = ['handler', 'knownHandler', 'caller', 'peek', 'breakpoint'] as const;

/** Maximum number of spans in one query for version mismatches. */
export const maxVersionMismatchSpans = 500;
