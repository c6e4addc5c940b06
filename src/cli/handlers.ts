/** `rpcscope handlers`: prints the code that handles, sends and emits the messages of a capture. */
import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { codeUsageKinds, tracebacks } from '../capture/read/codeUsageKinds';
import type { OpenIndex } from '../indexer/openIndex';
import { openIndex } from '../indexer/openIndex';
import type { CodeAnswer, CodeApi, FrameAnswer } from '../protocol/code/codeApi';
import type { CodeUsageKind } from '../protocol/code/codeUsage';
import { cachedIndex } from './indexCache';
import { plain } from './output';
import { UsageError } from './usageError';
import type { CaptureOptions } from './withCapture';
import { printFound, withCapture } from './withCapture';

export interface HandlersOptions extends CaptureOptions {
  /** Folders with Python sources. */
  readonly sources: readonly string[];
  readonly notifications: boolean;
  readonly failures: boolean;
}

/**
 * Prints one line for each kind of request; with `notifications` one for each kind of notification,
 * with `failures` one for each frame of a remote traceback.
 *
 * @returns the exit code: 1 when some of the input could not be read
 */
export function handlersCommand(file: string, options: HandlersOptions): Promise<number> {
  if (options.notifications && options.failures) {
    throw new UsageError('--notifications and --failures exclude each other');
  }
  const folders = options.sources.map(folder => path.resolve(folder));
  if (folders.length === 0) throw new UsageError('--source DIR is needed, one or more');
  for (const folder of folders) {
    if (!isFolder(folder)) throw new UsageError(`${folder} is not a folder`);
  }
  return withCapture(file, options.managementDir, async database => {
    // The build puts the parser's bundle beside this one.
    const code = openKeptIndex(folders, path.join(__dirname, 'parser.js'));
    try {
      code.api.configure({ folders, excludes: [], mappings: [] });
      const progress = code.onDidChange(() => tellProgress(code.api));
      await code.whenIdle();
      progress.dispose();
      tellProblems(code.api);
      await printFound(database, options.asJson, linesFor(database, code.api, options));
      return 0;
    } finally {
      await code.close();
    }
  });
}

/** Opens the index that an earlier run kept; one in memory where none can be kept or read. */
function openKeptIndex(folders: readonly string[], parserPath: string): OpenIndex {
  const file = cachedIndex(folders, parserPath);
  try {
    return openIndex(file ?? ':memory:', parserPath);
  } catch {
    return openIndex(':memory:', parserPath);
  }
}

function isFolder(name: string): boolean {
  try {
    return fs.statSync(name).isDirectory();
  } catch {
    return false;
  }
}

function* linesFor(
  database: DatabaseSync,
  code: CodeApi,
  { notifications, failures, asJson }: HandlersOptions,
): Generator<string> {
  if (failures) {
    for (const frame of reportedFrames(tracebacks(database), code)) {
      yield asJson ? JSON.stringify(frame) : frameText(frame);
    }
    return;
  }
  for (const kind of codeUsageKinds(database)) {
    const reported = notifications ? notificationOf(kind, code) : requestOf(kind, code);
    if (reported) yield asJson ? JSON.stringify(reported) : asText(reported);
  }
}

interface Reported {
  readonly exchange: string;
  readonly method?: string;
  readonly event_type?: string;
  readonly objname?: string | null;
  readonly objmethod?: string | null;
  readonly count: number;
  readonly handlers?: readonly ReportedAnswer[];
  readonly callers?: readonly ReportedAnswer[];
  readonly emitters?: readonly ReportedAnswer[];
  readonly listeners?: readonly ReportedAnswer[];
}

/**
 * One place in the sources, as JSON. Names of the wire stay unchanged; `null` stands for a missing
 * value.
 */
interface ReportedAnswer {
  /** Path relative to its source folder. */
  readonly file: string;
  /** Class that defines the function. */
  readonly class: string | null;
  readonly function: string;
  readonly line: number;
  readonly reasons: readonly string[];
  readonly doubt: string | null;
}

function requestOf({ subject, count }: CodeUsageKind, code: CodeApi): Reported | undefined {
  if (subject.type !== 'request') return undefined;
  const { exchange, topic, namespace, version, method, objectName, objectMethod } = subject.call;
  const { handlers, versionMismatches } = code.handlers(subject.call);
  return {
    exchange,
    ...{ topic, namespace: namespace ?? null, version: version ?? null, method },
    ...{ objname: objectName ?? null, objmethod: objectMethod ?? null },
    count,
    handlers: (handlers.length > 0 ? handlers : versionMismatches).map(reportedAnswer),
    callers: code.callers(subject.call).map(reportedAnswer),
  };
}

