import { expect, test } from 'vitest';
import { toDisposable } from '../../../../src/core/base/disposable';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import { DiagramStates } from '../../../../src/host/captures/diagramStates';
import type { DiagramSurroundings } from '../../../../src/host/diagrams/diagramHost';
import { diagramHost } from '../../../../src/host/diagrams/diagramHost';
import { serveWebview } from '../../../../src/host/diagrams/webviewBridge';
import type { EngineApi } from '../../../../src/protocol/engineApi';
import type { HostApi, WebviewApis } from '../../../../src/protocol/hostApi';
import type { Channel } from '../../../../src/protocol/rpc';
import { remoteApis, RpcClient } from '../../../../src/protocol/rpc';
import { MemoryState } from '../memento';

/** A host that serves one webview, with the channel between them. */
function served() {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return Promise.resolve();
    };
  const around: DiagramSurroundings = {
    looks: {
      onDidChangeDensity: () => toDisposable(() => undefined),
      density: 'compact',
      atStart: { view: 'map', laneLevel: 'service', timeFormat: 'clock' },
    },
    reconnectTo: () => undefined,
    runAction: note('runAction'),
    copyText: note('copyText'),
    openBody: note('openBody'),
    openJson: (_session, ...args) => note('openJson')(...args),
    compare: (_session, ...args) => note('compare')(...args),
    editBookmark: note('editBookmark'),
    chooseAndExport: note('chooseAndExport'),
    code: {
      onDidChange: () => toDisposable(() => undefined),
      readSpanCode: (_capture, ...args) => note('code.readSpanCode')(...args).then(() => undefined),
      versionMismatches: (_capture, ...args) =>
        note('code.versionMismatches')(...args).then(() => []),
      goToCode: (_capture, ...args) => note('code.goToCode')(...args),
      openCode: (_capture, ...args) => note('code.openCode')(...args),
      mapFolder: (_capture, ...args) => note('code.mapFolder')(...args),
    },
    filters: {
      onDidChange: () => toDisposable(() => undefined),
      known: { saved: [], history: ['status:failed'] },
      muted: ['report_state'],
      setMuted: note('filters.setMuted'),
      addToHistory: note('filters.addToHistory'),
      save: note('filters.save'),
      manage: note('filters.manage'),
    },
  };
  const session = {
    path: '/captures/a.rpcscope',
    hiddenLanes: [],
    isLive: true,
    hideLanes: note('hideLanes'),
  } as Partial<CaptureSession> as CaptureSession;
  const state = new MemoryState();
  const engine = remoteApis<EngineApi>(({ api, scope, method, args }) =>
    note(`engine.${api}.${method}`)(...(scope === undefined ? [] : [scope]), ...args),
  );
  const [host, webview] = wire();
  const states = new DiagramStates(state);
  const serving = serveWebview(
    host,
    diagramHost(session, states, around, shows => void note('setShowsRequest')(shows)),
    () => engine,
  );
  return { calls, state, webview, rpc: new RpcClient(webview), serving };
}

const callHost = (
  rpc: RpcClient,
  method: keyof HostApi,
  args: readonly unknown[],
): Promise<unknown> => rpc.call({ api: 'host', method, args });

test('calls to the engine are forwarded unchanged', async () => {
  const { calls, rpc } = served();
  await rpc.apis<WebviewApis>().view('main').readRows(10, 50);
  expect(calls).toEqual([['engine.view.readRows', 'main', 10, 50]]);
});

test('calls that name files are not forwarded, whatever they are named by', async () => {
  const { calls, rpc } = served();
  const task = { selection: {}, format: 'jsonl', path: '/etc/passwd' };
  for (const [api, method, args] of [
    ['exports', 'exportTo', [task]],
    ['exports', 'saveCopy', ['/etc/passwd', true]],
    ['exports', 'cancelExport', []],
    ['broker', 'restoreTracing', ['/etc/passwd', {}]],
    ['captures', 'describeCaptures', [['/etc/passwd']]],
    ['__proto__', 'exportTo', [task]],
  ] as const) {
    await expect(rpc.call({ api, method, args })).rejects.toThrow(`no method ${api}.${method}`);
  }
  expect(calls).toEqual([]);
});

