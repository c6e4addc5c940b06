import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import type { DiagramEditors } from '../../../../src/host/diagrams/diagramEditors';
import { labelOf } from '../../../../src/host/requests/requestNodes';
import { RequestsView } from '../../../../src/host/requests/requestsView';
import { DiagramStates } from '../../../../src/host/captures/diagramStates';
import type { RequestList } from '../../../../src/protocol/requests';
import { allRequests } from '../../../../src/protocol/requests';
import { MemoryState } from '../memento';

const vscode = vi.hoisted(() => ({ createTreeView: vi.fn() }));
vi.mock('vscode', async () => {
  const { Emitter: EventEmitter } = await import('../../../../src/core/base/emitter');
  return { EventEmitter, window: vscode };
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const listOf = (...names: readonly string[]): RequestList => ({
  requests: names.map((name, n) => ({
    id: `req-${n}`,
    name,
    subject: { name: undefined, id: undefined },
    firstAtMicros: 0,
    lastAtMicros: 0,
    isReadLater: false,
    spanCount: 1,
    errorCount: 0,
    firstMessageId: n,
  })),
  totalCount: names.length,
  background: [],
});

/** A visible view of one diagram. `answer` is the engine's answer, `asked` lists its questions. */
function openView() {
  const [announced, activeChanged, visibility] = [
    new Emitter<undefined>(),
    new Emitter<CaptureSession | undefined>(),
    new Emitter<{ visible: boolean }>(),
  ];
  const tree = {
    visible: true,
    selection: [],
    message: '',
    description: '',
    onDidChangeVisibility: visibility.event,
    dispose: () => undefined,
  };
  vscode.createTreeView.mockReturnValue(tree);
  const engine = {
    asked: [] as unknown[][],
    answer: (): Promise<RequestList> => Promise.resolve(listOf('nova: build server')),
  };
  const session = (path: string) =>
    ({
      path,
      status: { name: path },
      onDidAnnounce: announced.event,
      api: {
        requests: {
          listRequests: (...args: unknown[]) => {
            engine.asked.push(args);
            return engine.answer();
          },
        },
      },
    }) as unknown as CaptureSession;
  const diagrams = {
    active: session('a') as CaptureSession | undefined,
    onDidChangeActive: activeChanged.event,
  };
  const states = new DiagramStates(new MemoryState());
  const view = new RequestsView(diagrams as unknown as DiagramEditors, states);
  let drawn = 0;
  view.onDidChangeTreeData(() => drawn++);
  return {
    view,
    tree,
    engine,
    drawnCount: () => drawn,
    announce: () => announced.fire(undefined),
    activate: (path: string | undefined) => {
      diagrams.active = path === undefined ? undefined : session(path);
      activeChanged.fire(diagrams.active);
    },
    setVisible: (visible: boolean) => {
      tree.visible = visible;
      visibility.fire({ visible });
    },
    labels: async () => (await view.getChildren()).map(labelOf),
  };
}

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);

test('however often the engine announces, it is asked once in two seconds', async () => {
  const { engine, announce } = openView();
  await pass(0);
  expect(engine.asked).toEqual([[allRequests, 200]]);
  for (let n = 0; n < 40; n++) {
    announce();
    await pass(100);
  }
  expect(engine.asked.length).toBeLessThanOrEqual(3);
  await pass(60_000);
  expect(engine.asked.length).toBeLessThanOrEqual(4);
});

test('an unchanged list is not redrawn', async () => {
  const { engine, announce, drawnCount } = openView();
  await pass(0);
  expect(drawnCount()).toBe(1);
  announce();
  await pass(2_000);
  expect([engine.asked.length, drawnCount()]).toEqual([2, 1]);
  engine.answer = () => Promise.resolve(listOf('nova: delete server', 'nova: build server'));
  announce();
  await pass(2_000);
  expect(drawnCount()).toBe(2);
});

test('a slow engine is not asked again before it has answered', async () => {
  const { engine, announce, labels } = openView();
  await pass(0);
  let answer: (list: RequestList) => void = () => undefined;
  engine.answer = () => new Promise(resolve => (answer = resolve));
  announce();
  await pass(2_000);
  announce();
  await pass(10_000);
  expect(engine.asked).toHaveLength(2);
  answer(listOf('late'));
  await pass(2_000);
  expect(engine.asked).toHaveLength(3);
  answer(listOf('later'));
  expect(await labels()).toEqual(['later']);
});

test('a hidden view does not ask the engine until it is shown', async () => {
  const { engine, announce, setVisible } = openView();
  await pass(0);
  setVisible(false);
  announce();
  await pass(10_000);
  expect(engine.asked).toHaveLength(1);
  setVisible(true);
  expect(engine.asked).toHaveLength(2);
  setVisible(false);
  await pass(0);
  setVisible(true);
  expect(engine.asked).toHaveLength(2);
});

test('a late answer of another capture is not shown', async () => {
  const { engine, activate, labels, tree } = openView();
  let answerOfFirst: (list: RequestList) => void = () => undefined;
  engine.answer = () => new Promise(resolve => (answerOfFirst = resolve));
  activate('b');
  engine.answer = () => Promise.resolve(listOf('of c'));
  activate('c');
  answerOfFirst(listOf('of b'));
  await pass(0);
  expect(await labels()).toEqual(['of c']);
  expect(tree.description).toBe('c');
  activate(undefined);
  expect(await labels()).toEqual([]);
});

test('the query is passed on and told above the tree', async () => {
  const { view, tree, engine } = openView();
  view.showMore();
  await view.ask({ words: 'build' });
  await pass(0);
  expect(engine.asked.slice(-2)).toEqual([
    [allRequests, 400],
    [{ ...allRequests, words: 'build' }, 200],
  ]);
  expect(tree.message).toBe('Requests with "build":');
  await view.ask({ isFailedOnly: true, order: 'longest' });
  await pass(0);
  expect(engine.asked.at(-1)).toEqual([
    { words: 'build', isFailedOnly: true, order: 'longest' },
    200,
  ]);
  expect(tree.message).toBe('Failed requests with "build", longest first:');
  engine.answer = () => Promise.resolve(listOf());
  await view.ask({ words: 'nothing' });
  await pass(0);
  expect(tree.message).toBe('No failed request has "nothing" in its name, ID or resource.');
  await view.ask({ words: '' });
  await pass(0);
  expect(tree.message).toBe('No request has failed.');
  await view.ask(allRequests);
  await pass(0);
  expect(tree.message).toBe('');
});

test('each capture keeps its own query', async () => {
  const { view, tree, engine, activate } = openView();
  await view.ask({ words: 'build' });
  let changes = 0;
  view.onDidChangeQuery(() => changes++);
  activate('b');
  await pass(0);
  expect(view.query).toEqual(allRequests);
  expect([engine.asked.at(-1), tree.message]).toEqual([[allRequests, 200], '']);
  await view.ask({ isFailedOnly: true });
  expect(changes).toBe(1);
  activate('a');
  await pass(0);
  expect(view.query).toEqual({ ...allRequests, words: 'build' });
  expect(tree.message).toBe('Requests with "build":');
  activate(undefined);
  await view.ask({ words: 'lost' });
  expect([view.query, tree.message]).toEqual([allRequests, '']);
});

test('an engine that ended is shown as a row', async () => {
  const { engine, announce, labels } = openView();
  await pass(0);
  engine.answer = () => Promise.reject(new Error('the engine ended'));
  announce();
  await pass(2_000);
  expect(await labels()).toEqual(['the engine ended']);
});
