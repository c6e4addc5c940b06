import type { StatusBarItem } from 'vscode';
import { StatusBarAlignment, window } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/emitter';
import { formatCount } from '../../core/text/amounts';
import type { IndexStatus } from '../../protocol/code/codeApi';
import { actions } from '../../protocol/actions/actions';

/** Delay before indexing is shown; shorter runs are not shown. */
const showDelayMillis = 2_000;

export interface Indexing {
  readonly status: IndexStatus | undefined;
  readonly isPaused: boolean;
  readonly onDidChangeStatus: Event<undefined>;
}

/** Status bar item that is shown during long indexing and while it is paused. */
export class IndexingStatus extends Disposable {
  private readonly item: StatusBarItem;
  private timer: NodeJS.Timeout | undefined;
  private isDue = false;

  constructor(private readonly indexing: Indexing) {
    super();
    this.item = this.register(
      window.createStatusBarItem('rpcscope.indexing', StatusBarAlignment.Left),
    );
    this.item.name = 'RPC Scope: Indexing';
    this.item.command = actions.toggleIndexing.id;
    this.register(indexing.onDidChangeStatus(() => this.refresh()));
    this.refresh();
  }

  override dispose(): void {
    clearTimeout(this.timer);
    super.dispose();
  }

  private refresh(): void {
    const { status, isPaused } = this.indexing;
    if (isPaused) return this.show('$(debug-pause)', 'indexing paused');
    if (status?.state !== 'indexing') return this.hide();
    if (this.isDue) return this.show('$(sync~spin)', progressWords(status));
    this.timer ??= setTimeout(() => {
      this.isDue = true;
      this.refresh();
    }, showDelayMillis);
  }

  private show(icon: string, words: string): void {
    this.item.text = `${icon} RPC Scope: ${words}`;
    this.item.accessibilityInformation = { label: `RPC Scope: ${words}`, role: 'button' };
    this.item.tooltip = this.indexing.isPaused
      ? 'Go on indexing'
      : 'Pause indexing; what is read is kept';
    this.item.show();
  }

  private hide(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isDue = false;
    this.item.hide();
  }
}

const progressWords = ({ done, total }: IndexStatus): string =>
  total === 0
    ? 'looking for Python files'
    : `indexing Python ${formatCount(done)} / ${formatCount(total)}`;
