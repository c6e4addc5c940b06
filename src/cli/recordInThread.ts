import { SourceError } from '../core/amqp/traceSource';
import type { SourceFailure, SourceState } from '../core/amqp/sourceState';
import { formatDuration } from '../core/text/amounts';
import { EngineClient } from '../engine/client';
import type { EngineTask } from '../protocol/engineTask';
import { RemoteError } from '../protocol/rpc';
import type { CaptureStatus } from '../protocol/status';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A terminal sends a signal to all of its processes, and one of them may pass it on: signals within
 * this time are one.
 */
const sameSignalMillis = 500;

/** Time in which an engine finishes its file after a signal, before it is ended in the midst of it. */
const finishMillis = 8_000;

export interface RecordingOptions {
  /** Default: until the source ends or a signal arrives. */
  readonly forMillis?: number | undefined;
  readonly onStatus?: (status: CaptureStatus) => void;
  /** Path of a bundle that answers as an engine in a worker. Default: that of the command line. */
  readonly workerPath?: string;
}

export interface RecordingEnd {
  readonly status: CaptureStatus;
  /** Source's last state; `undefined` when a signal arrived or the time was over. */
  readonly end: SourceState | undefined;
}

/**
 * Runs an engine that writes a capture. The engine is a thread, so that this one hears of signals
 * whatever the engine computes. The first signal lets it finish its file, the second one ends all.
 *
 * @throws {SourceError} when the task cannot begin
 */
export async function recordInThread(
  task: EngineTask,
  { forMillis, onStatus, workerPath = __filename }: RecordingOptions = {},
): Promise<RecordingEnd> {
  const client = new EngineClient(workerPath, task);
  const signals = new StopSignals();
  let newest: CaptureStatus | undefined;
  const over = new Promise<SourceState | undefined>((resolve, reject) => {
    void signals.first.then(() => resolve(undefined));
    client.onDidExit(reason => reject(new Error(reason ?? 'the engine has ended')));
    client.onDidAnnounce(event => {
      if (event.type !== 'statusChanged') return;
      newest = event.status;
      onStatus?.(newest);
      if (newest.isEnded) resolve(newest.source);
    });
    if (forMillis !== undefined) setTimeout(() => resolve(undefined), forMillis).unref();
  });
  // The question for the status reports the same.
  over.catch(() => undefined);
  try {
    const first = await client.api.status.captureStatus();
    const end = await over;
    await client.stop();
    return { status: newest ?? first, end };
  } catch (error) {
    await client.stop();
    throw error instanceof RemoteError && isFailure(error.failure)
      ? new SourceError(error.failure)
      : error;
  } finally {
    signals.dispose();
  }
}

/** An engine of this bundle sends no other objects as failures. */
const isFailure = (failure: unknown): failure is SourceFailure =>
  typeof failure === 'object' && failure !== null;

/** Listens to signals until it is disposed of. */
class StopSignals {
  readonly first: Promise<void>;
  private readonly timers: NodeJS.Timeout[] = [];
  private listener: ((signal: NodeJS.Signals) => void) | undefined;

  constructor() {
    this.first = new Promise(resolve => {
      this.listener = signal => {
        resolve();
        if (this.timers.length > 0) return;
        // Without listeners a signal ends the process at once, with all of its threads.
        this.timers.push(setTimeout(() => this.stopListening(), sameSignalMillis).unref());
        this.timers.push(setTimeout(() => this.endAll(signal), finishMillis).unref());
      };
      for (const signal of stopSignals) process.on(signal, this.listener);
    });
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.stopListening();
  }

  private stopListening(): void {
    for (const signal of stopSignals) if (this.listener) process.off(signal, this.listener);
    this.listener = undefined;
  }

  private endAll(signal: NodeJS.Signals): void {
    this.stopListening();
    const time = formatDuration(finishMillis * 1000);
    process.stderr.write(
      `rpcscope: the engine did not end within ${time} and is ended; the file has all that it had committed\n`,
    );
    process.kill(process.pid, signal);
  }
}
