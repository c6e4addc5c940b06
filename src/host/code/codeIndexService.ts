import { homedir } from 'node:os';
import path from 'node:path';
import type { TextDocument } from 'vscode';
import { workspace } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { CodeApi, IndexSettings, IndexStatus } from '../../protocol/code/codeApi';
import type { Remote } from '../../protocol/rpc';
import type { OpenCaptures } from '../captures/openCaptures';
import { indexerEnded } from '../errors';
import type { Log } from '../log';
import { describeError } from '../log';
import { showProblem } from '../actions/showProblem';
import { isBelow } from './pathMapping';
import { isFolderOnDisk } from './changedFiles';
import { readCodeSettings, switchedOn } from './codeSettings';
import type { StartIndexer } from './keptIndexer';
import { KeptIndexer } from './keptIndexer';
import { Overlays } from './overlays';
import { SourceWatcher } from './sourceWatcher';

export interface CodeIndexDependencies {
  readonly startIndexer: StartIndexer;
  readonly captures: Pick<OpenCaptures, 'list' | 'onDidChange'>;
  readonly log: Log;
}

/** After a capture has been opened: the window has other things to do first. */
const warmUpMillis = 1_000;

const nothing: IndexSettings = { folders: [], excludes: [], mappings: [] };

/**
 * The index of Python files of this window: what is in it, by the settings, and asking it. It begins
 * to index when there is a capture that somebody may look at code from, or with the first question.
 */
export class CodeIndexService extends Disposable {
  private readonly changed = this.register(new Emitter<undefined>());
  /** Answers may differ from those given before. */
  readonly onDidChange = this.changed.event;

  private readonly statusChanged = this.register(new Emitter<undefined>());
  /** {@link status}, {@link isPaused}, {@link settings} or {@link hasFailed} have changed. */
  readonly onDidChangeStatus = this.statusChanged.event;

  private readonly indexer: KeptIndexer;
  private readonly overlays: Overlays;
  private readonly watcher: SourceWatcher;
  private configuring: Promise<void> = Promise.resolve();
  private current = nothing;
  private absent: readonly string[] = [];
  private lastStatus: IndexStatus | undefined;
  private isHeld = false;
  private said = '';
  private warmUp: NodeJS.Timeout | undefined;

  constructor(private readonly parts: CodeIndexDependencies) {
    super();
    const { startIndexer, captures, log } = parts;
    this.indexer = this.register(
      new KeptIndexer({ startIndexer, prepare: api => this.prepare(api), log }),
    );
    this.overlays = new Overlays(this.api);
    this.watcher = this.register(new SourceWatcher(files => this.filesChanged(files)));
    this.register(
      this.indexer.onDidAnnounce(({ status, isChanged }) => {
        this.lastStatus = status;
        this.statusChanged.fire(undefined);
        if (isChanged) this.changed.fire(undefined);
      }),
    );
    this.register(
      this.indexer.onDidFail(reason => {
        this.lastStatus = undefined;
        this.statusChanged.fire(undefined);
        this.changed.fire(undefined);
        void showProblem(indexerEnded(reason));
      }),
    );
    this.register(
      workspace.onDidChangeConfiguration(event => {
        const isOurs = [
          'rpcscope.code.sourceFolders',
          'rpcscope.code.pathMappings',
          'files.exclude',
        ].some(setting => event.affectsConfiguration(setting));
        if (isOurs) this.reconfigure();
      }),
    );
    this.register(workspace.onDidChangeWorkspaceFolders(() => this.reconfigure()));
    this.register(workspace.onDidGrantWorkspaceTrust(() => this.reconfigure()));
    this.register(workspace.onDidSaveTextDocument(document => this.documentLeft(document)));
    this.register(workspace.onDidCloseTextDocument(document => this.documentLeft(document)));
    this.register(captures.onDidChange(() => this.startSoon()));
    this.startSoon();
  }

  override dispose(): void {
    clearTimeout(this.warmUp);
    super.dispose();
  }

  /** Questions about code. Each is answered, or fails with a sentence. */
  get api(): Remote<CodeApi> {
    return this.indexer.api;
  }

  /** As it was last told; `undefined` before anything was asked. */
  get status(): IndexStatus | undefined {
    return this.lastStatus;
  }

  /** What is indexed: folders that are there, globs of what is not, mappings of paths. */
  get settings(): IndexSettings {
    return this.current;
  }

  /** Folders of the settings that are not there. */
  get missingFolders(): readonly string[] {
    return this.absent;
  }

  get isPaused(): boolean {
    return this.isHeld;
  }

  get hasFailed(): boolean {
    return this.indexer.hasFailed;
  }

  /** Begins to index, unless it has. */
  start(): void {
    this.indexer.start();
  }

