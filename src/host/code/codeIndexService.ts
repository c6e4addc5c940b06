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

/** Delay of indexing after a capture was opened, so that the window can finish opening it. */
const warmUpMillis = 1_000;

const nothing: IndexSettings = { folders: [], excludes: [], mappings: [] };

/**
 * The window's index of Python files: configures it from the settings, and forwards queries.
 * Indexing starts when a capture is open, or with the first query.
 */
export class CodeIndexService extends Disposable {
  private readonly changed = this.register(new Emitter<undefined>());
  /** Fires when answers may differ from earlier ones. */
  readonly onDidChange = this.changed.event;

  private readonly statusChanged = this.register(new Emitter<undefined>());
  /**
   * Fires when {@link status}, {@link isPaused}, {@link settings} or {@link hasFailed} has changed.
   */
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

  constructor(private readonly dependencies: CodeIndexDependencies) {
    super();
    const { startIndexer, captures, log } = dependencies;
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

  /** Queries about code. Each one is answered, or rejected with a sentence. */
  get api(): Remote<CodeApi> {
    return this.indexer.api;
  }

  /** Last reported status; `undefined` before the first query. */
  get status(): IndexStatus | undefined {
    return this.lastStatus;
  }

  /** Indexed folders that exist, globs of excluded files, and path mappings. */
  get settings(): IndexSettings {
    return this.current;
  }

  /** Folders in the settings that do not exist. */
  get missingFolders(): readonly string[] {
    return this.absent;
  }

  get isPaused(): boolean {
    return this.isHeld;
  }

  get hasFailed(): boolean {
    return this.indexer.hasFailed;
  }

  /** Starts indexing if it has not started. */
  start(): void {
    this.indexer.start();
  }

  /** Updates {@link status}. When the indexer does not answer, the last status is kept. */
  async refreshStatus(): Promise<void> {
    try {
      this.lastStatus = await this.api.status();
    } catch (error) {
      this.dependencies.log.debug(describeError(error));
    }
    this.statusChanged.fire(undefined);
  }

  /** Pauses or resumes indexing; restarts an indexer that has died. */
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
   * Sends the text of unsaved Python documents to the indexer before a query. Never fails; for
   * documents that could not be sent, the text on disk is used.
   */
  async syncOverlays(): Promise<void> {
    try {
      await this.overlays.sync(workspace.textDocuments);
    } catch (error) {
      this.dependencies.log.debug(
        `unsaved documents are not in the index: ${describeError(error)}`,
      );
    }
  }

  private startSoon(): void {
    if (this.indexer.isRunning || this.dependencies.captures.list().length === 0) return;
    this.warmUp ??= setTimeout(() => {
      this.warmUp = undefined;
      void this.startIfUseful();
    }, warmUpMillis);
  }

  /**
   * Starts indexing when there are folders to index and an open capture. A query starts it in any
   * case.
   */
  private async startIfUseful(): Promise<void> {
    await this.readSettings();
    if (this.current.folders.length > 0 && this.dependencies.captures.list().length > 0) {
      this.start();
    }
  }

  private async prepare(api: Remote<CodeApi>): Promise<void> {
    this.overlays.forget();
    const configured = this.configure(api);
    this.configuring = configured.catch(() => undefined);
    await configured;
    // A new indexer inherits the pause of the one it replaces.
    if (this.isHeld) await api.pause(true);
  }

  private reconfigure(): void {
    if (this.indexer.hasFailed) {
      // The new settings may exclude the file that crashed it.
      this.indexer.revive();
    } else if (this.indexer.isRunning) {
      // Run in order, so that the last configuration wins.
      this.configuring = this.configuring
        .then(() => this.resumeAndConfigure())
        .catch((error: unknown) => this.dependencies.log.warn(describeError(error)));
    } else {
      this.startSoon();
    }
  }

  /** Resumes, because the new settings may exclude the files that were the reason to pause. */
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

  /** Logs invalid settings once, and not again when other settings change. */
  private log(nonsense: readonly string[]): void {
    const lines = nonsense.join('\n');
    if (lines !== this.said) for (const line of nonsense) this.dependencies.log.warn(line);
    this.said = lines;
  }

  private filesChanged(files: readonly string[]): void {
    if (!this.indexer.isRunning) return;
    this.api.filesChanged(files).catch((error: unknown) => {
      this.dependencies.log.warn(`changed files were not indexed: ${describeError(error)}`);
    });
  }

  /** Handles a saved or closed document, for which the text on disk is used again. */
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
