import type { CapturesApi } from '../protocol/captures';
import type { BrokerApi, EngineApi, EngineEvent, EngineTask } from '../protocol/engineApi';
import { WorkerClient } from '../node/workerClient';

const announcementTypes = [
  'rowsChanged',
  'lanesChanged',
  'statusChanged',
  'playbackChanged',
  'bookmarksChanged',
  'exportProgress',
] as const satisfies readonly EngineEvent['type'][];

/**
 * One engine in its worker thread. Stopping writes what is pending, and puts the tracing switch back.
 */
export class EngineClient extends WorkerClient<EngineApi & BrokerApi & CapturesApi, EngineEvent> {
  /**
   * @param workerPath the bundle `dist/engine.js`
   * @param task none: a worker that only answers {@link BrokerApi}
   */
  constructor(workerPath: string, task?: EngineTask) {
    super(workerPath, {
      name: 'engine',
      data: task,
      announcementTypes,
      timeoutMillis: 10_000,
    });
  }
}
