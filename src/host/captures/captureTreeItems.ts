/** Tree items of the Captures view. */
import {
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
} from 'vscode';
import path from 'node:path';
import type { Bookmark } from '../../protocol/notes';
import type { CaptureGroup, ListedCapture } from './captureCatalog';
import type { CaptureSession } from './captureSession';
import type { BookmarkRef, CaptureRef } from '../../protocol/actions/arguments';
import { actions } from '../../protocol/actions/actions';
import { captureItems } from '../../protocol/actions/conditions';
import { explainFailure } from '../errors';
import { formatBytes, formatDuration, plural } from '../../core/text/amounts';
import { sentTime } from '../../core/text/sentTime';
import { formatDateAndClock } from '../../core/text/times';

export type CaptureNode =
  /** A target for drops in an empty list; a welcome view of VS Code takes no drop. */
  | { readonly kind: 'hint' }
  | { readonly kind: 'group'; readonly group: CaptureGroup }
  | ({ readonly kind: 'capture'; readonly capture: ListedCapture } & CaptureRef)
  | ({ readonly kind: 'bookmark'; readonly bookmark: Bookmark } & BookmarkRef);

export function hintItem(): TreeItem {
  const item = new TreeItem('Open a capture or trace log…');
  item.id = 'hint';
  item.description = 'or drop one here';
  item.iconPath = new ThemeIcon('folder-opened');
  item.command = { command: actions.openCapture.id, title: 'Open Capture…' };
  return item;
}

const groupNames: Readonly<Record<CaptureGroup, string>> = {
  live: 'Live',
  recorded: 'Recorded',
  imported: 'Imported',
  files: 'Recent Files',
};

export function groupItem(group: CaptureGroup): TreeItem {
  const item = new TreeItem(groupNames[group], TreeItemCollapsibleState.Expanded);
  item.id = `group ${group}`;
  return item;
}

/** @returns the title that the user gave, else the file's name */
export const nameOf = ({ title, path: file }: Pick<ListedCapture, 'title' | 'path'>): string =>
  title || path.basename(file, path.extname(file));

export function captureItem(capture: ListedCapture, session: CaptureSession | undefined): TreeItem {
  const { bookmarks, failure, group, isPending } = capture;
  const item = new TreeItem(
    nameOf(capture),
    bookmarks.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = `capture ${capture.path}`;
  item.resourceUri = Uri.file(capture.path);
  item.description = isPending
    ? 'being read…'
    : failure
      ? 'cannot be opened'
      : facts(capture, session).join(' · ');
  item.tooltip = tooltip(capture);
  item.contextValue = group === 'live' ? captureItems.live : captureItems.stored;
  item.iconPath = icon(capture, isPending || isBeingRead(session));
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
  const { firstAtMicros, lastAtMicros, readLaterCount, note, bytes, isMasked, isEnded, group } =
    capture;
  const records = session?.status?.recordCount ?? capture.recordCount;
  return [
    ...(isMasked ? [] : ['secrets kept']),
    plural(records, 'record'),
    ...(firstAtMicros === undefined || lastAtMicros === undefined || readLaterCount > 0
      ? []
      : [formatDuration(lastAtMicros - firstAtMicros)]),
    formatBytes(bytes),
    ...(isEnded || group === 'live' || isBeingRead(session) ? [] : ['cut off']),
    ...(note === '' ? [] : [note.split('\n')[0] ?? '']),
  ];
}

function tooltip(capture: ListedCapture): MarkdownString {
  const {
    name,
    origin,
    firstAtMicros,
    lastAtMicros,
    readLaterCount,
    note,
    isMasked,
    failure,
    path: file,
  } = capture;
  const text = new MarkdownString();
  const add = (line: string) => text.appendText(line).appendMarkdown('\n\n');
  if (failure) add(explainFailure(failure, { name: nameOf(capture) }).sentence);
  else add([name, origin].filter(Boolean).join(' · '));
  if (!isMasked) add('Secrets kept: tokens and passwords are in this file as they were sent.');
  if (firstAtMicros !== undefined && lastAtMicros !== undefined) {
    const read = readLaterCount > 0 ? 'Read from ' : '';
    add(`${read}${formatDateAndClock(firstAtMicros)} to ${formatDateAndClock(lastAtMicros)}`);
  }
  if (note !== '') add(note);
  add(file);
  return text;
}

export function bookmarkItem({
  bookmark,
  capturePath,
}: Extract<CaptureNode, { kind: 'bookmark' }>): TreeItem {
  const { messageId, note, label } = bookmark;
  const time = sentTime(bookmark, formatDateAndClock);
  const item = new TreeItem(note.split('\n')[0] || label);
  item.id = `bookmark ${messageId} ${capturePath}`;
  item.description = note === '' ? time : label;
  item.iconPath = new ThemeIcon('bookmark');
  item.contextValue = captureItems.bookmark;
  item.accessibilityInformation = { label: [note, label, time].join(', ') };
  item.command = {
    command: actions.openBookmark.id,
    title: 'Go to Bookmark',
    arguments: [{ capturePath, messageId }],
  };
  return item;
}
