/** Answers the calls of {@link CodeApi} from the index. */
import path from 'node:path';
import { Analysis } from '../core/code/analysis';
import { CallerFinder } from '../core/code/callers';
import type { FunctionAnswer, LineAnswer, FunctionAt, SourceFile } from '../core/code/sourceIndex';
import { EmitterFinder } from '../core/code/emitters';
import { HandlerFinder } from '../core/code/handlers';
import { listenersOf } from '../core/code/listeners';
import { qualifiedName } from '../core/code/symbols';
import { frameOf, locateFrame } from '../core/code/tracebacks';
import { usersOf } from '../core/code/users';
import type {
  CodeAnswer,
  CodePlace,
  CodeSubject,
  CodeUse,
  FrameAnswer,
  HandlersAnswer,
  NotificationKind,
  PathMapping,
  RpcCall,
} from '../protocol/code/codeApi';
import type { IndexDatabase } from './indexDatabase';
import { readRegularFile } from '../node/regularFile';
import { maxFileBytes } from './parseTask';

/** Search objects for one state of the index. */
class Finders {
  private readonly analysis: Analysis;
  readonly handlers: HandlerFinder;
  readonly callers: CallerFinder;
  readonly emitters: EmitterFinder;

  constructor(readonly database: IndexDatabase) {
    this.analysis = new Analysis(database);
    this.handlers = new HandlerFinder(this.analysis);
    this.callers = new CallerFinder(this.analysis);
    this.emitters = new EmitterFinder(this.analysis);
  }

  private readonly uses = new Map<string, readonly Use[]>();

  listeners(kind: NotificationKind): LineAnswer[] {
    return listenersOf(kind, this.analysis);
  }

  /**
   * Returns uses of a kind of message, cached because each file with lenses asks for the same
   * kinds.
   */
  usesOf(subject: CodeSubject): readonly Use[] {
    const key = JSON.stringify(subject);
    const known = this.uses.get(key) ?? usesOf(subject, this);
    this.uses.set(key, known);
    return known;
  }
}

export class CodeService {
  private finders: Finders | undefined;
  private mappings: readonly PathMapping[] = [];
  private readonly texts = new Map<string, readonly string[] | undefined>();

  /** @param overlay returns the unsaved text of an open document */
  constructor(
    private readonly database: IndexDatabase,
    private readonly overlay: (file: string) => string | undefined,
  ) {}

  setMappings(mappings: readonly PathMapping[]): void {
    this.mappings = mappings;
  }

  /** Discards cached results after a change of the index. */
  invalidate(): void {
    this.finders = undefined;
  }

  handlers(call: RpcCall): HandlersAnswer {
    return this.answer(({ handlers }) => {
      const found = handlers.findHandlers(call);
      return {
        handlers: found.handlers.map(handlerAnswer),
        versionMismatches: found.versionMismatches.map(handlerAnswer),
      };
    });
  }

  callers(call: RpcCall): readonly CodeAnswer[] {
    return this.answer(({ callers, database }) => {
      const sends = callers.findCallers(call);
      const users = sends
        .slice(0, 2)
        .flatMap(({ at }) => usersOf(at, database.filesCalling(at.function.name), this.linesOf));
      return [...sends.map(sentAnswer), ...users.map(sentAnswer)];
    });
  }

  emitters(notification: NotificationKind): readonly CodeAnswer[] {
    return this.answer(({ emitters }) => emitters.findEmitters(notification).map(sentAnswer));
  }

  listeners(notification: NotificationKind): readonly CodeAnswer[] {
    return this.answer(finders => finders.listeners(notification).map(sentAnswer));
  }

  frames(traceback: string): readonly FrameAnswer[] {
    return this.answer(() => {
      const lines = traceback.split('\n').slice(0, maxTracebackLines);
      return lines.flatMap((line, i) => {
        const frame = frameOf(line, lines[i + 1]);
        if (!frame) return [];
        const found = locateFrame(frame, this.database, this.mappings, this.lineOf);
        const place = found && framePlace(found.file, found.line, found.function);
        return [{ textLine: i, remotePath: frame.path, place, doubt: found?.doubt }];
      });
    });
  }

