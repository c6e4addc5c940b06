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
import { brokerState } from '../brokers/brokerState';
import { liveWords } from '../brokers/liveWords';
import { explainFailure } from '../errors';
import type { CaptureStatus } from '../../protocol/status';
import { formatBytes, formatDuration, formatPercent, plural } from '../../core/text/amounts';
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
  item.tooltip = tooltip(capture, session);
  item.contextValue = group === 'live' ? captureItems.live : captureItems.stored;
  item.iconPath = icon(capture, session);
  item.accessibilityInformation = { label: `${nameOf(capture)}, ${item.description}` };
  item.command = {
    command: actions.openCapture.id,
    title: 'Open',
    arguments: [{ scheme: 'file', fsPath: capture.path }],
  };
  return item;
}

export const isBeingRead = (session: CaptureSession | undefined): boolean =>
  session?.status?.source.state === 'importing';

/** Icon, colour and words of a capture whose source is at work, as the broker's are in the Brokers view. */
export function stateLook(status: CaptureStatus | undefined) {
  const { state } = status?.source ?? {};
  if (state === 'importing') return { icon: 'sync~spin', colour: undefined, words: undefined };
  if (state === 'following') {
    return { icon: 'circle-filled', colour: 'testing.iconPassed', words: undefined };
  }
  const { icon, colour } = brokerState(status, { name: status?.name ?? '' });
  return { icon, colour, words: liveWords(status).state };
}

/** True once the capture is complete: its engine knows this before a summary is read. */
const isWhole = ({ isEnded }: ListedCapture, session: CaptureSession | undefined): boolean =>
  isEnded || session?.status?.isEnded === true;

function icon(capture: ListedCapture, session: CaptureSession | undefined): ThemeIcon {
  const { group, failure, isPending } = capture;
  if (isPending) return new ThemeIcon('sync~spin');
  if (failure) return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  if (group === 'live' || isBeingRead(session)) {
    const look = stateLook(session?.status);
    return new ThemeIcon(look.icon, look.colour ? new ThemeColor(look.colour) : undefined);
  }
  return new ThemeIcon(isWhole(capture, session) ? 'graph-line' : 'debug-disconnect');
}

function facts(capture: ListedCapture, session: CaptureSession | undefined): string[] {
  const { readLaterCount, note, bytes, isMasked, group } = capture;
  const status = session?.status;
  const records = plural(status?.recordCount ?? capture.recordCount, 'record');
  const { firstAtMicros, lastAtMicros } = status ?? capture;
  if (status?.source.state === 'importing') return [reading(status.source), records];
  const words = group === 'live' ? stateLook(status).words : undefined;
  return [
    ...(words === undefined ? [] : [words]),
    ...(isMasked ? [] : ['secrets kept']),
    records,
    ...(firstAtMicros === undefined || lastAtMicros === undefined || readLaterCount > 0
      ? []
      : [formatDuration(lastAtMicros - firstAtMicros)]),
    formatBytes(bytes),
    ...(isWhole(capture, session) || group === 'live' ? [] : ['cut off']),
    ...(note === '' ? [] : [note.split('\n')[0] ?? '']),
  ];
}

type Importing = Extract<CaptureStatus['source'], { state: 'importing' }>;

/** A file of unknown size, such as a compressed one, says how much of it has been read. */
const reading = ({ bytesRead, bytesTotal }: Importing): string =>
  `reading ${bytesTotal > 0 ? formatPercent(bytesRead, bytesTotal) : formatBytes(bytesRead)}`;

function tooltip(capture: ListedCapture, session: CaptureSession | undefined): MarkdownString {
  const {
    name,
    origin,
    firstAtMicros,
    lastAtMicros,
    readLaterCount,
    note,
    isMasked,
    failure,
    group,
    path: file,
  } = capture;
  const text = new MarkdownString();
  const add = (line: string) => text.appendText(line).appendMarkdown('\n\n');
  if (failure) add(explainFailure(failure, { name: nameOf(capture) }).sentence);
  else add([name, origin].filter(Boolean).join(' · '));
  const trouble = group === 'live' ? liveWords(session?.status).sentence : undefined;
  if (trouble !== undefined) add(trouble);
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
