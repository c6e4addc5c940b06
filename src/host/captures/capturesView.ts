import type { Event, TreeDataProvider, TreeView } from 'vscode';
import {
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
} from 'vscode';
import path from 'node:path';
import { Disposable, toDisposable } from '../../core/base/disposable';
import type { Bookmark } from '../../protocol/captures';
import type { CaptureCatalog, CaptureGroup, ListedCapture } from './captureCatalog';
import { captureGroups } from './captureCatalog';
import type { CaptureSession } from './captureSession';
import type { OpenCaptures } from './openCaptures';
import type { RecentFiles } from './recentFiles';
import { CaptureDrop } from './captureDrop';
import type { BookmarkRef, CaptureRef } from '../../protocol/actions/arguments';
import { actions } from '../../protocol/actions/actions';
import { captureItems, views } from '../../protocol/actions/conditions';
import { explainFailure } from '../errors';
import type { Log } from '../log';
import { describeError } from '../log';
import { formatBytes, plural } from '../../core/text/amounts';
import { formatDuration } from '../../core/text/amounts';
import { formatDateAndClock } from '../../core/text/times';

export type CaptureNode =
  /** Something to drop on where there is nothing yet; VS Code's own welcome takes no drop. */
  | { readonly kind: 'hint' }
  | { readonly kind: 'group'; readonly group: CaptureGroup }
  | ({ readonly kind: 'capture'; readonly capture: ListedCapture } & CaptureRef)
  | ({ readonly kind: 'bookmark'; readonly bookmark: Bookmark } & BookmarkRef);

/** News of captures come in bursts; to look takes a worker. */
const refreshSoonMillis = 500;
/** Counts of a live capture change all the time. */
const refreshLiveMillis = 5_000;