  usesIn(file: string, kinds: readonly CodeSubject[]): readonly CodeUse[] {
    return this.answer(finders => {
      const source = this.database.fileNamed(file);
      if (!source) return [];
      return kinds.flatMap((subject, kind) =>
        finders.usesOf(subject).flatMap(({ role, at, line, doubt }): CodeUse[] => {
          if (at.file !== source) return [];
          return [{ kind, role, place: placeOf(at, line), params: paramsOf(at), doubt }];
        }),
      );
    });
  }

  /** Runs a query. Facts may be dropped from memory only between queries. */
  private answer<T>(question: (finders: Finders) => T): T {
    if (this.database.trimFacts()) this.invalidate();
    this.texts.clear();
    return question((this.finders ??= new Finders(this.database)));
  }

  private readonly linesOf = ({ file }: SourceFile): readonly string[] | undefined => {
    if (!this.texts.has(file)) this.texts.set(file, this.readLines(file));
    return this.texts.get(file);
  };

  private readonly lineOf = (file: SourceFile, line: number): string | undefined =>
    this.linesOf(file)?.[line - 1];

  private readLines(file: string): readonly string[] | undefined {
    try {
      const text = this.overlay(file) ?? readRegularFile(file, maxFileBytes);
      return typeof text === 'number' ? undefined : text.toString().split(/\r\n|[\r\n]/);
    } catch {
      return undefined;
    }
  }
}

const maxTracebackLines = 5_000;

interface Use {
  readonly role: CodeUse['role'];
  readonly at: FunctionAt;
  readonly line: number;
  readonly doubt: string | undefined;
}

/**
 * Returns the best answer of each role; counting the second best as well would count its calls
 * twice.
 */
function usesOf(subject: CodeSubject, finders: Finders): Use[] {
  if (subject.type === 'notification') {
    const [emitter] = finders.emitters.findEmitters(subject.notification);
    return emitter ? [{ role: 'emits', ...emitter }] : [];
  }
  const [handler] = finders.handlers.findHandlers(subject.call).handlers;
  const [caller] = finders.callers.findCallers(subject.call);
  return [
    ...(handler ? [{ role: 'handles' as const, line: handler.at.function.line, ...handler }] : []),
    ...(caller ? [{ role: 'sends' as const, ...caller }] : []),
  ];
}

/** Returns the parameters of a message's arguments: without the object and the context. */
const paramsOf = ({ function: { params } }: FunctionAt): string[] => {
  const own = /^(?:self|cls)$/.test(params[0] ?? '') ? params.slice(1) : params;
  return /^(?:context|ctxt|cnxt|ctx|_?context)$/.test(own[0] ?? '') ? own.slice(1) : [...own];
};

const handlerAnswer = ({ at, reasons, doubt }: FunctionAnswer): CodeAnswer => ({
  place: placeOf(at, at.function.line),
  reasons,
  doubt,
});

const sentAnswer = ({ at, line, reasons, doubt }: LineAnswer): CodeAnswer => ({
  place: placeOf(at, line),
  reasons,
  doubt,
});

const placeOf = (at: FunctionAt, line: number): CodePlace => ({
  file: at.file.file,
  folder: at.file.folder,
  path: at.file.path,
  class: at.owner?.name,
  qualifiedName: qualifiedName(at),
  line,
  defLine: at.function.line,
  bodyLine: at.function.bodyLine,
});

function framePlace(file: SourceFile, line: number, at: FunctionAt | undefined): CodePlace {
  if (at) return placeOf(at, line);
  return {
    file: file.file,
    folder: file.folder,
    path: file.path,
    class: undefined,
    qualifiedName: path.posix.basename(file.path, '.py'),
    line,
    defLine: line,
    bodyLine: line,
  };
}
