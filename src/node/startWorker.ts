/** Starts a worker: a thread, or a process that can be killed whatever it does. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { toDisposable } from '../core/base/disposable';
import type { Channel } from '../protocol/rpc';
import { portChannel } from './portChannel';

export interface RunningWorker {
  readonly channel: Channel;
  /** Resolves when it has ended, with the reason when it was not asked to. */
  readonly exited: Promise<string | undefined>;
  /** Ends it at once. A thread ends only after the native call that it is in. */
  kill(): void;
  /** CPU time that it has used, in milliseconds; `undefined` where that is not known. */
  cpuMillis(): number | undefined;
}

/** @param name name in reasons and in lists of threads */
export function startThread(path: string, name: string, data: unknown): RunningWorker {
  const thread = new Worker(path, { workerData: data, name: `rpcscope ${name}` });
  let reason: string | undefined;
  thread.on('error', (error: Error) => (reason = error.message));
  return {
    channel: portChannel(thread),
    exited: new Promise(resolve =>
      thread.on('exit', code => {
        resolve(reason ?? (code === 0 ? undefined : `the ${name} ended with code ${code}`));
      }),
    ),
    kill: () => void thread.terminate(),
    cpuMillis: () => undefined,
  };
}

/** Longest part of the error output that is kept, in UTF-16 code units. */
const maxErrorOutput = 10_000;

/** @param name name in reasons */
export function startProcess(path: string, name: string, data: unknown): RunningWorker {
  const child = fork(path, data === undefined ? [] : [JSON.stringify(data)], {
    serialization: 'advanced',
    execArgv: [],
    // In a desktop VS Code this process is Electron's.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-maxErrorOutput);
  });
  return {
    channel: {
      post: message => {
        // A process that has ended answers nothing; its exit rejects all calls.
        if (child.connected) child.send(message as object, () => undefined);
      },
      listen(listener) {
        child.on('message', listener);
        return toDisposable(() => child.off('message', listener));
      },
    },
    exited: new Promise(resolve => {
      child.on('error', error => resolve(error.message));
      child.on('close', (code, signal) => {
        const [, message] = /^(?:Uncaught )?\w*Error.*?: (.*)$/m.exec(errors) ?? [];
        resolve(code === 0 ? undefined : (message ?? `the ${name} ended with ${signal ?? code}`));
      });
    }),
    kill: () => void child.kill('SIGKILL'),
    cpuMillis: () => cpuMillisOf(child.pid ?? 0),
  };
}

/** Length of a clock tick of Linux in milliseconds. */
const tickMillis = 10;

/** @returns `undefined` where processes have no files, or when there is none with this id */
function cpuMillisOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program may contain spaces; the fields behind it are numbers.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isNaN(ticks) ? undefined : ticks * tickMillis;
  } catch {
    return undefined;
  }
}
