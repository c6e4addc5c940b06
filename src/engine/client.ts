import { WorkerClient } from '../node/workerClient';
import type { BrokerApi } from '../protocol/broker';
import type { CapturesApi } from '../protocol/captures';
import type { EngineApi, EngineEvent } from '../protocol/engineApi';
import type { EngineTask } from '../protocol/engineTask';

/** Apis that an engine offers without a capture, too. */
export interface EngineWorkerApis {
  readonly broker: BrokerApi;
  readonly captures: CapturesApi;
}

/**
 * One engine in its worker thread. Stopping writes what is pending, and puts the tracing switch back.
 */
export class EngineClient extends WorkerClient<EngineApi & EngineWorkerApis, EngineEvent> {
  readonly api = this.apis;

  /**
   * @param workerPath the bundle `dist/engine.js`
   * @param task none: a worker without a capture, which answers {@link EngineWorkerApis} only
   */
  constructor(workerPath: string, task?: EngineTask) {
    super(workerPath, { name: 'engine', data: task, timeoutMillis: 10_000 });
  }
}
