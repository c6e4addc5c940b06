import { millisToRead } from '../node/readingTime';
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

/** Time in which an engine looks at its messages again, whatever it does; more for a large capture. */
const maxSilenceMillis = 4_000;

/**
 * Client of one engine in its worker. Stopping it writes pending changes, and restores the tracing
 * switch. An engine that only reads stored captures is a process of its own: a stranger's file may
 * keep SQLite busy for ever, and a thread cannot be ended while it is inside SQLite.
 */
export class EngineClient extends WorkerClient<EngineApi & EngineWorkerApis, EngineEvent> {
  readonly api = this.apis;

  /**
   * @param workerPath path of the bundle `dist/engine.js`
   * @param task task of the engine. Default: no capture; the worker answers {@link
   *   EngineWorkerApis} only
   * @param silenceMillis time after which an engine that reads stored captures is killed when it does
   *   not look at its messages
   */
  constructor(workerPath: string, task?: EngineTask, silenceMillis = maxSilenceMillis) {
    super(workerPath, {
      name: 'engine',
      data: task,
      timeoutMillis: 10_000,
      ...(task && task.kind !== 'open'
        ? {}
        : { maxSilenceMillis: silenceMillis + (task ? millisToRead(task.path) : 0) }),
    });
  }
}
