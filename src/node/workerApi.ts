import type { Contract } from '../protocol/rpc';
import { noArguments } from '../protocol/schemas';

/** Api of each worker about itself. */
export interface WorkerApi {
  /** Finishes its present work, and ends. */
  stop(): Promise<void>;
}

export const workerContract: Contract<WorkerApi> = { stop: noArguments };

export interface WorkerApis {
  readonly worker: WorkerApi;
}
