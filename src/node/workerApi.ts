import type { Contract } from '../protocol/rpc';
import { noArguments } from '../protocol/schemas';

/** What each worker answers about itself. */
export interface WorkerApi {
  /** Finishes what is under way, and ends. */
  stop(): Promise<void>;
}

export const workerContract: Contract<WorkerApi> = { stop: noArguments };

export interface WorkerApis {
  readonly worker: WorkerApi;
}
