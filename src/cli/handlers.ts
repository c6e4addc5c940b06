/** `rpcscope handlers`: which code handles, sends and emits what is in a capture. */
import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { trafficKinds, tracebacks } from '../engine/capture/trafficKinds';
import { openCode } from '../indexer/openCode';
import type { CodeAnswer, CodeApi, FrameAnswer } from '../protocol/codeApi';
import type { TrafficKind } from '../protocol/traffic';
import { plain, printLines } from './output';
import { UsageError } from './recordOptions';
import type { CommandOptions } from './withCapture';
import { withCapture } from './withCapture';

export interface HandlersOptions extends CommandOptions {
  /** Folders of Python sources. */
  readonly sources: readonly string[];
  readonly notifications: boolean;
  readonly failures: boolean;
}

/**
 * Prints one line for each kind of request; with `notifications` of notification, with `failures`
 * for each frame of a remote traceback.
 *
 * @returns the exit code: 1 when some of the input could not be read
 */
export function handlersCommand(file: string, options: HandlersOptions): Promise<number> {
  const folders = options.sources.map(folder => path.resolve(folder));
  if (folders.length === 0) throw new UsageError('--source DIR is needed, one or more');
  for (const folder of folders) {
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UsageError(`${folder} is not a folder`);
    }
  }
  return withCapture(file, options.managementDir, async database => {
    // The build puts it beside this bundle.
    const code = openCode(':memory:', path.join(__dirname, 'parser.js'));
    try {
      code.api.configure({ folders, excludes: [], mappings: [] });
      await code.whenIdle();
      tellProblems(code.api);
      await printLines(linesFor(database, code.api, options));
      return 0;
    } finally {
      await code.close();
    }
  });
}

function* linesFor(
  database: DatabaseSync,
  code: CodeApi,
  { notifications, failures, asJson }: HandlersOptions,
): Generator<string> {
  if (failures) {
    const lines = tracebacks(database).flatMap(text => code.frames(text).map(frameLine(text)));
    // A frame that stands in a hundred tracebacks is one.
    const counted = new Map<string, number>();
    for (const line of lines) counted.set(line, (counted.get(line) ?? 0) + 1);
    for (const [line, count] of counted) {
      const told = { ...(JSON.parse(line) as Record<string, unknown>), count };
      yield asJson ? JSON.stringify(told) : plain(Object.values(told).join('  '));
    }
    return;
  }
  for (const kind of trafficKinds(database)) {
    const told = notifications ? notificationOf(kind, code) : requestOf(kind, code);
    if (told) yield asJson ? JSON.stringify(told) : asText(told);
  }
}

interface Told {
  readonly exchange: string;
  readonly method?: string;
  readonly eventType?: string;
  readonly count: number;
  readonly handlers?: readonly ToldAnswer[];
  readonly nearMisses?: readonly ToldAnswer[];
  readonly callers?: readonly ToldAnswer[];
  readonly emitters?: readonly ToldAnswer[];
  readonly listeners?: readonly ToldAnswer[];
}

/** `null` for what is not there. */
interface ToldAnswer {
  /** Relative to its source folder. */
  readonly file: string;
  /** That defines the function. */
  readonly class: string | null;
  readonly function: string;
  readonly line: number;
  readonly reasons: readonly string[];
  readonly doubt: string | null;
}

function requestOf({ subject, count }: TrafficKind, code: CodeApi): Told | undefined {
  if (subject.type !== 'request') return undefined;
  const { exchange, topic, namespace, version, method, objectName, objectMethod } = subject.call;
  const { handlers, nearMisses } = code.handlers(subject.call);
  return {
    exchange,
    ...{ topic, namespace: namespace ?? null, version: version ?? null, method },
    ...{ objname: objectName ?? null, objmethod: objectMethod ?? null },
    count,
    handlers: (handlers.length > 0 ? handlers : nearMisses).map(toldAnswer),
    callers: code.callers(subject.call).map(toldAnswer),
  };
}

function notificationOf({ subject, count }: TrafficKind, code: CodeApi): Told | undefined {
  if (subject.type !== 'notification') return undefined;
  const { exchange, eventType, priority, service, isVersioned } = subject.notification;
  return {
    exchange,
    eventType,
    ...{ priority, publisher: service, versioned: isVersioned },
    count,
    emitters: code.emitters(subject.notification).map(toldAnswer),
    listeners: code.listeners(subject.notification).map(toldAnswer),
  };
}

const toldAnswer = ({ place, reasons, doubt }: CodeAnswer): ToldAnswer => ({
  file: place.path,
  class: place.class ?? null,
  function: functionOf(place),
  line: place.line,
  reasons,
  doubt: doubt ?? null,
});

/** Without its class: `attach_volume`, of a nested one `decorator.wrapper`. */
const functionOf = ({ class: owner, qualifiedName }: CodeAnswer['place']): string =>
  owner === undefined ? qualifiedName : qualifiedName.slice(owner.length + 1);

const frameLine =
  (traceback: string) =>
  ({ textLine, remotePath, place, doubt }: FrameAnswer): string => {
    const [, line = '', name = ''] =
      /, line (\d+), in (.*)$/.exec(traceback.split('\n')[textLine] ?? '') ?? [];
    return JSON.stringify({
      path: remotePath,
      line: Number(line),
      name,
      file: place?.path ?? null,
      class: place?.class ?? null,
      function: place ? functionOf(place) : null,
      at: place?.line ?? null,
      doubt: doubt ?? null,
    });
  };

function asText(told: Told): string {
  const answers = told.handlers ?? told.emitters ?? [];
  const [first] = answers;
  const place = first
    ? `${first.file}:${first.line} ${[first.class, first.function].filter(Boolean).join('.')}`
    : 'not in the sources';
  const doubt = first?.doubt ? `  (${first.doubt})` : '';
  return plain(`${told.count}  ${told.method ?? told.eventType ?? ''}  →  ${place}${doubt}`);
}

function tellProblems(code: CodeApi): void {
  const { problems, problemCount } = code.status();
  for (const { file, sentence } of problems) {
    process.stderr.write(`rpcscope: ${plain(file)} ${plain(sentence)}\n`);
  }
  const more = problemCount - problems.length;
  if (more > 0) process.stderr.write(`rpcscope: and ${more} more such files\n`);
}
