import type { Contract } from './rpc';
import { noArguments } from './schemas';

/** Live sources only; elsewhere these do nothing. */
export interface SourceApi {
  /** Stops taking records. */
  pause(): void;
  /** Takes records again. */
  resume(): void;
  /** Removes all rows; what comes next is kept. */
  clear(): void;
}

export const sourceContract: Contract<SourceApi> = {
  pause: noArguments,
  resume: noArguments,
  clear: noArguments,
};