test('views are closed with the webview that created them', async () => {
  const { calls, rpc, serving } = served();
  await rpc.apis<WebviewApis>().view('own').setFilter({ text: 'a', hiddenLanes: [] });
  calls.length = 0;
  serving.dispose();
  expect(calls).toEqual([['engine.view.close', 'own']]);
});

test('calls about code name spans, and places by their number', async () => {
  const { calls, rpc } = served();
  const { host } = rpc.apis<WebviewApis>();
  await host.readSpanCode(7);
  await host.versionMismatches([7, 8]);
  await host.goToCode(7, 'peek');
  await host.openCode(7, { list: 'frames', at: 12 });
  await host.mapFolder(7, 12);
  expect(calls).toEqual([
    ['code.readSpanCode', 7],
    ['code.versionMismatches', [7, 8]],
    ['code.goToCode', 7, 'peek'],
    ['code.openCode', 7, { list: 'frames', at: 12 }],
    ['code.mapFolder', 7, 12],
  ]);
});

test('documents of messages are named by their ids, and a missing second message is asked for', async () => {
  const { calls, rpc } = served();
  const { host } = rpc.apis<WebviewApis>();
  await host.openJson(7);
  await host.compare(7, 8);
  await host.compare(7, undefined);
  expect(calls).toEqual([
    ['openJson', 7],
    ['compare', 7, 8],
    ['compare', 7, undefined],
  ]);
});

test("only list and number of a webview's code place are used", async () => {
  const { calls, rpc } = served();
  await callHost(rpc, 'openCode', [7, { list: 'handlers', at: 0, file: '/etc/passwd' }]);
  expect(calls).toEqual([['code.openCode', 7, { list: 'handlers', at: 0 }]]);
});

test('a webview starts with the state that it saved', async () => {
  const { rpc } = served();
  const { host } = rpc.apis<WebviewApis>();
  await host.saveUiState('{"view":"table"}');
  expect(await host.initialState()).toEqual({
    uiState: '{"view":"table"}',
    startLooks: { view: 'map', laneLevel: 'service', timeFormat: 'clock' },
    density: 'compact',
    hiddenLanes: [],
    isLive: true,
    reconnectTo: undefined,
    muted: ['report_state'],
    filters: { saved: [], history: ['status:failed'] },
  });
});

test('the host stores filters as they were sent', async () => {
  const { calls, rpc } = served();
  const { host } = rpc.apis<WebviewApis>();
  await host.setMuted(['report_state']);
  await host.addToHistory('status:failed');
  await host.saveFilter('status:failed');
  await host.manageFilters('status:failed');
  expect(calls).toEqual([
    ['filters.setMuted', ['report_state']],
    ['filters.addToHistory', 'status:failed'],
    ['filters.save', 'status:failed'],
    ['filters.manage', 'status:failed'],
  ]);
});

test.each([
  ['host', 'stop'],
  ['host', 'constructor'],
  ['host', '__proto__'],
  ['host', 'hasOwnProperty'],
  ['host', ''],
  ['worker', 'stop'],
  ['broker', 'probe'],
  ['broker', 'restoreTracing'],
  ['captures', 'describeCaptures'],
  ['spans', 'constructor'],
  ['spans', '__proto__'],
  ['__proto__', 'toString'],
  ['constructor', 'create'],
  ['', ''],
])('Api %j has no method %j', async (api, method) => {
  const { calls, rpc } = served();
  await expect(rpc.call({ api, method, args: [] })).rejects.toThrow('no method');
  await expect(rpc.call({ api, scope: 'main', method, args: [] })).rejects.toThrow('no method');
  expect(calls).toEqual([]);
});

