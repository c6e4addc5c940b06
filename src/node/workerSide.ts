/** The worker's side of {@link WorkerClient}: the same for a thread and for a process. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { toDisposable } from '../core/base/disposable';
import type { Channel } from '../protocol/rpc';
import { portChannel } from './portChannel';

export interface WorkerSide {
  readonly channel: Channel;
  /** Data that the client gave it. */
  readonly data: unknown;
  /** Ends the worker after all that was posted. */
  readonly end: () => void;
}

/** Tells whether this is a worker that runs as a thread. */
export const isWorkerThread = (): boolean => parentPort !== null;

export function workerSide(): WorkerSide {
  if (parentPort) {
    const port = parentPort;
    return { channel: portChannel(port), data: workerData, end: () => port.close() };
  }
  if (!process.send) throw new Error('this runs as a worker thread or a child process');
  process.on('disconnect', () => process.exit());
  // The client decides when it ends, also when a terminal interrupts the whole group.
  process.on('SIGINT', () => undefined);
  endWithParent();
  const [, , data] = process.argv;
  return {
    channel: {
      post: message => void process.send?.(message),
      listen(listener) {
        process.on('message', listener);
        return toDisposable(() => process.off('message', listener));
      },
    },
    data: data === undefined ? undefined : JSON.parse(data),
    end: () => process.disconnect(),
  };
}

/** Interval at which a process looks whether its parent is there, in milliseconds. */
const parentCheckMillis = 2_000;

/** Kills this process when its parent is gone, even while it is inside SQLite and hears of nothing. */
function endWithParent(): void {
  const code = `setInterval(() => {
    if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL');
  }, ${parentCheckMillis})`;
  new Worker(code, { eval: true, name: 'rpcscope parent' }).unref();
}
