/** The engine's thread: runs one task, and answers questions about it over the port. */
import { parentPort, workerData } from 'node:worker_threads';
import { createTraceStream, deleteTraceStream } from '../adapters/amqp/traceStream';
import { readTapTargets } from '../adapters/management/tapTargets';
import { probeBroker } from '../adapters/amqp/probeBroker';
import { restoreFromJournal } from '../adapters/management/tracingSwitch';
import type { CapturesApi } from '../protocol/captures';
import { capturesApiMethods } from '../protocol/captures';
import { summaryOf } from '../capture/read/summary';
import type { BrokerApi, EngineApi, EngineTask } from '../protocol/engineApi';
import { brokerApiMethods, engineApiMethods } from '../protocol/engineApi';
import { serve } from '../protocol/rpc';
import { portChannel } from '../node/portChannel';
import type { RunningCapture } from './recording/runningCapture';
import { startCapture } from './recording/runningCapture';

if (!parentPort) throw new Error('the engine runs as a worker thread');
const port = parentPort;
const channel = portChannel(port);
const task = workerData as EngineTask | undefined;
const capture = task ? startCapture(task, event => channel.post(event)) : undefined;
// Who asks gets the failure; nobody has to ask.
capture?.catch(() => undefined);
// A bug must not pass for the end of a recording: the thread dies of it, and its client is told.
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

/** Questions wait until the capture is open; when it cannot be, each gets the reason. */
const engineApi = Object.fromEntries(
  engineApiMethods.map(method => [
    method,
    async (...args: never[]): Promise<unknown> => {
      const { engine } = await running();
      return (engine as unknown as Record<string, (...args: never[]) => unknown>)[method]?.(
        ...args,
      );
    },
  ]),
) as unknown as EngineApi;

const brokerApi: BrokerApi = {
  probe: probeBroker,
  restoreTracing: restoreFromJournal,
  tapTargets: readTapTargets,
  createTraceStream,
  deleteTraceStream,
};

const capturesApi: CapturesApi = {
  describeCaptures: paths => paths.map(summaryOf),
};

const stop = async (): Promise<void> => {
  await capture?.then(
    each => each.stop(),
    () => undefined,
  );
  // The answer goes out first.
  setImmediate(() => port.close());
};

serve(channel, { ...engineApi, ...brokerApi, ...capturesApi, stop }, [
  ...engineApiMethods,
  ...brokerApiMethods,
  ...capturesApiMethods,
  'stop',
]);
