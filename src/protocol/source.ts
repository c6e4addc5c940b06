import type { Contract } from './rpc';
import { noArguments } from './schemas';

/** Calls to a live source; other sources ignore them. */
export interface SourceApi {
  /** Stops taking records. */
  pause(): void;
  /** Takes records again. */
  resume(): void;
  /** Removes all rows; later records are kept. */
  clear(): void;
}

export const sourceContract: Contract<SourceApi> = {
  pause: noArguments,
  resume: noArguments,
  clear: noArguments,
};
