import type { TextDocumentContentProvider } from 'vscode';
import { EventEmitter, Uri, window, workspace } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { CodeIndexService } from './codeIndexService';
import { indexReport } from './indexReport';

const scheme = 'rpcscope-index';
/** Minimal interval between updates of the text while indexing. */
const refreshMillis = 1_000;

/** A read-only document with the state of the index, which is updated with it. */
export class IndexDocument extends Disposable implements TextDocumentContentProvider {
  private readonly changed = this.register(new EventEmitter<Uri>());
  readonly onDidChange = this.changed.event;
  private readonly uri = Uri.from({ scheme, path: '/RPC Scope - What Is Indexed' });
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly index: CodeIndexService) {
    super();
    this.register(workspace.registerTextDocumentContentProvider(scheme, this));
    this.register(
      index.onDidChangeStatus(() => {
        this.timer ??= setTimeout(() => {
          this.timer = undefined;
          this.changed.fire(this.uri);
        }, refreshMillis);
      }),
    );
  }

  override dispose(): void {
    clearTimeout(this.timer);
    super.dispose();
  }

  /** Updates the status first, and starts indexing if it has not started. */
  async show(): Promise<void> {
    this.index.start();
    await this.index.refreshStatus();
    this.changed.fire(this.uri);
    await window.showTextDocument(await workspace.openTextDocument(this.uri), { preview: true });
  }

  provideTextDocumentContent(): string {
    const { settings, missingFolders, status, isPaused, hasFailed } = this.index;
    return indexReport({ settings, missingFolders, status, isPaused, hasFailed });
  }
}
