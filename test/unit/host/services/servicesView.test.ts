import type { TreeItem } from 'vscode';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import type { ServiceNode } from '../../../../src/host/services/serviceRows';
import { ServicesView } from '../../../../src/host/services/servicesView';
import type { Lane } from '../../../../src/protocol/lanes';
import type { LaneRate } from '../../../../src/protocol/status';
import { status } from '../../../webview/sampleRows';
import { lane } from '../lane';

const vscode = vi.hoisted(() => ({ createTreeView: vi.fn() }));
vi.mock('vscode', async () => {
  const { Emitter: EventEmitter } = await import('../../../../src/core/base/emitter');
  class TreeItem {
    constructor(
      readonly label: string,
      readonly collapsibleState: number,
    ) {}
  }
  return {
    EventEmitter,
    TreeItem,
    ThemeIcon: class {
      constructor(readonly id: string) {}
    },
    TreeItemCheckboxState: { Unchecked: 0, Checked: 1 },
    TreeItemCollapsibleState: { None: 0, Collapsed: 1 },
    window: vscode,
  };
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const rate = (service: string, host: string, messagesPerSecond: number): LaneRate => ({
  lane: `${service} · ${host}`,
  messagesPerSecond,
});

function openView(isLive: boolean) {
  const [changed, hidden, activeChanged, visibility] = [
    new Emitter<undefined>(),
    new Emitter<readonly string[]>(),
    new Emitter<CaptureSession | undefined>(),
    new Emitter<{ visible: boolean }>(),
  ];
  const tree = {
    visible: true,
    description: '',
    onDidChangeVisibility: visibility.event,
    onDidChangeCheckboxState: () => ({ dispose: () => undefined }),
    dispose: () => undefined,
  };
  vscode.createTreeView.mockReturnValue(tree);
  const session = {
    isLive,
    lanes: [] as readonly Lane[],
    hiddenLanes: [] as readonly string[],
    status: status(),
    onDidChange: changed.event,
    onDidHideLanes: hidden.event,
    hideLanes(keys: readonly string[]) {
      session.hiddenLanes = keys;
      hidden.fire(keys);
      return Promise.resolve();
    },
  };
  const view = new ServicesView({
    active: session as Partial<CaptureSession> as CaptureSession,
    onDidChangeActive: activeChanged.event,
  });
  const drawn: (readonly string[] | 'all')[] = [];
  view.onDidChangeTreeData(nodes => drawn.push(nodes ? nodes.map(({ id }) => id) : 'all'));
  return {
    view,
    drawn,
    session,
    tell: (lanes: readonly Lane[], laneRates: readonly LaneRate[] = []) => {
      Object.assign(session, { lanes, status: status({ laneRates }) });
      changed.fire(undefined);
    },
    setVisible: (visible: boolean) => {
      tree.visible = visible;
      visibility.fire({ visible });
    },
    /** @returns descriptions by label, collapsed rows included */
    rows: () => {
      const found: Record<string, string> = {};
      const walk = (nodes: readonly ServiceNode[]) => {
        for (const node of nodes) {
          const item: TreeItem = view.getTreeItem(node);
          found[node.id] = String(item.description);
          walk(view.getChildren(node));
        }
      };
      walk(view.getChildren());
      return found;
    },
  };
}

const second = () => vi.advanceTimersByTime(1_000);

const conductors = [
  lane('nova-conductor', 'ctl1', { messageCount: 1204, errorCount: 2 }),
  lane('nova-conductor', 'ctl2', { messageCount: 30 }),
];

test('rows of a live capture show counts, rates and errors; a service sums those of its hosts', () => {
  const { tell, rows } = openView(true);
  const api = lane('nova-api', 'ctl1', { messageCount: 7 });
  tell(
    [...conductors, api],
    [rate('nova-conductor', 'ctl1', 41.26), rate('nova-conductor', 'ctl2', 3.71)],
  );
  expect(rows()).toEqual({
    'service nova-api': 'ctl1 · 7 · 0/s',
    'lane nova-api · ctl1': '7 · 0/s',
    'service nova-conductor': '2 hosts · 1,234 · 45/s · 2 errors',
    'lane nova-conductor · ctl1': '1,204 · 41/s · 2 errors',
    'lane nova-conductor · ctl2': '30 · 3.7/s',
  });
});

test('a lane that is hidden elsewhere loses its mark at once', async () => {
  const { tell, view, drawn, session } = openView(false);
  tell(conductors);
  second();
  const [service] = view.getChildren();
  const [, lane] = view.getChildren(service);
  drawn.length = 0;
  await session.hideLanes(['nova-conductor · ctl2']);
  expect(drawn).toHaveLength(1);
  expect(lane && view.getTreeItem(lane).checkboxState).toMatchObject({ state: 0 });
});

test('a stored capture has counts and no rates', () => {
  const { tell, rows } = openView(false);
  tell(conductors, [rate('nova-conductor', 'ctl1', 41)]);
  expect(rows()['lane nova-conductor · ctl1']).toBe('1,204 · 2 errors');
});

test('once a second, only changed rows are redrawn', () => {
  const { tell, rows, drawn } = openView(true);
  tell(conductors);
  second();
  rows();
  drawn.length = 0;
  for (let n = 0; n < 4; n++) {
    tell(conductors, [rate('nova-conductor', 'ctl2', 10.1 + n / 10)]);
    expect(drawn).toEqual([]);
  }
  second();
  expect(drawn).toEqual([['lane nova-conductor · ctl2', 'service nova-conductor']]);
  tell(conductors, [rate('nova-conductor', 'ctl2', 10.2)]);
  second();
  expect(drawn).toHaveLength(1);
});

test('a redrawn row is the same object, so that it stays open', () => {
  const { view, tell } = openView(true);
  tell(conductors);
  const [service] = view.getChildren();
  const lanes = view.getChildren(service);
  tell(conductors, [rate('nova-conductor', 'ctl2', 5)]);
  second();
  expect(view.getChildren()[0]).toBe(service);
  expect(view.getChildren(service).map((each, at) => each === lanes[at])).toEqual([true, true]);
});

test('the whole tree is redrawn when a lane is added or removed', () => {
  const { tell, rows, drawn } = openView(true);
  tell(conductors);
  second();
  rows();
  tell([...conductors, lane('nova-compute', 'cmp1')]);
  second();
  tell(conductors.slice(0, 1));
  second();
  expect(drawn).toEqual(['all', 'all', 'all']);
});

test('a hidden view draws nothing, and redraws everything when it is shown', () => {
  const { tell, drawn, setVisible } = openView(true);
  tell(conductors);
  second();
  drawn.length = 0;
  setVisible(false);
  tell(conductors, [rate('nova-conductor', 'ctl2', 5)]);
  second();
  expect(drawn).toEqual([]);
  setVisible(true);
  expect(drawn).toEqual(['all']);
});

test('an unchecked service loses its mark, and so do its hosts', async () => {
  const { view, tell, drawn } = openView(true);
  tell(conductors);
  second();
  drawn.length = 0;
  const [service] = view.getChildren();
  if (!service) throw new Error('no service');
  await view.setShown([[service, false]]);
  expect(drawn).toEqual([
    ['lane nova-conductor · ctl1', 'lane nova-conductor · ctl2', 'service nova-conductor'],
  ]);
  expect(view.getTreeItem(service).checkboxState).toMatchObject({ state: 0 });
});
