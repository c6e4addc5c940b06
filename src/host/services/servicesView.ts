import type { Event, TreeDataProvider, TreeView } from 'vscode';
import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCheckboxState,
  TreeItemCollapsibleState,
  window,
} from 'vscode';
import { Disposable, DisposableHolder, toDisposable } from '../../core/base/disposable';
import type { IDisposable } from '../../core/base/disposable';
import type { CaptureSession } from '../captures/captureSession';
import { views } from '../../protocol/actions/conditions';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { hiddenAfter } from './serviceGroups';
import type { ServiceNode, ServiceRow } from './serviceRows';
import { ServiceRows } from './serviceRows';

/** Shortest time between two updates: a row that is redrawn under a click loses the click. */
const refreshEveryMillis = 1_000;

/**
 * The view of the active diagram's services with their counts, and with their rates while it is live.
 * Checkboxes hide lanes. Only rows whose text has changed are redrawn.
 */
export class ServicesView extends Disposable implements TreeDataProvider<ServiceNode> {
  private readonly changed = this.register(new EventEmitter<ServiceNode[] | undefined>());
  readonly onDidChangeTreeData: Event<ServiceNode[] | undefined> = this.changed.event;
  private readonly listening = this.register(new DisposableHolder<IDisposable>());
  private readonly tree: TreeView<ServiceNode>;
  private readonly rows = new ServiceRows();
  private timer: NodeJS.Timeout | undefined;
  /** A change was not drawn, because the view was hidden. */
  private isStale = false;

  constructor(private readonly diagrams: Pick<DiagramEditors, 'active' | 'onDidChangeActive'>) {
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
    // VS Code asks for the roots when it redraws the whole tree.
    if (!node) this.update();
    const rows = node ? (this.rows.get(node)?.children ?? []) : this.rows.roots;
    return rows.map(row => row.node);
  }

  getTreeItem(node: ServiceNode): TreeItem {
    const row = this.rows.get(node);
    return row ? rowItem(row) : new TreeItem(node.id);
  }

  /** Shows or hides lanes as a click on their checkboxes would. */
  async setShown(changes: readonly (readonly [ServiceNode, boolean])[]): Promise<void> {
    const session = this.diagrams.active;
    if (!session) return;
    const hidden = changes.reduce<readonly string[]>(
      (keys, [node, isShown]) => hiddenAfter(keys, this.rows.get(node)?.lanes ?? [], isShown),
      session.hiddenLanes,
    );
    await session.hideLanes(hidden);
    this.refresh();
  }

  /** Shows all lanes of the active diagram again. */
  async showAll(): Promise<void> {
    await this.diagrams.active?.hideLanes([]);
  }

  private follow(session: CaptureSession | undefined): void {
    // Counts and rates can wait; a changed checkbox is drawn at once.
    const listening = [
      session?.onDidHideLanes(() => this.refresh()),
      session?.onDidChange(() => {
        this.timer ??= setTimeout(() => this.refresh(), refreshEveryMillis);
      }),
    ];
    this.listening.value = toDisposable(() => listening.forEach(each => each?.dispose()));
    this.refresh();
  }

  private refresh(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const name = this.diagrams.active?.status?.name ?? '';
    if (this.tree.description !== name) this.tree.description = name;
    const changed = this.update();
    if (!this.tree.visible) {
      this.isStale ||= changed?.length !== 0;
      return;
    }
    if (this.isStale || changed === undefined) this.changed.fire(undefined);
    else if (changed.length > 0) this.changed.fire([...changed]);
    this.isStale = false;
  }

  private update(): readonly ServiceNode[] | undefined {
    const session = this.diagrams.active;
    return this.rows.update({
      lanes: session?.lanes ?? [],
      hidden: session?.hiddenLanes ?? [],
      rates: session?.isLive ? session.status?.laneRates : undefined,
    });
  }
}

const isChecked = (state: TreeItemCheckboxState): boolean =>
  state === TreeItemCheckboxState.Checked;

function rowItem(row: ServiceRow): TreeItem {
  const { node, label, isShown } = row;
  const hasChildren = row.children.length > 0;
  const { Collapsed, None } = TreeItemCollapsibleState;
  const item = new TreeItem(label, hasChildren ? Collapsed : None);
  item.id = node.id;
  item.description = row.description;
  if (node.kind === 'process') item.iconPath = new ThemeIcon('server-process');
  if (row.inferredFrom !== undefined) item.tooltip = row.inferredFrom;
  // Without a label of its own a screen reader would read the tooltip instead of the name.
  const spoken = [label, row.description, row.inferredFrom].filter(each => each);
  item.accessibilityInformation = { label: spoken.join(', ') };
  if (isShown !== undefined) item.checkboxState = checkbox(row, isShown);
  return item;
}

function checkbox(
  { node, label }: ServiceRow,
  isShown: boolean,
): NonNullable<TreeItem['checkboxState']> {
  return {
    state: isShown ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
    tooltip: isShown ? 'Hide in the diagram' : 'Show in the diagram',
    accessibilityInformation: {
      label: node.kind === 'lane' ? node.laneKey : label,
      role: 'checkbox',
    },
  };
}
