import type { FileSystemWatcher, GlobPattern, Uri } from 'vscode';
import { RelativePattern, Uri as VsCodeUri, workspace } from 'vscode';
import { Disposable, DisposableHolder } from '../../core/base/disposable';
import type { FileChange } from './changedFiles';
import { ChangedFiles } from './changedFiles';

/**
 * Matches everything, because folders have no pattern of their own; irrelevant changes are dropped
 * cheaply.
 */
const everything = '**';

/** Watches workspace folders and others for changes that may affect the index. */
export class SourceWatcher extends Disposable {
  private readonly changes: ChangedFiles;
  private readonly ofWorkspace = this.register(new DisposableHolder<Watchers>());
  private readonly others = this.register(new DisposableHolder<Watchers>());

  constructor(report: (files: readonly string[]) => void) {
    super();
    this.changes = this.register(new ChangedFiles(report));
  }

  /** @param others absolute paths of folders outside of the workspace */
  watch(others: readonly string[]): void {
    this.ofWorkspace.value ??= this.watching([everything]);
    this.others.value = this.watching(
      others.map(folder => new RelativePattern(VsCodeUri.file(folder), everything)),
    );
  }

  private watching(patterns: readonly GlobPattern[]): Watchers {
    const note = (change: FileChange) => (uri: Uri) => {
      if (uri.scheme === 'file') this.changes.addChange(uri.fsPath, change);
    };
    return new Watchers(
      patterns.map(pattern => {
        const watcher = workspace.createFileSystemWatcher(pattern);
        watcher.onDidCreate(note('created'));
        watcher.onDidChange(note('changed'));
        watcher.onDidDelete(note('deleted'));
        return watcher;
      }),
    );
  }
}

class Watchers extends Disposable {
  constructor(watchers: readonly FileSystemWatcher[]) {
    super();
    for (const watcher of watchers) this.register(watcher);
  }
}
