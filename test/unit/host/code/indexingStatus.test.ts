import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import type { Indexing } from '../../../../src/host/code/indexingStatus';
import { IndexingStatus } from '../../../../src/host/code/indexingStatus';
import type { IndexStatus } from '../../../../src/protocol/code/codeApi';

const vscode = vi.hoisted(() => ({ createStatusBarItem: vi.fn() }));
vi.mock('vscode', () => ({
  StatusBarAlignment: { Left: 1 },
  window: vscode,
}));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const status = (changes: Partial<IndexStatus> = {}): IndexStatus => ({
  state: 'indexing',
  fileCount: 0,
  done: 0,
  total: 0,
  problems: [],
  problemCount: 0,
  ...changes,
});

function statusBar() {
  const item = { text: '', isShown: false, show: vi.fn(), hide: vi.fn(), dispose: vi.fn() };
  item.show.mockImplementation(() => (item.isShown = true));
  item.hide.mockImplementation(() => (item.isShown = false));
  vscode.createStatusBarItem.mockReturnValue(item);
  const changed = new Emitter<undefined>();
  const indexing = { status: undefined, isPaused: false, onDidChangeStatus: changed.event };
  new IndexingStatus(indexing);
  const become = (changes: Partial<Indexing>) => {
    Object.assign(indexing, changes);
    changed.fire(undefined);
  };
  const shown = () => (item.isShown ? item.text : undefined);
  return { become, shown };
}

test('progress is shown when indexing takes more than 2 s, until it is done', () => {
  const { become, shown } = statusBar();
  become({ status: status() });
  vi.advanceTimersByTime(1_900);
  become({ status: status({ done: 1_000, total: 5_823 }) });
  expect(shown()).toBeUndefined();
  vi.advanceTimersByTime(100);
  expect(shown()).toBe('$(sync~spin) RPC Scope: indexing Python 1,000 / 5,823');
  become({ status: status({ done: 1_234, total: 5_823 }) });
  expect(shown()).toBe('$(sync~spin) RPC Scope: indexing Python 1,234 / 5,823');
  become({ status: status({ state: 'idle' }) });
  expect(shown()).toBeUndefined();
});

test('a shorter run is never shown', () => {
  const { become, shown } = statusBar();
  become({ status: status() });
  vi.advanceTimersByTime(1_000);
  become({ status: status({ state: 'idle' }) });
  vi.advanceTimersByTime(10_000);
  expect(shown()).toBeUndefined();
});

test('until files are counted the text says that they are searched', () => {
  const { become, shown } = statusBar();
  become({ status: status() });
  vi.advanceTimersByTime(2_000);
  expect(shown()).toBe('$(sync~spin) RPC Scope: looking for Python files');
});

test('a pause is shown as long as it lasts', () => {
  const { become, shown } = statusBar();
  become({ isPaused: true, status: status({ state: 'idle' }) });
  expect(shown()).toBe('$(debug-pause) RPC Scope: indexing paused');
  become({ isPaused: false });
  expect(shown()).toBeUndefined();
});
