/**
 * Reads a file while another program writes it. Reading ends only when the signal aborts: a file
 * that is emptied, replaced or temporarily deleted is read from its start when it exists again.
 */
import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../../core/base/errorText';
import { SourceError } from '../../core/amqp/traceSource';
import { AnyFormatParser } from './recordFormats';
import type { Parsed } from './recordParser';
import type { TraceStep } from './traceSteps';

const chunkBytes = 1024 * 1024;
/**
 * Interval of checks. Not every file system reports changes, and no network file system reports
 * those of other machines.
 */
const pollMillis = 500;
/**
 * Time without growth after which a record counts as complete. Writers append whole records, so no
 * pause inside a record is as long.
 */
const quietMillis = 1_000;
/**
 * Length of the file's start that is compared to notice that the file was rewritten, even to the
 * same size.
 */
const fingerprintBytes = 256;

/** @param bytesTotal size of the file now; reading up to there counts as an import */
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
      while (!(await growing.isReplaced())) {
        for await (const chunk of growing.unreadChunks()) {
          yield step(parser.push(chunk));
          // The rest was not read, so the last record may be incomplete.
          if (isAborted()) return;
        }
        isCaughtUp = true;
        yield step(isAborted() || growing.isQuiet ? parser.endQuietRecord() : []);
        if (isAborted()) return;
        await growing.waitForChange(signal);
      }
      // Read what the old file got before it was replaced; a file that was emptied has nothing
      // left.
      for await (const chunk of growing.unreadChunks()) yield step(parser.push(chunk));
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
        const detail = `${path.basename(file)}: ${errorText(error)}`;
        throw new SourceError({ code: 'fileUnreadable', detail });
      }
      await new WakeSignal().wait(pollMillis, signal);
    }
  }
  return undefined;
}

class GrowingFile {
  position = 0;
  private readonly alarm = new WakeSignal();
  private readonly watcher: FSWatcher | undefined;
  private beginning = Buffer.alloc(0);
  private lastGrowth = performance.now();

  constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
  ) {
    this.watcher = watchFile(file, () => this.alarm.ring());
  }

  get isQuiet(): boolean {
    return performance.now() - this.lastGrowth >= quietMillis;
  }

  /** Yields all bytes that are in the file and were not read yet. */
  async *unreadChunks(): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = await this.readAt(this.position, chunkBytes);
      // After the file was emptied, its bytes do not continue those that were read.
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

  /**
   * Tells whether the file's name belongs to another file, or whether the file was emptied or
   * rewritten.
   */
  async isReplaced(): Promise<boolean> {
    const own = await this.handle.stat({ bigint: true });
    const named = await stat(this.file, { bigint: true }).catch(() => undefined);
    // A deleted file may be about to be replaced; until then its writer can still append to it.
    if (named && (named.ino !== own.ino || named.dev !== own.dev)) return true;
    return this.isOverwritten();
  }

  private async isOverwritten(): Promise<boolean> {
    const { beginning } = this;
    if (!(await this.readAt(0, beginning.length)).equals(beginning)) return true;
    return (await this.handle.stat()).size < this.position;
  }

  /** Resolves when the file may have changed, at the latest after the poll interval. */
  waitForChange(signal: AbortSignal): Promise<void> {
    return this.alarm.wait(pollMillis, signal);
  }

  async close(): Promise<void> {
    this.watcher?.close();
    await this.handle.close();
  }

  private async readAt(position: number, length: number): Promise<Buffer> {
    try {
      const { buffer, bytesRead } = await this.handle.read(
        Buffer.allocUnsafe(length),
        0,
        length,
        position,
      );
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      const detail = `${path.basename(this.file)}: ${errorText(error)}`;
      throw new SourceError({ code: 'fileUnreadable', detail });
    }
  }
}

/** @returns `undefined` when the file system reports no changes */
function watchFile(file: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(file, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

/** Wakes the current waiter, or the next one if nobody is waiting. */
class WakeSignal {
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