function notificationOf({ subject, count }: CodeUsageKind, code: CodeApi): Reported | undefined {
  if (subject.type !== 'notification') return undefined;
  const { exchange, eventType, priority, service, isVersioned } = subject.notification;
  return {
    exchange,
    event_type: eventType,
    ...{ priority, publisher: service, versioned: isVersioned },
    count,
    emitters: code.emitters(subject.notification).map(reportedAnswer),
    listeners: code.listeners(subject.notification).map(reportedAnswer),
  };
}

const reportedAnswer = ({ place, reasons, doubt }: CodeAnswer): ReportedAnswer => ({
  file: place.path,
  class: place.class ?? null,
  function: functionOf(place),
  line: place.line,
  reasons,
  doubt: doubt ?? null,
});

/**
 * Name of the function without its class: `attach_volume`, or `decorator.wrapper` for a nested
 * function.
 */
const functionOf = ({ class: owner, qualifiedName }: CodeAnswer['place']): string =>
  owner === undefined ? qualifiedName : qualifiedName.slice(owner.length + 1);

/** A frame of a remote traceback, with its place in the local sources. */
interface ReportedFrame {
  readonly remote: { readonly path: string; readonly line: number; readonly function: string };
  readonly file: string | null;
  readonly class: string | null;
  readonly function: string | null;
  readonly line: number | null;
  readonly doubt: string | null;
  /** True for the innermost frame of a traceback that is in the sources: the one to jump to. */
  readonly jump: boolean;
}

/** Lists each different frame once, with the number of tracebacks that contain it. */
function reportedFrames(
  texts: readonly string[],
  code: CodeApi,
): (ReportedFrame & { readonly count: number })[] {
  const counted = new Map<string, ReportedFrame & { count: number; jump: boolean }>();
  for (const text of texts) {
    const answers = code.frames(text);
    const innermost = answers.findLast(each => each.place);
    for (const answer of answers) {
      const frame = reportedFrame(answer, text);
      const key = JSON.stringify(frame);
      const known = counted.get(key) ?? { ...frame, count: 0 };
      known.count++;
      known.jump ||= answer === innermost;
      counted.set(key, known);
    }
  }
  return [...counted.values()];
}

function reportedFrame(
  { textLine, remotePath, place, doubt }: FrameAnswer,
  text: string,
): ReportedFrame {
  const [, line = '', name = ''] =
    /, line (\d+), in (.*)$/.exec(text.split('\n')[textLine] ?? '') ?? [];
  return {
    remote: { path: remotePath, line: Number(line), function: name },
    file: place?.path ?? null,
    class: place?.class ?? null,
    function: place ? functionOf(place) : null,
    line: place?.line ?? null,
    doubt: doubt ?? null,
    jump: false,
  };
}

function frameText({ remote, count, ...here }: ReportedFrame & { readonly count: number }): string {
  const place = here.file === null ? undefined : { ...here, file: here.file };
  const arrow = here.jump ? '⇒' : '→';
  return plain(
    `${count}  ${remote.path}:${remote.line} ${remote.function}  ${arrow}  ${placeText(place)}`,
  );
}

function asText(reported: Reported): string {
  const [first] = reported.handlers ?? reported.emitters ?? [];
  const { objname, objmethod } = reported;
  const object = objname && objmethod ? ` (${objname}.${objmethod})` : '';
  return plain(
    `${reported.count}  ${reported.method ?? reported.event_type ?? ''}${object}  →  ${placeText(first)}`,
  );
}

function placeText(
  place:
    | {
        readonly file: string;
        readonly class: string | null;
        readonly function: string | null;
        readonly line: number | null;
        readonly doubt: string | null;
      }
    | undefined,
): string {
  if (!place) return 'not in the sources';
  const name = [place.class, place.function].filter(Boolean).join('.');
  const doubt = place.doubt === null ? '' : `  (${place.doubt})`;
  return `${place.file}:${place.line ?? 1} ${name}${doubt}`;
}

/**
 * Shows progress in one line that is rewritten; prints nothing when the output is not a terminal.
 */
function tellProgress(code: CodeApi): void {
  if (!process.stderr.isTTY) return;
  const { state, done, total } = code.status();
  const isOver = state === 'idle' || done >= total;
  process.stderr.write(isOver ? '\r\x1b[K' : `\r\x1b[Kreading ${done} of ${total} Python files`);
}

function tellProblems(code: CodeApi): void {
  const { problems, problemCount } = code.status();
  for (const { file, sentence } of problems) {
    process.stderr.write(`rpcscope: ${plain(file)} ${plain(sentence)}\n`);
  }
  const more = problemCount - problems.length;
  if (more > 0) process.stderr.write(`rpcscope: and ${more} more such files\n`);
}
