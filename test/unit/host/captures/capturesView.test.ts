import type { TreeItem } from 'vscode';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SourceState } from '../../../../src/core/amqp/sourceState';
import { Emitter } from '../../../../src/core/base/emitter';
import type { CaptureCatalog, ListedCapture } from '../../../../src/host/captures/captureCatalog';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import { CapturesView } from '../../../../src/host/captures/capturesView';
import type { OpenCaptures } from '../../../../src/host/captures/openCaptures';
import type { RecentFiles } from '../../../../src/host/captures/recentFiles';
import type { CaptureStatus } from '../../../../src/protocol/status';
import { status } from '../../../webview/sampleRows';

const vscode = vi.hoisted(() => ({ createTreeView: vi.fn() }));
vi.mock('vscode', async () => {
  const { Emitter: EventEmitter } = await import('../../../../src/core/base/emitter');
  class Named {
    constructor(
      readonly id: string,
      readonly color?: { id: string },
    ) {}
  }
  return {
    EventEmitter,
    TreeItem: class {
      constructor(readonly label: string) {}
    },
    ThemeIcon: Named,
    ThemeColor: Named,
    MarkdownString: class {
      value = '';
      appendText(text: string) {
        this.value += text;
        return this;
      }
      appendMarkdown(text: string) {
        return this.appendText(text);
      }
    },
    TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
    Uri: { file: (fsPath: string) => ({ fsPath }) },
    window: {
      ...vscode,
      onDidChangeWindowState: () => ({ dispose: () => undefined }),
    },
  };
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const path = '/captures/lab.rpcscope';
/** The summary of a file of which only a part has been written. */
const cutOff: ListedCapture = {
  path,
  name: 'lab',
  origin: 'firehose records',
  title: '',
  note: '',
  bookmarks: [],
  recordCount: 5_000,
  readLaterCount: 0,
  firstAtMicros: 0,
  lastAtMicros: 1_000_000,
  bytes: 176_000,
  changedAtMillis: 1,
  isMasked: true,
  isEnded: false,
  failure: undefined,
  group: 'files',
  isPending: false,
};

async function openView(listed: ListedCapture) {
  const changed = new Emitter<undefined>();
  const statusChanged = new Emitter<CaptureSession>();
  const open = { path, status: undefined as CaptureStatus | undefined };
  const session = open as Partial<CaptureSession> as CaptureSession;
  const nothing = () => ({ dispose: () => undefined });
  vscode.createTreeView.mockReturnValue({
    visible: true,
    selection: [],
    onDidChangeVisibility: nothing,
    dispose: () => undefined,
  });
  let readings = 0;
  const captures: Partial<OpenCaptures> = {
    onDidChange: changed.event,
    onDidChangeStatus: statusChanged.event,
    get: () => session,
    list: () => [],
  };
  const catalog: Partial<CaptureCatalog> = {
    async *lists() {
      readings++;
      yield await Promise.resolve([listed]);
    },
  };
  const view = new CapturesView(
    catalog as CaptureCatalog,
    captures as OpenCaptures,
    { onDidChange: nothing } as Partial<RecentFiles> as RecentFiles,
    { info: nothing, warn: nothing, error: nothing, debug: nothing },
  );
  let drawings = 0;
  view.onDidChangeTreeData(() => drawings++);
  await vi.advanceTimersByTimeAsync(0);
  drawings = 0;
  readings = 0;
  return {
    view,
    drawings: () => drawings,
    readings: () => readings,
    tell: (source: SourceState, fields: Partial<CaptureStatus> = {}) => {
      open.status = status({ source, ...fields });
      statusChanged.fire(session);
    },
    /** The one capture as it is shown. */
    shown: () => {
      const [group] = view.getChildren();
      const [node] = view.getChildren(group);
      if (!node) throw new Error('no capture is listed');
      const item = view.getTreeItem(node) as TreeItem & {
        iconPath: { id: string; color?: { id: string } };
        tooltip: { value: string };
      };
      const { id, color } = item.iconPath;
      return { words: item.description, icon: id, colour: color?.id, tooltip: item.tooltip.value };
    },
  };
}

const importing = (bytesRead: number): SourceState => ({
  state: 'importing',
  bytesRead,
  bytesTotal: 1_000,
});

test('an import shows its progress once a second, and its end at once', async () => {
  const { tell, shown, drawings, readings } = await openView(cutOff);
  tell(importing(0), { recordCount: 0 });
  expect(shown()).toMatchObject({ words: 'reading 0% · 0 records', icon: 'sync~spin' });
  expect(drawings()).toBe(1);
  await vi.advanceTimersByTimeAsync(600);
  expect(readings()).toBe(1);
  for (let at = 1; at <= 8; at++) {
    tell(importing(at * 100), { recordCount: at * 10 });
    await vi.advanceTimersByTimeAsync(250);
  }
  expect(drawings()).toBe(3);
  expect(readings()).toBe(1);
  expect(shown().words).toBe('reading 80% · 80 records');
  tell(
    { state: 'stored' },
    { recordCount: 20_000, firstAtMicros: 0, lastAtMicros: 60_000_000, isEnded: true },
  );
  expect(drawings()).toBe(4);
  const { words, icon } = shown();
  expect(icon).toBe('graph-line');
  expect(words).toContain('20,000 records');
  expect(words).not.toContain('cut off');
  await vi.advanceTimersByTimeAsync(600);
  expect(readings()).toBe(2);
});

test('a file that was cut off says so until its engine knows better', async () => {
  const { tell, shown } = await openView(cutOff);
  expect(shown().words).toContain('cut off');
  tell({ state: 'stored' }, { isEnded: false });
  expect(shown()).toMatchObject({ icon: 'debug-disconnect' });
  expect(shown().words).toContain('cut off');
});

test('a live capture has the icon, the colour and the words of its broker', async () => {
  const { tell, shown, drawings } = await openView({ ...cutOff, group: 'live' });
  const live = { state: 'live', host: 'h:1', isOverflowing: false } as const;
  tell({ ...live, tracing: 'on' });
  expect(shown()).toMatchObject({ icon: 'circle-filled', colour: 'testing.iconPassed' });
  expect(shown().words).toMatch(/^[\d,]+ records · /u);
  tell({ ...live, tracing: 'off' });
  expect(shown().colour).toBe('list.warningForeground');
  expect(shown().words).toContain('tracing off · ');
  const failure = { code: 'connectionRefused', detail: 'ECONNREFUSED', host: 'h:1' } as const;
  tell({ state: 'waitingToRetry', failure, retryAtMillis: 5_000 });
  expect(shown()).toMatchObject({ icon: 'warning', colour: 'list.warningForeground' });
  expect(shown().words).toContain('retrying · ');
  expect(shown().tooltip).toContain('h:1');
  tell({ state: 'paused', host: 'h:1' });
  expect(shown().icon).toBe('debug-pause');
  tell({ state: 'stopped', failure });
  expect(shown()).toMatchObject({ icon: 'error', colour: 'list.errorForeground' });
  expect(drawings()).toBe(5);
});

test('counts of a live capture alone draw nothing', async () => {
  const { tell, drawings } = await openView({ ...cutOff, group: 'live' });
  const source = { state: 'live', host: 'h:1', tracing: 'on', isOverflowing: false } as const;
  tell(source, { recordCount: 1 });
  await vi.advanceTimersByTimeAsync(2_000);
  const before = drawings();
  tell(source, { recordCount: 2, recordsPerSecond: 400 });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(drawings()).toBe(before);
});

test('a followed log is shown as live', async () => {
  const { tell, shown } = await openView({ ...cutOff, group: 'live' });
  tell({ state: 'following', bytesRead: 10 });
  expect(shown()).toMatchObject({ icon: 'circle-filled', colour: 'testing.iconPassed' });
});
