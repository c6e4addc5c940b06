import { skippedWords, SourceError } from '../core/amqp/traceSource';
import { formatCount, plural } from '../core/text/amounts';
import { startCapture } from '../engine/recording/runningCapture';
import type { RecordingEnd } from './recordInThread';
import { recordInThread } from './recordInThread';
import { plain } from './output';
import type { EngineTask } from '../protocol/engineTask';
import type { CaptureStatus } from '../protocol/status';

interface ImportOptions {
  readonly managementDir?: string | undefined;
  /** Keeps reading while the file is written, until a signal arrives. Default: false. */
  readonly follow?: boolean;
  /** Replaces an existing file. Default: false. */
  readonly force?: boolean;
}

/**
 * Reads another tool's file into a new capture.
 *
 * @throws {SourceError} when the file cannot be read, has no known format, or would be replaced
 */
export async function importInto(
  file: string,
  out: string,
  { managementDir, follow = false, force = false }: ImportOptions = {},
): Promise<CaptureStatus> {
  const task: EngineTask = {
    kind: 'import',
    path: out,
    from: file,
    ...(managementDir === undefined ? {} : { managementDir }),
    follow,
    replaces: force,
  };
  const { status, end } = await (follow ? recordInThread(task) : importHere(task));
  if (end?.state === 'stopped' && end.failure) throw new SourceError(end.failure);
  return status;
}

/** Imports in this thread, which a signal ends at once: the file can be imported again. */
async function importHere(task: EngineTask): Promise<RecordingEnd> {
  const capture = await startCapture(task, () => undefined);
  const end = await capture.ended;
  return { status: await capture.stop(), end };
}

/** @returns the exit code: 1 when some of the input could not be read */
export async function importCommand(
  file: string,
  out: string,
  options: ImportOptions,
): Promise<number> {
  const status = await importInto(file, out, options);
  const records = plural(status.recordCount, 'record');
  process.stdout.write(`${records}, ${plural(status.messageCount, 'message')}: ${plain(out)}\n`);
  return tellSkipped(status);
}

/**
 * Reports skipped input on the standard error output. @returns the exit code: 1 when input was
 * skipped
 */
export function tellSkipped({ skippedCount, skipped }: CaptureStatus): number {
  if (skippedCount === 0) return 0;
  process.stderr.write(`rpcscope: ${formatCount(skippedCount)} not read\n`);
  for (const places of skipped) process.stderr.write(`  ${plain(skippedWords(places))}\n`);
  return 1;
}