/** Captures that are live, recorded, imported or were opened, with their bookmarks. */
export class CapturesView extends Disposable implements TreeDataProvider<CaptureNode> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  readonly onDidChangeTreeData: Event<undefined> = this.changed.event;
  private readonly tree: TreeView<CaptureNode>;
  private listed: readonly ListedCapture[] = [];
  private shown = '';
  private timer: NodeJS.Timeout | undefined;
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
    this.register(recent.onDidChange(() => this.refresh()));
    this.register(this.tree.onDidChangeVisibility(() => this.refresh()));
    // Another window may have recorded.
    this.register(window.onDidChangeWindowState(({ focused }) => focused && this.refresh()));
    const live = setInterval(() => {
      if (captures.list().some(({ isLive }) => isLive)) this.refresh();
    }, refreshLiveMillis);
    this.register(toDisposable(() => clearInterval(live)));
    this.register(toDisposable(() => clearTimeout(this.timer)));
    this.refresh();
  }

  /** What is selected in the view; commands of the palette are for it when no diagram is open. */
  get selected(): CaptureNode | undefined {
    return this.tree.selection[0];
  }

  /** Captures as last read. */
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

  /** Looks again, soon. */
  refresh(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        void this.read();
      },
      this.shown === '' ? 0 : refreshSoonMillis,
    );
  }

  /** Reads the list anew and shows it. */
  async read(): Promise<void> {
    if (this.isReading) {
      this.isStale = true;
      return;
    }
    if (this.isDisposed || (!this.tree.visible && this.shown !== '')) return;
    this.isReading = true;
    try {
      this.listed = await this.catalog.list();
      const shown = JSON.stringify(this.listed);
      if (shown !== this.shown) this.changed.fire(undefined);
      this.shown = shown;
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

function hintItem(): TreeItem {
  const item = new TreeItem('Open a capture or trace log…');
  item.id = 'hint';
  item.description = 'or drop one here';
  item.iconPath = new ThemeIcon('folder-opened');
  item.command = { command: actions.openCapture.id, title: 'Open Capture…' };
  return item;
}

function groupItem(group: CaptureGroup): TreeItem {
  const names: Readonly<Record<CaptureGroup, string>> = {
    live: 'Live',
    recorded: 'Recorded',
    imported: 'Imported',
    files: 'Recent Files',
  };
  const item = new TreeItem(names[group], TreeItemCollapsibleState.Expanded);
  item.id = `group ${group}`;
  return item;
}

/** What a capture is called: what the user named it, else its file, else what it was made of. */
export const nameOf = ({ title, path: file }: Pick<ListedCapture, 'title' | 'path'>): string =>
  title || path.basename(file, path.extname(file));

function captureItem(capture: ListedCapture, session: CaptureSession | undefined): TreeItem {
  const { bookmarks, failure, group } = capture;
  const item = new TreeItem(
    nameOf(capture),
    bookmarks.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = `capture ${capture.path}`;
  item.resourceUri = Uri.file(capture.path);
  item.description = failure ? 'cannot be opened' : facts(capture, session).join(' · ');
  item.tooltip = tooltip(capture);
  item.contextValue = group === 'live' ? captureItems.live : captureItems.stored;
  item.iconPath = icon(capture, isBeingRead(session));
  item.accessibilityInformation = { label: `${nameOf(capture)}, ${item.description}` };
  item.command = {
    command: actions.openCapture.id,
    title: 'Open',
    arguments: [{ scheme: 'file', fsPath: capture.path }],
  };
  return item;
}

const isBeingRead = (session: CaptureSession | undefined): boolean =>
  session?.status?.source.state === 'importing';

function icon({ group, failure, isEnded }: ListedCapture, isReading: boolean): ThemeIcon {
  if (isReading) return new ThemeIcon('sync~spin');
  if (failure) return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  if (group === 'live') return new ThemeIcon('record', new ThemeColor('testing.iconPassed'));
  return new ThemeIcon(isEnded ? 'graph-line' : 'debug-disconnect');
}

function facts(capture: ListedCapture, session: CaptureSession | undefined): string[] {
  const { firstAtMicros, lastAtMicros, note, bytes, isEnded, group } = capture;
  const records = session?.status?.recordCount ?? capture.recordCount;
  return [
    plural(records, 'record'),
    ...(firstAtMicros === undefined || lastAtMicros === undefined
      ? []
      : [formatDuration(lastAtMicros - firstAtMicros)]),
    formatBytes(bytes),
    ...(isEnded || group === 'live' || isBeingRead(session) ? [] : ['cut off']),
    ...(note === '' ? [] : [note.split('\n')[0] ?? '']),
  ];
}

function tooltip(capture: ListedCapture): MarkdownString {
  const { name, origin, firstAtMicros, lastAtMicros, note, failure, path: file } = capture;
  const text = new MarkdownString();
  const add = (line: string) => text.appendText(line).appendMarkdown('\n\n');
  if (failure) add(explainFailure(failure, { name: nameOf(capture) }).sentence);
  else add([name, origin].filter(Boolean).join(' · '));
  if (firstAtMicros !== undefined && lastAtMicros !== undefined) {
    add(`${formatDateAndClock(firstAtMicros)} to ${formatDateAndClock(lastAtMicros)}`);
  }
  if (note !== '') add(note);
  add(file);
  return text;
}

function bookmarkItem({
  bookmark,
  capturePath,
}: Extract<CaptureNode, { kind: 'bookmark' }>): TreeItem {
  const { messageId, note, label, atMicros } = bookmark;
  const item = new TreeItem(note.split('\n')[0] || label);
  item.id = `bookmark ${messageId} ${capturePath}`;
  item.description = note === '' ? formatDateAndClock(atMicros) : label;
  item.iconPath = new ThemeIcon('bookmark');
  item.contextValue = captureItems.bookmark;
  item.accessibilityInformation = { label: [note, label, formatDateAndClock(atMicros)].join(', ') };
  item.command = {
    command: actions.openBookmark.id,
    title: 'Go to Bookmark',
    arguments: [{ capturePath, messageId }],
  };
  return item;
}
