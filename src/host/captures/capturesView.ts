import type { Event, TreeDataProvider, TreeView } from 'vscode';
import { EventEmitter, TreeItem, window } from 'vscode';
import { Disposable, toDisposable } from '../../core/base/disposable';
import type { CaptureCatalog, ListedCapture } from './captureCatalog';
import { captureGroups } from './captureCatalog';
import type { CaptureSession } from './captureSession';
import type { OpenCaptures } from './openCaptures';
import type { RecentFiles } from './recentFiles';
import { CaptureDrop } from './captureDrop';
import { views } from '../../protocol/actions/conditions';
import type { Log } from '../log';
import { describeError } from '../log';

import type { CaptureNode } from './captureTreeItems';
import {
  bookmarkItem,
  captureItem,
  groupItem,
  hintItem,
  isBeingRead,
  stateLook,
} from './captureTreeItems';

/** Delay of a refresh: changes come in bursts, and listing closed captures starts a worker. */
const refreshSoonMillis = 500;
/** Interval of refreshes while a capture is live, whose counts change constantly. */
const refreshLiveMillis = 5_000;
/** Interval at which the progress of a file that is being read is shown. */
const progressMillis = 1_000;

/** The view of live, recorded, imported and recently opened captures, with their bookmarks. */
export class CapturesView extends Disposable implements TreeDataProvider<CaptureNode> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  readonly onDidChangeTreeData: Event<undefined> = this.changed.event;
  private readonly tree: TreeView<CaptureNode>;
  private listed: readonly ListedCapture[] = [];
  private shown = '';
  private timer: NodeJS.Timeout | undefined;
  private progressTimer: NodeJS.Timeout | undefined;
  /** The states that the items of open captures show. */
  private readonly looks = new WeakMap<CaptureSession, string>();
  private isReading = false;
  private isStale = false;

  constructor(
    private readonly catalog: CaptureCatalog,
    private readonly captures: OpenCaptures,
    recent: RecentFiles,
    private readonly log: Log,
  ) {
    super();
    this.tree = this.register(
      window.createTreeView<CaptureNode>(views.captures, {
        treeDataProvider: this,
        showCollapseAll: true,
        dragAndDropController: new CaptureDrop(),
      }),
    );
    this.register(captures.onDidChange(() => this.refresh()));
    this.register(captures.onDidChangeStatus(session => this.statusChanged(session)));
    this.register(recent.onDidChange(() => this.refresh()));
    this.register(this.tree.onDidChangeVisibility(() => this.refresh()));
    // Another window may have recorded a capture.
    this.register(window.onDidChangeWindowState(({ focused }) => focused && this.refresh()));
    const live = setInterval(() => {
      if (captures.list().some(({ isLive }) => isLive)) this.refresh();
    }, refreshLiveMillis);
    this.register(toDisposable(() => clearInterval(live)));
    this.register(toDisposable(() => clearTimeout(this.timer)));
    this.register(toDisposable(() => clearTimeout(this.progressTimer)));
    this.refresh();
  }

  /** The selected row, which commands of the palette use when no diagram is open. */
  get selected(): CaptureNode | undefined {
    return this.tree.selection[0];
  }

  /** Captures as of the last reading. */
  get captureList(): readonly ListedCapture[] {
    return this.listed;
  }

  getChildren(node?: CaptureNode): CaptureNode[] {
    switch (node?.kind) {
      case undefined:
        if (this.listed.length === 0) return [{ kind: 'hint' }];
        return captureGroups
          .filter(group => this.listed.some(each => each.group === group))
          .map(group => ({ kind: 'group', group }));
      case 'group':
        return this.listed
          .filter(capture => capture.group === node.group)
          .map(capture => ({ kind: 'capture', capture, capturePath: capture.path }));
      case 'capture':
        return node.capture.bookmarks.map(bookmark => ({
          kind: 'bookmark',
          bookmark,
          capturePath: node.capturePath,
          messageId: bookmark.messageId,
        }));
      case 'bookmark':
      case 'hint':
        return [];
    }
  }

  getTreeItem(node: CaptureNode): TreeItem {
    switch (node.kind) {
      case 'hint':
        return hintItem();
      case 'group':
        return groupItem(node.group);
      case 'capture':
        return captureItem(node.capture, this.captures.get(node.capturePath));
      case 'bookmark':
        return bookmarkItem(node);
    }
  }

  /**
   * Shows another state of a source at once, such as the end of an import: the status tells it long
   * before a summary is read on a busy machine.
   */
  private statusChanged(session: CaptureSession): void {
    const look = JSON.stringify(stateLook(session.status));
    if (this.looks.get(session) !== look) {
      this.looks.set(session, look);
      this.changed.fire(undefined);
      this.refresh();
    } else if (isBeingRead(session)) {
      this.progressTimer ??= setTimeout(() => {
        this.progressTimer = undefined;
        this.changed.fire(undefined);
      }, progressMillis);
    }
  }

  /** Schedules a {@link reload}. */
  refresh(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        void this.reload();
      },
      this.shown === '' ? 0 : refreshSoonMillis,
    );
  }

  /** Reads the list again and shows it. */
  async reload(): Promise<void> {
    if (this.isReading) {
      this.isStale = true;
      return;
    }
    if (this.isDisposed || (!this.tree.visible && this.shown !== '')) return;
    this.isReading = true;
    try {
      for await (const listed of this.catalog.lists()) {
        this.listed = listed;
        const shown = JSON.stringify(listed);
        if (shown !== this.shown) this.changed.fire(undefined);
        this.shown = shown;
      }
    } catch (error) {
      this.log.error(`captures cannot be listed: ${describeError(error)}`);
    } finally {
      this.isReading = false;
    }
    if (this.isStale) {
      this.isStale = false;
      this.refresh();
    }
  }
}
