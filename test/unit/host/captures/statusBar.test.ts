import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import type { SourceState } from '../../../../src/core/amqp/sourceState';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import type { LiveCapture } from '../../../../src/host/captures/liveCaptures';
import { StatusBar } from '../../../../src/host/captures/statusBar';
import type { CaptureStatus } from '../../../../src/protocol/status';
import { status } from '../../../webview/sampleRows';

const vscode = vi.hoisted(() => ({ createStatusBarItem: vi.fn() }));
vi.mock('vscode', () => {
  class MarkdownString {
    value = '';
    isTrusted: unknown;
    appendText(text: string) {
      this.value += text.replace(/[\\`*_{}[\]()#+\-!~$]/gu, '\\$&');
      return this;
    }
    appendMarkdown(text: string) {
      this.value += text;
      return this;
    }
  }
  class ThemeColor {
    constructor(readonly id: string) {}
  }
  return {
    StatusBarAlignment: { Left: 1 },
    MarkdownString,
    ThemeColor,
    window: vscode,
  };
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const live: SourceState = { state: 'live', host: 'h:1', tracing: 'on', isOverflowing: false };
const failure = { code: 'connectionRefused', detail: 'ECONNREFUSED', host: 'h:1' } as const;

function bar() {
  const item = {
    text: '',
    tooltip: undefined as { value: string; isTrusted: unknown } | undefined,
    command: undefined as unknown,
    backgroundColor: undefined as { id: string } | undefined,
    accessibilityInformation: undefined as { label: string } | undefined,
    isShown: false,
    show: () => void (item.isShown = true),
    hide: () => void (item.isShown = false),
    dispose: () => undefined,
  };
  vscode.createStatusBarItem.mockReturnValue(item);
  const changed = new Emitter<undefined>();
  const activated = new Emitter<CaptureSession | undefined>();
  const captures: LiveCapture[] = [];
  const diagrams = {
    active: undefined as CaptureSession | undefined,
    onDidChangeActive: activated.event,
  };
  new StatusBar({ list: () => captures, onDidChange: changed.event }, diagrams);
  return {
    item,
    diagrams,
    shown: () => (item.isShown ? item.text.replaceAll('\u2007', '_') : undefined),
    /** Adds or changes a capture. */
    tell: (name: string, fields: Partial<CaptureStatus> = {}) => {
      const path = `/captures/${name}.rpcscope`;
      const known = captures.find(({ session }) => session.path === path);
      const told = status({ name, source: live, ...fields });
      if (known) Object.assign(known.session, { status: told });
      else {
        const session = {
          path,
          status: told,
          onDidChange: () => ({ dispose: () => undefined }),
        } as Partial<CaptureSession> as CaptureSession;
        captures.push({ session, profileId: `id-${name}` });
      }
      changed.fire(undefined);
    },
    activate: (name: string) => {
      diagrams.active = captures.find(({ session }) => session.status?.name === name)?.session;
      activated.fire(diagrams.active);
    },
    end: (name: string) => {
      captures.splice(
        captures.findIndex(({ session }) => session.status?.name === name),
        1,
      );
      changed.fire(undefined);
    },
  };
}

test('nothing is shown while nothing is live', () => {
  const { shown, tell, end } = bar();
  expect(shown()).toBeUndefined();
  tell('lab');
  expect(shown()).toBeDefined();
  end('lab');
  expect(shown()).toBeUndefined();
});

test('a live capture shows its rates, and a click opens it', () => {
  const { item, shown, tell } = bar();
  tell('lab', { recordsPerSecond: 412.4, errorsPerSecond: 0.34 });
  expect(shown()).toBe('$(pulse) lab  412/s  $(error) 0.3/s');
  expect(item.backgroundColor).toBeUndefined();
  expect(item.command).toMatchObject({
    command: 'rpcscope.code.openPlace',
    arguments: [{ capturePath: '/captures/lab.rpcscope' }],
  });
});

test('numbers change once a second, and the text behind them does not move', () => {
  const { shown, tell } = bar();
  tell('lab', { recordsPerSecond: 1204 });
  expect(shown()).toBe('$(pulse) lab  1,204/s  $(error) 0.0/s');
  tell('lab', { recordsPerSecond: 7, errorsPerSecond: 123 });
  tell('lab', { recordsPerSecond: 8, errorsPerSecond: 12 });
  expect(shown()).toBe('$(pulse) lab  1,204/s  $(error) 0.0/s');
  vi.advanceTimersByTime(1_000);
  expect(shown()).toBe('$(pulse) lab  ____8/s  $(error) _12/s');
});

test.each<[SourceState, string, string | undefined]>([
  [{ state: 'connecting', host: 'h:1', attempt: 1 }, '$(loading~spin) lab  connecting', undefined],
  [{ ...live, tracing: 'off' }, '$(pulse) lab  tracing off  412/s  $(error) 0.0/s', undefined],
  [
    { ...live, isOverflowing: true },
    '$(warning) lab  dropping  412/s  $(error) 0.0/s',
    'statusBarItem.warningBackground',
  ],
  [{ state: 'paused', host: 'h:1' }, '$(debug-pause) lab  capture paused', undefined],
  [
    { state: 'waitingToRetry', failure, retryAtMillis: 0 },
    '$(warning) lab  retrying',
    'statusBarItem.warningBackground',
  ],
  [{ state: 'stopped', failure }, '$(error) lab  stopped', 'statusBarItem.errorBackground'],
  [{ state: 'following', bytesRead: 1 }, '$(pulse) lab  412/s  $(error) 0.0/s', undefined],
])('a change of the state to %j shows at once', (source, text, background) => {
  const { item, shown, tell } = bar();
  tell('lab', { source: { state: 'connecting', host: 'h:1', attempt: 9 } });
  tell('lab', { source });
  expect(shown()).toBe(text);
  expect(item.backgroundColor?.id).toBe(background);
});

test('dropped records are shown as long as the capture lives', () => {
  const { shown, tell } = bar();
  tell('lab', { gaps: { count: 3, lostCount: undefined, isLowerBound: true, latest: undefined } });
  expect(shown()).toBe('$(pulse) lab  412/s  $(error) 0.0/s  3 gaps');
});

test('the active capture is shown, else one in trouble; trouble colours the line in any case', () => {
  const { item, shown, tell, activate } = bar();
  tell('first');
  tell('second');
  expect(shown()).toMatch(/second \+1/u);
  tell('first', { source: { state: 'stopped', failure } });
  expect(shown()).toBe('$(error) first +1  stopped');
  activate('second');
  expect(shown()).toMatch(/^\$\(pulse\) second \+1/u);
  expect(item.backgroundColor?.id).toBe('statusBarItem.errorBackground');
});

test('the tooltip has a line and links for each capture, and trusts no other command', () => {
  const { item, tell } = bar();
  tell('first', { source: { state: 'waitingToRetry', failure, retryAtMillis: 0 } });
  tell('[a](command:evil) $(x)', { errorCount: 2, droppedByLimit: 5, errorsPerSecond: 1 });
  const text = item.tooltip?.value ?? '';
  expect(text).toContain('$(pulse) \\[a\\]\\(command:evil\\) \\$\\(x\\)');
  expect(text).toMatch(/412 records\/s · 1\.0 errors\/s · 2 errors · 5 removed by limit/u);
  expect(text).toContain('(command:rpcscope.capture.toggleRecords?');
  expect(text.match(/command:rpcscope\.broker\.disconnect/gu)).toHaveLength(2);
  expect(text.match(/command:rpcscope\.capture\.toggleRecords/gu)).toHaveLength(1);
  expect(text).toMatch(/retrying .*\n.*h:1/u);
  expect(item.tooltip?.isTrusted).toEqual({
    enabledCommands: [
      'rpcscope.code.openPlace',
      'rpcscope.capture.toggleRecords',
      'rpcscope.broker.disconnect',
    ],
  });
});

test('a tooltip stays as it is for five seconds, so that its links can be clicked', () => {
  const { item, tell } = bar();
  tell('lab');
  const { tooltip } = item;
  for (let second = 1; second < 5; second++) {
    tell('lab', { recordsPerSecond: second });
    vi.advanceTimersByTime(1_000);
    expect(item.tooltip).toBe(tooltip);
  }
  tell('lab', { recordsPerSecond: 5 });
  vi.advanceTimersByTime(1_000);
  expect(item.tooltip).not.toBe(tooltip);
});

test('a foreign name draws no icon and is cut to fit the bar', () => {
  const { shown, tell } = bar();
  tell(`$(flame)${'x'.repeat(200)}`);
  expect(shown()?.startsWith('$(pulse) $ (flame)xxx')).toBe(true);
  expect(shown()?.length).toBeLessThan(90);
});
