/** Messages between the indexer and a parser thread. */
import type { Term } from '../core/code/sourceIndex';

export interface ParseTask {
  readonly file: string;
  readonly module: string;
  readonly isPackage: boolean;
  /** Hash in the index; a file with the same hash is not parsed again. */
  readonly knownHash: string | undefined;
  /** Unsaved text that is parsed instead of the file. */
  readonly text?: string;
}

export type ParseResult =
  | { readonly kind: 'same' }
  /** The file was deleted or cannot be read. */
  | { readonly kind: 'gone'; readonly problem: string | undefined }
  | {
      readonly kind: 'parsed';
      readonly hash: string;
      /** `FileFacts` as JSON. */
      readonly facts: string;
      readonly terms: readonly Term[];
      /** Names of called methods, separated by blanks. */
      readonly called: string;
      readonly problem: string | undefined;
    };

/**
 * Maximum size of a file in bytes. Longer files are generated; the longest of OpenStack has 1.3 MB.
 */
export const maxFileBytes = 4 * 1024 * 1024;
