import type { Contract } from '../protocol/rpc';
import { noArguments } from '../protocol/schemas';

/** Api of each worker about itself. */
export interface WorkerApi {
  /** Finishes its present work, and ends. */
  stop(): Promise<void>;
  /** Answers as soon as it looks at its messages. */
  ping(): void;
}

export const workerContract: Contract<WorkerApi> = {
  stop: noArguments,
  ping: noArguments,
};

export interface WorkerApis {
  readonly worker: WorkerApi;
}
