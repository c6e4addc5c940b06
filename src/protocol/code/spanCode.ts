/** What a diagram tells of the code behind its rows, and what it can have done with it. */
import type { CodeAnswer, FrameAnswer } from './codeApi';

/** How far the index has come that the answers are from. */
export interface IndexProgress {
  readonly isIndexing: boolean;
  /** 0: there are no Python sources. */
  readonly fileCount: number;
  readonly done: number;
  /** 0 until they are counted. */
  readonly total: number;
}

export interface SpanCode {
  readonly kind: 'request' | 'notification';
  /** What runs, best first; of a notification: its listeners. */
  readonly handlers: readonly CodeAnswer[];
  /** When nothing would run: what nearly would. Its doubt says what is in the way. */
  readonly nearMisses: readonly CodeAnswer[];
  /** What sends it, best first; of a notification: what emits it. */
  readonly callers: readonly CodeAnswer[];
  readonly frames: readonly SpanFrame[];
  readonly index: IndexProgress;
}

export interface SpanFrame extends FrameAnswer {
  /**
   * Of the first frame of its folder that is not in the sources: the folder that can be mapped, on
   * the remote machine.
   */
  readonly mappable: string | undefined;
}

/** A request that no handler of the sources takes, but one of another version or namespace. */
export interface VersionMismatch {
  readonly spanId: number;
  readonly sentence: string;
}

/** One of the places of a {@link SpanCode}. */
export interface CodePlaceRef {
  readonly list: (typeof codeLists)[number];
  /** Index into the list; of a frame: its `textLine`. */
  readonly at: number;
}
export const codeLists = ['handlers', 'nearMisses', 'callers', 'frames'] as const;

/**
 * `handler`, `caller`: goes there, asks where several could be meant, and says so when there is
 * none. `knownHandler`: as `handler`, and silent when there is none. `peek`: shows all that could be
 * meant. `breakpoint`: sets one in the handler, or removes it.
 */
export type CodeAim = (typeof codeAims)[number];
export const codeAims = ['handler', 'knownHandler', 'caller', 'peek', 'breakpoint'] as const;

/** Spans that one question about version mismatches may name. */
export const maxVersionMismatchSpans = 500;
