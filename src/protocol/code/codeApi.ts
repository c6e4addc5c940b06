/** Calls about Python sources; the indexer's worker answers them. */
import type { NotificationKind } from '../../core/code/notificationKind';
import type { RpcCall } from '../../core/code/rpcCall';
import type { PathMapping } from '../../core/code/remotePaths';
import type { Contract } from '../rpc';
import { trustedArguments } from '../schemas';

export type { NotificationKind, PathMapping, RpcCall };

/** A function in the sources. Lines are counted from 1. */
export interface CodePlace {
  /** Absolute path of the file. */
  readonly file: string;
  /** Absolute path of the source folder that contains it. */
  readonly folder: string;
  /** The file, relative to {@link folder}, with `/`. */
  readonly path: string;
  /** Class that defines it. */
  readonly class: string | undefined;
  /** Python's qualified name without `<locals>`: `ComputeManager.attach_volume`. */
  readonly qualifiedName: string;
  /** Line to open: that of its `def`, or of the statement that sends or emits. */
  readonly line: number;
  /** Line of its `def`. */
  readonly defLine: number;
  /** Line of its first statement after the docstring. */
  readonly bodyLine: number;
}

export interface CodeAnswer {
  readonly place: CodePlace;
  /** Sentences, the most important first. */
  readonly reasons: readonly string[];
  /** Reason why it may be another one; `undefined` when there is no doubt. */
  readonly doubt: string | undefined;
}

export interface HandlersAnswer {
  /** Best first. */
  readonly handlers: readonly CodeAnswer[];
  /**
   * Methods that almost match, when none does. The doubt gives the obstacle, such as another
   * version: the services are of different releases.
   */
  readonly versionMismatches: readonly CodeAnswer[];
}

export interface FrameAnswer {
  /** Line of the traceback's text that names the frame, counted from 0. */
  readonly textLine: number;
  /** Path on the remote machine. */
  readonly remotePath: string;
  /** `undefined` when it is not in the sources. */
  readonly place: CodePlace | undefined;
  readonly doubt: string | undefined;
}

/** A function that handles, sends or emits the messages of one kind. */
export interface CodeUse {
  /** Index into the given kinds. */
  readonly kind: number;
  readonly role: 'handles' | 'sends' | 'emits';
  readonly place: CodePlace;
  /** Names of its parameters without the object and the context; with `*args`, `**kwargs`. */
  readonly params: readonly string[];
  readonly doubt: string | undefined;
}

/** A request or a notification with the facts that the search for code needs. */
export type CodeSubject =
  | { readonly type: 'request'; readonly call: RpcCall }
  | { readonly type: 'notification'; readonly notification: NotificationKind };

/** Names of folders and files that are never indexed, independent of `.gitignore`. */
export const neverIndexed = [
  ...['.git', '.hg', '.svn', '__pycache__', 'node_modules', '.mypy_cache'],
] as const;

export interface IndexSettings {
  /** Absolute paths. When two folders contain the same file, the first one is used. */
  readonly folders: readonly string[];
  /** Globs of `files.exclude` that are switched on. */
  readonly excludes: readonly string[];
  readonly mappings: readonly PathMapping[];
}

/** Reason why a file is not in the index, or only partly. */
export interface IndexProblem {
  readonly file: string;
  readonly sentence: string;
}

export interface IndexStatus {
  readonly state: 'idle' | 'indexing';
  readonly fileCount: number;
  readonly done: number;
  /** Number of files to read in this run; 0 until they are counted. */
  readonly total: number;
  /** The first problems. */
  readonly problems: readonly IndexProblem[];
  readonly problemCount: number;
}

export interface CodeApi {
  /** Sets what is indexed, and updates the index in the background. */
  configure(settings: IndexSettings): void;
  /** Reports created, changed or deleted files of any kind, by absolute paths. */
  filesChanged(files: readonly string[]): void;
  /** Sets the unsaved text of an open document; `undefined` to use the file on disk again. */
  setOverlay(file: string, text: string | undefined): Promise<void>;
  /** Pauses or resumes indexing; results so far are kept. */
  pause(isPaused: boolean): void;
  status(): IndexStatus;
  handlers(call: RpcCall): HandlersAnswer;
  /** Returns lines that send the request, best first, then lines that call their functions. */
  callers(call: RpcCall): readonly CodeAnswer[];
  emitters(notification: NotificationKind): readonly CodeAnswer[];
  listeners(notification: NotificationKind): readonly CodeAnswer[];
  /** Returns one answer for each line of the traceback that names a frame. */
  frames(traceback: string): readonly FrameAnswer[];
  /** Returns the functions of a file that use these kinds, for CodeLens and hovers. */
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

/**
 * Status of the index changed. Announcements are coalesced; `isChanged` means that answers may
 * differ from earlier ones.
 */
interface IndexStatusChanged {
  readonly type: 'indexStatusChanged';
  readonly status: IndexStatus;
  readonly isChanged: boolean;
}
export type CodeEvent = IndexStatusChanged;
