import { WorkerClient } from '../node/workerClient';
import type { BrokerApi } from '../protocol/broker';
import type { CapturesApi } from '../protocol/captures';
import type { EngineApi, EngineEvent } from '../protocol/engineApi';
import type { EngineTask } from '../protocol/engineTask';

/** Apis that an engine offers even without a capture. */
export interface EngineWorkerApis {
  readonly broker: BrokerApi;
  readonly captures: CapturesApi;
}

/**
 * Client of one engine in its worker thread. Stopping it writes pending changes, and restores the
 * tracing switch.
 */
export class EngineClient extends WorkerClient<EngineApi & EngineWorkerApis, EngineEvent> {
  readonly api = this.apis;

  /**
   * @param workerPath path of the bundle `dist/engine.js`
   * @param task task of the engine. Default: no capture; the worker answers {@link
   *   EngineWorkerApis} only
   */
  constructor(workerPath: string, task?: EngineTask) {
    super(workerPath, { name: 'engine', data: task, timeoutMillis: 10_000 });
  }
}