  /** Asks for {@link status} now. An indexer that does not answer leaves what was told last. */
  async refreshStatus(): Promise<void> {
    try {
      this.lastStatus = await this.api.status();
    } catch (error) {
      this.parts.log.debug(describeError(error));
    }
    this.statusChanged.fire(undefined);
  }

  /** Stops indexing, or goes on; an indexer that has died is started again. */
  async togglePause(): Promise<void> {
    if (this.indexer.hasFailed) {
      this.isHeld = false;
      this.indexer.revive();
    } else {
      this.isHeld = !this.isHeld;
      await this.api.pause(this.isHeld);
    }
    this.statusChanged.fire(undefined);
  }

  /**
   * Before a question: has it see the text of Python documents that are not saved. Never fails; of
   * what it could not be told, the text on the disk counts.
   */
  async syncOverlays(): Promise<void> {
    try {
      await this.overlays.sync(workspace.textDocuments);
    } catch (error) {
      this.parts.log.debug(`unsaved documents are not in the index: ${describeError(error)}`);
    }
  }

  private startSoon(): void {
    if (this.indexer.isRunning || this.parts.captures.list().length === 0) return;
    this.warmUp ??= setTimeout(() => {
      this.warmUp = undefined;
      void this.startIfUseful();
    }, warmUpMillis);
  }

  /** Without a folder there is nothing to index; who asks starts it all the same. */
  private async startIfUseful(): Promise<void> {
    await this.readSettings();
    if (this.current.folders.length > 0 && this.parts.captures.list().length > 0) this.start();
  }

  private async prepare(api: Remote<CodeApi>): Promise<void> {
    this.overlays.forget();
    const configured = this.configure(api);
    this.configuring = configured.catch(() => undefined);
    await configured;
    // It takes the place of one that was paused.
    if (this.isHeld) await api.pause(true);
  }

  private reconfigure(): void {
    if (this.indexer.hasFailed) {
      // Whatever made it die may be left out now.
      this.indexer.revive();
    } else if (this.indexer.isRunning) {
      // In their order: the last one counts.
      this.configuring = this.configuring
        .then(() => this.resumeAndConfigure())
        .catch((error: unknown) => this.parts.log.warn(describeError(error)));
    } else {
      this.startSoon();
    }
  }

  /** What it was paused for may be left out now. */
  private async resumeAndConfigure(): Promise<void> {
    if (this.isHeld) {
      this.isHeld = false;
      await this.api.pause(false);
    }
    await this.configure(this.api);
  }

  private async configure(api: Remote<CodeApi>): Promise<void> {
    await this.readSettings();
    await api.configure(this.current);
    this.statusChanged.fire(undefined);
  }

  private async readSettings(): Promise<void> {
    const own = workspaceFolders();
    const { sourceFolders, mappings, nonsense } = readCodeSettings(settingsAt(own), homedir());
    const others = sourceFolders.filter(folder => !own.includes(folder));
    const isThere = await Promise.all(others.map(isFolderOnDisk));
    const present = others.filter((_folder, i) => isThere[i]);
    this.absent = others.filter((_folder, i) => !isThere[i]);
    this.current = {
      folders: [...own, ...present],
      excludes: switchedOn(workspace.getConfiguration('files').get('exclude')),
      mappings,
    };
    this.watcher.watch(present.filter(folder => !isBelow(folder, own)));
    this.log(nonsense);
  }

  /** Once, and not again for each change of another setting. */
  private log(nonsense: readonly string[]): void {
    const lines = nonsense.join('\n');
    if (lines !== this.said) for (const line of nonsense) this.parts.log.warn(line);
    this.said = lines;
  }

  private filesChanged(files: readonly string[]): void {
    if (!this.indexer.isRunning) return;
    this.api.filesChanged(files).catch((error: unknown) => {
      this.parts.log.warn(`changed files were not indexed: ${describeError(error)}`);
    });
  }

  /** Saved or closed: what is on the disk counts again. */
  private documentLeft(document: TextDocument): void {
    if (this.indexer.isRunning && this.overlays.has(document)) void this.syncOverlays();
  }
}

const workspaceFolders = (): readonly string[] =>
  (workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => path.resolve(uri.fsPath));

function settingsAt(folders: readonly string[]) {
  const read = (folder: string | undefined) => {
    const scope = workspace.workspaceFolders?.find(
      ({ uri }) => folder !== undefined && path.resolve(uri.fsPath) === folder,
    );
    const settings = workspace.getConfiguration('rpcscope.code', scope?.uri);
    return {
      folder,
      sourceFolders: settings.get<unknown>('sourceFolders'),
      pathMappings: settings.get<unknown>('pathMappings'),
    };
  };
  return folders.length > 0 ? folders.map(read) : [read(undefined)];
}