test.each([
  ['saveUiState', []],
  ['saveUiState', [{ toString: 'x' }]],
  ['saveUiState', ['x'.repeat(300 * 1024)]],
  ['setHiddenLanes', ['nova-api · ctl1']],
  ['setHiddenLanes', [[1, 2]]],
  ['setHiddenLanes', [['x'.repeat(2000)]]],
  ['setHiddenLanes', [Array.from({ length: 20_000 }, () => 'x')]],
  ['setShowsRequest', ['true']],
  ['setShowsRequest', []],
  ['copyText', [42]],
  ['openBody', ['1; DROP TABLE message']],
  ['openBody', [1.5]],
  ['openBody', [Number.NaN]],
  ['openJson', ['../../etc/passwd']],
  ['openJson', []],
  ['compare', ['7', 8]],
  ['compare', [7, 8.5]],
  ['compare', [7, { toString: '8' }]],
  ['runAction', ['workbench.action.terminal.new']],
  ['runAction', ['__proto__']],
  ['runAction', [{}]],
  ['readSpanCode', ['7']],
  ['readSpanCode', []],
  ['versionMismatches', [7]],
  ['versionMismatches', [['7']]],
  ['versionMismatches', [Array.from({ length: 501 }, (_, at) => at)]],
  ['goToCode', [7, 'terminal']],
  ['goToCode', [7, 'constructor']],
  ['goToCode', [{ valueOf: 7 }, 'handler']],
  ['openCode', [7, '/etc/passwd']],
  ['openCode', [7, null]],
  ['openCode', [7, { file: '/etc/passwd', line: 1 }]],
  ['openCode', [7, { list: '__proto__', at: 0 }]],
  ['openCode', [7, { list: 'handlers', at: '0' }]],
  ['openCode', [7, ['handlers', 0]]],
  ['setMuted', ['report_state']],
  ['setMuted', [[7]]],
  ['setMuted', [['x'.repeat(2000)]]],
  ['setMuted', [Array.from({ length: 1001 }, () => 'x')]],
  ['addToHistory', []],
  ['addToHistory', ['x'.repeat(10_001)]],
  ['saveFilter', [{ name: 'x', filter: 'y' }]],
  ['saveFilter', ['x'.repeat(10_001)]],
  ['manageFilters', [null]],
  ['mapFolder', [7, '../../etc']],
  ['mapFolder', [Infinity, 0]],
] as const)('%s with wrong arguments is refused', async (method, args) => {
  const { calls, state, rpc } = served();
  await expect(callHost(rpc, method, args)).rejects.toThrow();
  expect(calls).toEqual([]);
  expect(state.text).toBe('');
});

test.each([
  undefined,
  null,
  'request',
  { rpc: 'request' },
  { rpc: 'request', id: 'x', api: 'host', method: 'copyText', args: ['x'] },
  { rpc: 'request', id: 99, api: 'host', method: 7, args: [] },
  { rpc: 'request', id: 99, api: 7, method: 'copyText', args: ['x'] },
  { rpc: 'request', id: 99, api: 'host', scope: 7, method: 'copyText', args: ['x'] },
  { rpc: 'request', id: 99, api: 'host', method: 'copyText', args: 'x' },
  { rpc: 'result', id: 1, value: 7 },
])('message %j has no effect, and later ones are answered', async message => {
  const { calls, webview, rpc } = served();
  webview.post(message);
  expect(calls).toEqual([]);
  await callHost(rpc, 'copyText', ['text']);
  expect(calls).toEqual([['copyText', 'text']]);
});

/** Two ends of a channel; the other end gets a copy of each message in a later task. */
function wire(): [Channel, Channel] {
  const listeners = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()];
  const end = (own: number): Channel => ({
    post(message) {
      const copy: unknown = structuredClone(message);
      setImmediate(() => listeners[1 - own]?.forEach(listener => listener(copy)));
    },
    listen(listener) {
      listeners[own]?.add(listener);
      return toDisposable(() => listeners[own]?.delete(listener));
    },
  });
  return [end(0), end(1)];
}
