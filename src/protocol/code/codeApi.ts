/** Questions about Python sources: answered by the indexer's worker. */
import type { NotificationKind } from '../../core/code/emitters';
import type { RpcCall } from '../../core/code/rpcCall';
import type { PathMapping } from '../../core/code/tracebacks';
import type { Contract } from '../rpc';
import { trustedArguments } from '../schemas';

export type { NotificationKind, PathMapping, RpcCall };

/** A function in the sources. Lines count from 1. */
export interface CodePlace {
  /** Absolute path of the file. */
  readonly file: string;
  /** Source folder that it was found in: absolute. */
  readonly folder: string;
  /** The file, relative to {@link folder}, with `/`. */
  readonly path: string;
  /** The class that defines it. */
  readonly class: string | undefined;
  /** Python's qualified name without `<locals>`: `ComputeManager.attach_volume`. */
  readonly qualifiedName: string;
  /** Where to go: its `def`, or the statement that sends or emits. */
  readonly line: number;
  /** Its `def`. */
  readonly defLine: number;
  /** Its first statement after the docstring. */
  readonly bodyLine: number;
}

export interface CodeAnswer {
  readonly place: CodePlace;
  /** Sentences, the weightiest first. */
  readonly reasons: readonly string[];
  /** Why it may not be this one; `undefined` when nothing speaks against it. */
  readonly doubt: string | undefined;
}

export interface HandlersAnswer {
  /** Best first. */
  readonly handlers: readonly CodeAnswer[];
  /**
   * When none would run: what nearly would. The doubt says what is in its way, as another version:
   * the services are of different releases.
   */
  readonly nearMisses: readonly CodeAnswer[];
}

export interface FrameAnswer {
  /** Line of the traceback's text, from 0, that names the frame. */
  readonly textLine: number;
  /** Path on the remote machine. */
  readonly remotePath: string;
  /** `undefined`: not in the sources. */
  readonly place: CodePlace | undefined;
  readonly doubt: string | undefined;
}

/** A function of a file that traffic goes through. */
export interface CodeUse {
  /** Index into the kinds that were asked for. */
  readonly kind: number;
  readonly role: 'handles' | 'sends' | 'emits';
  readonly place: CodePlace;
  /** Names of its parameters without the object and the context; with `*args`, `**kwargs`. */
  readonly params: readonly string[];
  readonly doubt: string | undefined;
}

/** A request or a notification, as resolution looks at it. */
export type CodeSubject =
  | { readonly type: 'request'; readonly call: RpcCall }
  | { readonly type: 'notification'; readonly notification: NotificationKind };

/** Names of folders and files that are never worth a look, whatever `.gitignore` says. */
export const neverIndexed = [
  ...['.git', '.hg', '.svn', '__pycache__', 'node_modules', '.mypy_cache'],
] as const;

export interface IndexSettings {
  /** Absolute. Where two hold the same file, the first one's is taken. */
  readonly folders: readonly string[];
  /** Globs as of `files.exclude`, those that are switched on. */
  readonly excludes: readonly string[];
  readonly mappings: readonly PathMapping[];
}

/** Why a file is not in the index, or only in part. */
export interface IndexProblem {
  readonly file: string;
  readonly sentence: string;
}

export interface IndexStatus {
  readonly state: 'idle' | 'indexing';
  readonly fileCount: number;
  readonly done: number;
  /** Files to read in this run; 0 until they are counted. */
  readonly total: number;
  /** The first ones. */
  readonly problems: readonly IndexProblem[];
  readonly problemCount: number;
}

export interface CodeApi {
  /** Sets what is indexed, and brings the index up to date in the background. */
  configure(settings: IndexSettings): void;
  /** Files were made, changed or deleted: absolute paths, of any kind. */
  filesChanged(files: readonly string[]): void;
  /** Text of an open document that is not saved; `undefined`: what is on the disk counts again. */
  setOverlay(file: string, text: string | undefined): Promise<void>;
  /** Stops indexing until it is resumed; what has been read is kept. */
  pause(isPaused: boolean): void;
  status(): IndexStatus;
  handlers(call: RpcCall): HandlersAnswer;
  /** Lines that send it, best first; then those that call them. */
  callers(call: RpcCall): readonly CodeAnswer[];
  emitters(notification: NotificationKind): readonly CodeAnswer[];
  listeners(notification: NotificationKind): readonly CodeAnswer[];
  /** One for each line of the traceback that names a frame. */
  frames(traceback: string): readonly FrameAnswer[];
  /** What of a file these kinds go through; for CodeLens and hovers. */
  usesIn(file: string, kinds: readonly CodeSubject[]): readonly CodeUse[];
}

export const codeContract: Contract<CodeApi> = {
  configure: trustedArguments(),
  filesChanged: trustedArguments(),
  setOverlay: trustedArguments(),
  pause: trustedArguments(),
  status: trustedArguments(),
  handlers: trustedArguments(),
  callers: trustedArguments(),
  emitters: trustedArguments(),
  listeners: trustedArguments(),
  frames: trustedArguments(),
  usesIn: trustedArguments(),
};

/** Coalesced. `isChanged`: answers may differ from those given before. */
export interface IndexStatusChanged {
  readonly type: 'indexStatusChanged';
  readonly status: IndexStatus;
  readonly isChanged: boolean;
}
export type CodeEvent = IndexStatusChanged;
