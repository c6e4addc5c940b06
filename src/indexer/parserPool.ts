import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Disposable } from '../core/base/disposable';
import type { ParseResult, ParseTask } from './parseTask';

/**
 * Number of parser threads; the thread that writes the results could not keep up with more than
 * four.
 */
export const parserThreads = Math.min(4, availableParallelism());

interface Batch {
  readonly tasks: readonly ParseTask[];
  readonly resolve: (results: readonly ParseResult[]) => void;
  readonly reject: (error: Error) => void;
}

/** Parser threads, which are started when there is work, and ended after a pause. */
export class ParserPool extends Disposable {
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Batch>();
  private readonly waiting: Batch[] = [];
  private idleTimer: NodeJS.Timeout | undefined;

  /** @param scriptPath path of the bundle `dist/parser.js` */
  constructor(private readonly scriptPath: string) {
    super();
  }

  /** @throws when a thread died of a file */
  parse(tasks: readonly ParseTask[]): Promise<readonly ParseResult[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ tasks, resolve, reject });
      this.next();
    });
  }

  override dispose(): void {
    clearTimeout(this.idleTimer);
    this.endIdle();
    for (const [worker, batch] of this.busy) {
      batch.reject(new Error('indexing has ended'));
      void worker.terminate();
    }
    this.busy.clear();
    for (const batch of this.waiting.splice(0)) batch.reject(new Error('indexing has ended'));
    super.dispose();
  }

  private next(): void {
    clearTimeout(this.idleTimer);
    while (this.waiting.length > 0) {
      const worker = this.idle.pop() ?? (this.busy.size < parserThreads ? this.start() : undefined);
      if (!worker) return;
      const batch = this.waiting.shift();
      if (!batch) return;
      this.busy.set(worker, batch);
      worker.postMessage(batch.tasks);
    }
    if (this.busy.size === 0) {
      this.idleTimer = setTimeout(() => this.endIdle(), idleMillis);
      this.idleTimer.unref();
    }
  }

  private start(): Worker {
    const worker = new Worker(this.scriptPath, { name: 'rpcscope parser' });
    worker.on('message', (results: readonly ParseResult[]) => {
      this.busy.get(worker)?.resolve(results);
      this.busy.delete(worker);
      this.idle.push(worker);
      this.next();
    });
    let failure = new Error('a parser thread ended');
    worker.on('error', (error: Error) => (failure = error));
    // The event `exit` follows an error, too.
    worker.on('exit', () => {
      this.busy.get(worker)?.reject(failure);
      this.busy.delete(worker);
      const at = this.idle.indexOf(worker);
      if (at !== -1) this.idle.splice(at, 1);
      if (!this.isDisposed) this.next();
    });
    return worker;
  }

  private endIdle(): void {
    for (const worker of this.idle.splice(0)) void worker.terminate();
  }
}

/**
 * Time without work after which a thread ends. A parser holds about 30 MB; starting one takes about
 * as long as parsing a few files.
 */
const idleMillis = 30_000;
