import { expect, test, vi } from 'vitest';
import type { WebviewPanel } from 'vscode';
import { Emitter } from '../../../../src/core/base/emitter';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import { DiagramStates } from '../../../../src/host/captures/diagramStates';
import type { DiagramSurroundings } from '../../../../src/host/diagrams/diagramHost';
import { DiagramPanel } from '../../../../src/host/diagrams/diagramPanel';
import type { WebviewApis } from '../../../../src/protocol/hostApi';
import { RpcClient } from '../../../../src/protocol/rpc';
import { MemoryState } from '../memento';
import { promisesSettled } from '../../../support/turns';
import { usualLooks } from '../../../support/usualLooks';

vi.mock('vscode', () => ({ Uri: { joinPath: () => 'file:///dist' } }));

/** A tab whose webview records its messages; `panel.visible` is set as VS Code would. */
function openTab() {
  const [toHost, toWebview, viewStates] = [
    new Emitter<unknown>(),
    new Emitter<unknown>(),
    new Emitter<undefined>(),
  ];
  const restarted = new Emitter<undefined>();
  const codeChanged = new Emitter<undefined>();
  const filtersChanged = new Emitter<undefined>();
  const densityChanged = new Emitter<undefined>();
  const nothing = () => ({ dispose: () => undefined });
  const heard: string[] = [];
  toWebview.event(message => {
    const { rpc, type } = message as { rpc?: string; type?: string };
    heard.push(type ?? rpc ?? '');
  });
  const panel = {
    visible: true,
    reveal: vi.fn(),
    onDidChangeViewState: viewStates.event,
    webview: {
      options: {},
      html: '',
      cspSource: '',
      asWebviewUri: (uri: unknown) => uri,
      onDidReceiveMessage: toHost.event,
      postMessage: (message: unknown) => {
        toWebview.fire(message);
        return Promise.resolve(true);
      },
    },
  };
  const session = {
    path: '/captures/a.rpcscope',
    hiddenLanes: [],
    isLive: true,
    onDidAnnounce: nothing,
    onDidHideLanes: nothing,
    onDidRestart: restarted.event,
  } as Partial<CaptureSession> as CaptureSession;
  const tab = new DiagramPanel(
    session,
    panel as unknown as WebviewPanel,
    {} as never,
    new DiagramStates(new MemoryState()),
    {
      looks: { onDidChangeDensity: densityChanged.event, density: 'compact', atStart: usualLooks },
      code: { onDidChange: codeChanged.event },
      filters: {
        onDidChange: filtersChanged.event,
        known: { saved: [], history: [] },
        muted: [],
      } as Partial<DiagramSurroundings['filters']>,
    } as Partial<DiagramSurroundings> as DiagramSurroundings,
  );
  const rpc = new RpcClient({
    post: message => toHost.fire(message),
    listen: listener => toWebview.event(listener),
  });
  return {
    tab,
    panel,
    heard,
    restarted,
    codeChanged,
    filtersChanged,
    densityChanged,
    setVisible: (visible: boolean) => {
      panel.visible = visible;
      viewStates.fire(undefined);
    },
    host: rpc.apis<WebviewApis>().host,
    /** Resolves when the webview has its answer and the messages after it. */
    askInitialState: async () => {
      await rpc.apis<WebviewApis>().host.initialState();
      await promisesSettled();
    },
  };
}

const showRequest = { type: 'showRequest', requestId: 'req-1' } as const;
const revealMessage = { type: 'revealMessage', messageId: 7 } as const;

test('a message waits until the webview is ready, and follows its answer', async () => {
  const { tab, heard, askInitialState } = openTab();
  tab.show(showRequest, true);
  tab.show(revealMessage, true);
  expect(heard).toEqual([]);
  await askInitialState();
  expect(heard).toEqual(['result', 'showRequest', 'revealMessage']);
});

test('a visible webview hears of another density at once, a hidden one when it starts again', async () => {
  const { heard, densityChanged, askInitialState, setVisible } = openTab();
  await askInitialState();
  densityChanged.fire(undefined);
  setVisible(false);
  densityChanged.fire(undefined);
  expect(heard).toEqual(['result', 'densityChanged']);
});

test('a ready and visible webview gets a message at once', async () => {
  const { tab, heard, askInitialState } = openTab();
  await askInitialState();
  tab.show(showRequest, true);
  expect(heard).toEqual(['result', 'showRequest']);
});

test('a hidden tab is revealed, starts again, and then gets the message', async () => {
  const { tab, panel, heard, askInitialState, setVisible } = openTab();
  await askInitialState();
  setVisible(false);
  heard.length = 0;

  tab.show(showRequest, true);
  expect(panel.reveal).toHaveBeenCalledWith(undefined, true);
  expect(heard).toEqual([]);
  setVisible(true);
  expect(heard).toEqual(['reset']);
  await askInitialState();
  expect(heard).toEqual(['reset', 'result', 'showRequest']);
});

test('a message waits while the webview starts again after another engine took over', async () => {
  const { tab, heard, restarted, askInitialState } = openTab();
  await askInitialState();
  restarted.fire(undefined);
  tab.show(showRequest, false);
  expect(heard).toEqual(['result', 'reset']);
  await askInitialState();
  expect(heard).toEqual(['result', 'reset', 'result', 'showRequest']);
});

test('a tab that is closed meanwhile gets no message', async () => {
  const { tab, heard, askInitialState } = openTab();
  tab.show(showRequest, false);
  const answered = askInitialState();
  await Promise.resolve();
  tab.dispose();
  await answered.catch(() => undefined);
  expect(heard).not.toContain('showRequest');
});

test('a change of the sources is announced to a visible tab; a hidden one asks itself', async () => {
  const { heard, codeChanged, askInitialState, setVisible } = openTab();
  await askInitialState();
  heard.length = 0;
  codeChanged.fire(undefined);
  expect(heard).toEqual(['codeChanged']);
  setVisible(false);
  codeChanged.fire(undefined);
  expect(heard).toEqual(['codeChanged']);
});

test('filters and muted labels are equal in all tabs', async () => {
  const { heard, filtersChanged, askInitialState } = openTab();
  await askInitialState();
  heard.length = 0;
  filtersChanged.fire(undefined);
  expect(heard).toEqual(['filtersChanged', 'mutedChanged']);
});

test('a tab knows whether it shows one request alone, and tells each change once', async () => {
  const { tab, host } = openTab();
  const told: boolean[] = [];
  tab.onDidChangeShownRequest(() => told.push(tab.showsRequest));
  for (const shows of [false, true, true, false]) await host.setShowsRequest(shows);
  expect(told).toEqual([true, false]);
});
