import type { Event, TreeDataProvider, TreeView } from 'vscode';
import {
  EventEmitter,
  l10n,
  ThemeIcon,
  TreeItem,
  TreeItemCheckboxState,
  TreeItemCollapsibleState,
  window,
} from 'vscode';
import { Disposable, DisposableHolder, toDisposable } from '../../core/base/disposable';
import type { IDisposable } from '../../core/base/disposable';
import type { Lane } from '../../protocol/rows';
import type { CaptureSession } from '../captures/captureSession';
import { views } from '../contributions';
import type { DiagramEditors } from '../editors/diagramEditors';
import { errors } from './brokerState';
import type { ServiceGroup } from './serviceGroups';
import { hiddenAfter, isGroupShown, serviceGroups } from './serviceGroups';

export type ServiceNode =
  | { readonly kind: 'service'; readonly group: ServiceGroup }
  | { readonly kind: 'lane'; readonly lane: Lane }
  | { readonly kind: 'process'; readonly lane: Lane; readonly name: string };

/** Counts change all the time, and a row that is drawn anew under a click loses it. */
const refreshEveryMillis = 2_000;

/** The services of the active diagram with their counts; the checkboxes hide their lanes. */
export class ServicesView extends Disposable implements TreeDataProvider<ServiceNode> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  readonly onDidChangeTreeData: Event<undefined> = this.changed.event;
  private readonly listening = this.register(new DisposableHolder<IDisposable>());
  private readonly tree: TreeView<ServiceNode>;
  /** What the tree shows, to tell news from more of the same. */
  private shown = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly diagrams: DiagramEditors) {
    super();
    this.tree = this.register(
      window.createTreeView(views.services, {
        treeDataProvider: this,
        manageCheckboxStateManually: true,
        showCollapseAll: true,
      }),
    );
    this.register(
      this.tree.onDidChangeCheckboxState(({ items }) => {
        void this.setShown(items.map(([node, state]) => [node, isChecked(state)]));
      }),
    );
    this.register(toDisposable(() => clearTimeout(this.timer)));
    this.register(this.tree.onDidChangeVisibility(() => this.refresh()));
    this.register(diagrams.onDidChangeActive(session => this.follow(session)));
    this.follow(diagrams.active);
  }

  getChildren(node?: ServiceNode): ServiceNode[] {
    switch (node?.kind) {
      case undefined:
        return serviceGroups(this.diagrams.active?.lanes ?? []).map(group => ({
          kind: 'service',
          group,
        }));
      case 'service':
        return node.group.lanes.map(lane => ({ kind: 'lane', lane }));
      case 'lane':
        return node.lane.processes.map(name => ({ kind: 'process', lane: node.lane, name }));
      case 'process':
        return [];
    }
  }

  getTreeItem(node: ServiceNode): TreeItem {
    const hidden = new Set(this.diagrams.active?.hiddenLanes);
    switch (node.kind) {
      case 'service':
        return serviceItem(node.group, isGroupShown(node.group, hidden));
      case 'lane':
        return laneItem(node.lane, !hidden.has(node.lane.key));
      case 'process':
        return processItem(node.lane, node.name);
    }
  }

  /** Shows or hides lanes, as if their checkboxes had been clicked. */
  async setShown(changes: readonly (readonly [ServiceNode, boolean])[]): Promise<void> {
    const session = this.diagrams.active;
    if (!session) return;
    const hidden = changes.reduce<readonly string[]>(
      (keys, [node, isShown]) => hiddenAfter(keys, lanesOf(node), isShown),
      session.hiddenLanes,
    );
    await session.hideLanes(hidden);
    this.refresh();
  }

  private follow(session: CaptureSession | undefined): void {
    this.listening.value = session?.onDidChange(() => {
      this.timer ??= setTimeout(() => this.refresh(), refreshEveryMillis);
    });
    this.refresh();
  }

  private refresh(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const session = this.diagrams.active;
    this.tree.description = session?.status?.name ?? '';
    const shown = JSON.stringify([session?.lanes, session?.hiddenLanes]);
    if (!this.tree.visible || shown === this.shown) return;
    this.shown = shown;
    this.changed.fire(undefined);
  }
}

const isChecked = (state: TreeItemCheckboxState): boolean =>
  state === TreeItemCheckboxState.Checked;

function lanesOf(node: ServiceNode): readonly Lane[] {
  switch (node.kind) {
    case 'service':
      return node.group.lanes;
    case 'lane':
      return [node.lane];
    case 'process':
      return [];
  }
}

function serviceItem(group: ServiceGroup, isShown: boolean): TreeItem {
  const item = new TreeItem(group.service, TreeItemCollapsibleState.Collapsed);
  item.id = group.service;
  const [lane] = group.lanes;
  if (group.lanes.length === 1 && lane) {
    item.description = `${lane.host} · ${counts(group)}`;
  } else {
    item.description = `${l10n.t('{0} hosts', group.lanes.length)} · ${counts(group)}`;
  }
  return withCheckbox(spoken(item, group.service), isShown, group.service);
}

function laneItem(lane: Lane, isShown: boolean): TreeItem {
  const name = lane.host === '' ? l10n.t('host unknown') : lane.host;
  const item = new TreeItem(
    name,
    lane.processes.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = `lane ${lane.key}`;
  item.description = counts(lane);
  if (lane.inferredFrom !== undefined) {
    item.description += ` · ${l10n.t('inferred')}`;
    item.tooltip = lane.inferredFrom;
  }
  return withCheckbox(spoken(item, name), isShown, lane.key);
}

function processItem(lane: Lane, name: string): TreeItem {
  const item = new TreeItem(name);
  item.id = `process ${lane.key} ${name}`;
  item.iconPath = new ThemeIcon('server-process');
  return item;
}

/** Screen readers would read a tooltip instead of the name. */
function spoken(item: TreeItem, name: string): TreeItem {
  const details = [item.description, item.tooltip].filter(each => typeof each === 'string');
  item.accessibilityInformation = { label: [name, ...details].join(', ') };
  return item;
}

function withCheckbox(item: TreeItem, isShown: boolean, name: string): TreeItem {
  item.checkboxState = {
    state: isShown ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
    tooltip: isShown ? l10n.t('Hide in the diagram') : l10n.t('Show in the diagram'),
    accessibilityInformation: { label: name, role: 'checkbox' },
  };
  return item;
}

function counts({ messageCount, errorCount }: Pick<Lane, 'messageCount' | 'errorCount'>): string {
  const messages = messageCount.toLocaleString();
  if (errorCount === 0) return messages;
  return `${messages} · ${errors(errorCount)}`;
}
