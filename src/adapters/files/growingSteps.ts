/**
 * Reads a file on and on while another program writes it. Ends only when the signal aborts: a file
 * that is emptied, replaced or gone for a while begins anew when it is there again.
 */
import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { SourceError } from '../../core/amqp/traceSource';
import { AnyFormatParser } from './recordFormats';
import type { Parsed } from './recordParser';
import { wordsOf } from './recordParser';
import type { TraceStep } from './traceSteps';

const chunkBytes = 1024 * 1024;
/** Not every file system tells of changes, and none of those over a network. */
const pollMillis = 500;
/** Longer than a writer takes between two parts of a record: it writes whole ones. */
const quietMillis = 1_000;
/** A file whose beginning is another one is another file, though it has the size for this one. */
const fingerprintBytes = 256;

/** @param bytesTotal what the file holds now: what is read up to there is an import */
export async function* growingSteps(
  file: string,
  bytesTotal: number,
  signal: AbortSignal,
): AsyncGenerator<TraceStep> {
  const isAborted = () => signal.aborted;
  let isCaughtUp = false;
  while (!isAborted()) {
    const growing = await openWhenThere(file, signal);
    if (!growing) return;
    const step = (parsed: Iterable<Parsed>): TraceStep => ({
      parsed,
      state: isCaughtUp
        ? { state: 'following', bytesRead: growing.position }
        : { state: 'importing', bytesRead: growing.position, bytesTotal },
    });
    const parser = new AnyFormatParser();
    try {
      yield step([]);
      while (!(await growing.isOver())) {
        for await (const chunk of growing.chunks()) {
          yield step(parser.push(chunk));
          // What follows was not read: the last record may be half a one.
          if (isAborted()) return;
        }
        isCaughtUp = true;
        yield step(isAborted() || growing.isQuiet ? parser.settle() : []);
        if (isAborted()) return;
        await growing.change(signal);
      }
      // What it was given before it was replaced; of one that was emptied nothing is left.
      for await (const chunk of growing.chunks()) yield step(parser.push(chunk));
      yield step(parser.end());
    } finally {
      await growing.close();
    }
  }
}

async function openWhenThere(file: string, signal: AbortSignal): Promise<GrowingFile | undefined> {
  while (!signal.aborted) {
    try {
      return new GrowingFile(file, await open(file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        const detail = `${path.basename(file)}: ${wordsOf(error)}`;
        throw new SourceError({ code: 'fileUnreadable', detail });
      }
      await new Alarm().wait(pollMillis, signal);
    }
  }
  return undefined;
}

class GrowingFile {
  position = 0;
  private readonly alarm = new Alarm();
  private readonly watcher: FSWatcher | undefined;
  private beginning = Buffer.alloc(0);
  private lastGrowth = performance.now();

  constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
  ) {
    this.watcher = watched(file, () => this.alarm.ring());
  }

  get isQuiet(): boolean {
    return performance.now() - this.lastGrowth >= quietMillis;
  }

  /** All that is there now and was not read yet. */
  async *chunks(): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = await this.bytesAt(this.position, chunkBytes);
      // Only what was read before the file was emptied goes on from where we are.
      if (chunk.length === 0 || (await this.isOverwritten())) return;
      if (this.beginning.length < fingerprintBytes) {
        const more = chunk.subarray(0, fingerprintBytes - this.beginning.length);
        this.beginning = Buffer.concat([this.beginning, more]);
      }
      this.position += chunk.length;
      this.lastGrowth = performance.now();
      yield chunk;
    }
  }

  /** Whether another file has its name, or what was read of it is no longer in it. */
  async isOver(): Promise<boolean> {
    const own = await this.handle.stat({ bigint: true });
    const named = await stat(this.file, { bigint: true }).catch(() => undefined);
    // One that is gone may just be about to be replaced; until then it can be written to.
    if (named && (named.ino !== own.ino || named.dev !== own.dev)) return true;
    return this.isOverwritten();
  }

  private async isOverwritten(): Promise<boolean> {
    const { beginning } = this;
    if (!(await this.bytesAt(0, beginning.length)).equals(beginning)) return true;
    return (await this.handle.stat()).size < this.position;
  }

  /** Resolves when the file may have changed, after a while in any case. */
  change(signal: AbortSignal): Promise<void> {
    return this.alarm.wait(pollMillis, signal);
  }

  async close(): Promise<void> {
    this.watcher?.close();
    await this.handle.close();
  }

  private async bytesAt(position: number, length: number): Promise<Buffer> {
    try {
      const { buffer, bytesRead } = await this.handle.read(
        Buffer.allocUnsafe(length),
        0,
        length,
        position,
      );
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      const detail = `${path.basename(this.file)}: ${wordsOf(error)}`;
      throw new SourceError({ code: 'fileUnreadable', detail });
    }
  }
}

/** @returns `undefined` where nothing tells of changes */
function watched(file: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(file, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

/** Wakes whoever waits, or whoever waits next. */
class Alarm {
  private isDue = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.isDue = true;
    this.wake?.();
  }

  async wait(millis: number, signal: AbortSignal): Promise<void> {
    if (!this.isDue && !signal.aborted) {
      await new Promise<void>(resolve => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          this.wake = undefined;
          resolve();
        };
        const timer = setTimeout(done, millis);
        signal.addEventListener('abort', done);
        this.wake = done;
      });
    }
    this.isDue = false;
  }
}
