/** What the indexer asks of a parser thread, and what it gets. */
import type { Term } from '../core/code/sourceIndex';

export interface ParseTask {
  readonly file: string;
  readonly module: string;
  readonly isPackage: boolean;
  /** The hash that the index has: with the same one nothing has to be parsed. */
  readonly knownHash: string | undefined;
  /** Parsed instead of what is on the disk. */
  readonly text?: string;
}

export type ParseResult =
  | { readonly kind: 'same' }
  /** Deleted, or not to be read. */
  | { readonly kind: 'gone'; readonly problem: string | undefined }
  | {
      readonly kind: 'parsed';
      readonly hash: string;
      /** `FileFacts` as JSON. */
      readonly facts: string;
      readonly terms: readonly Term[];
      /** Names of called methods, between blanks. */
      readonly called: string;
      readonly problem: string | undefined;
    };
