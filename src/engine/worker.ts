/** Entry point of the engine's worker: runs one task, and answers calls about it. */
import { createTraceStream, deleteTraceStream } from '../adapters/amqp/traceStream';
import { readTapTargets } from '../adapters/management/tapTargets';
import { probeBroker } from '../adapters/amqp/probeBroker';
import { restoreFromJournal } from '../adapters/management/tracingSwitch';
import { brokerContract } from '../protocol/broker';
import { capturesContract } from '../protocol/captures';
import { summaryOf } from '../capture/read/summary';
import { engineContracts } from '../protocol/engineApi';
import type { EngineTask } from '../protocol/engineTask';
import type { Contracts } from '../protocol/rpc';
import { answer, isDeclared, serveCalls } from '../protocol/rpc';
import { workerSide } from '../node/workerSide';
import type { WorkerApis } from '../node/workerApi';
import { workerContract } from '../node/workerApi';
import type { EngineWorkerApis } from './client';
import type { RunningCapture } from './recording/runningCapture';
import { startCapture } from './recording/runningCapture';

const { channel, data, end } = workerSide();
const task = data as EngineTask | undefined;
const capture = task ? startCapture(task, event => channel.post(event)) : undefined;
// Each call that needs the capture reports this rejection; swallow it here.
capture?.catch(() => undefined);
// A bug must not look like the end of a recording: let it crash the worker, which its client
// reports.
void capture
  ?.then(({ ended }) =>
    ended.catch((error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    }),
  )
  .catch(() => undefined);

const running = (): Promise<RunningCapture> =>
  capture ?? Promise.reject(new Error('this engine has no capture'));

/** Apis that need no capture. */
const ownApis: WorkerApis & EngineWorkerApis = {
  broker: {
    probe: probeBroker,
    restoreTracing: restoreFromJournal,
    tapTargets: readTapTargets,
    createTraceStream,
    deleteTraceStream,
  },
  captures: { describeCaptures: paths => paths.map(summaryOf) },
  worker: {
    async stop() {
      await capture?.then(
        each => each.stop(),
        () => undefined,
      );
      // Send the answer first.
      setImmediate(end);
    },
    ping: () => undefined,
  },
};

const ownContracts: Contracts<WorkerApis & EngineWorkerApis> = {
  broker: brokerContract,
  captures: capturesContract,
  worker: workerContract,
};

serveCalls(channel, async call => {
  if (!isDeclared(engineContracts, call)) return answer(ownApis, ownContracts, call);
  // Calls wait until the capture is open; when it cannot be opened, each one gets the reason.
  const { engine } = await running();
  return answer(engine, engineContracts, call);
});
