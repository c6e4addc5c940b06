import type { Event, TreeDataProvider, TreeItem, TreeView } from 'vscode';
import { EventEmitter, window } from 'vscode';
import { Disposable, DisposableHolder, toDisposable } from '../../core/base/disposable';
import type { IDisposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { CaptureSession } from '../captures/captureSession';
import { nameOf } from '../captures/captureTreeItems';
import type { DiagramStates } from '../captures/diagramStates';
import { views } from '../../protocol/actions/conditions';
import type { RequestQuery } from '../../protocol/requests';
import { allRequests } from '../../protocol/requests';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { problemOf } from '../errors';
import { requestsItem } from './requestItems';
import type { RequestsNode } from './requestNodes';
import { queryWords, requestsNodes } from './requestNodes';

/** Shortest time between two readings: a row that is redrawn under a click loses the click. */
const refreshEveryMillis = 2_000;
const firstCount = 200;

/**
 * The view of the active diagram's requests, and of background work. Each capture has its own choice and
 * order of requests.
 */
export class RequestsView extends Disposable implements TreeDataProvider<RequestsNode> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  readonly onDidChangeTreeData: Event<undefined> = this.changed.event;
  private readonly queried = this.register(new Emitter<undefined>());
  /** Fires when {@link query} has changed for the active diagram. */
  readonly onDidChangeQuery = this.queried.event;
  private readonly listening = this.register(new DisposableHolder<IDisposable>());
  private readonly tree: TreeView<RequestsNode>;

  private count = firstCount;
  /** The newest reading of the active diagram's requests; results of older ones are dropped. */
  private reading: Promise<readonly RequestsNode[]> | undefined;
  private isReading = false;
  /** The engine has announced a change since the newest reading. */
  private isStale = false;
  /** The shown rows as JSON, to detect changes. */
  private shown = '';
  private timer: NodeJS.Timeout | undefined;

  /** @param states remembers the query of each capture */
  constructor(
    private readonly diagrams: DiagramEditors,
    private readonly states: DiagramStates,
  ) {
    super();
    this.tree = this.register(
      window.createTreeView(views.requests, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.register(toDisposable(() => clearTimeout(this.timer)));
    this.register(
      this.tree.onDidChangeVisibility(({ visible }) => {
        if (visible && this.isStale) void this.reload();
      }),
    );
    this.register(diagrams.onDidChangeActive(session => this.follow(session)));
    this.follow(diagrams.active);
  }

  async getChildren(node?: RequestsNode): Promise<RequestsNode[]> {
    if (node) return node.kind === 'background' ? [...node.works] : [];
    return [...(await (this.reading ?? this.reload()))];
  }

  getTreeItem(node: RequestsNode): TreeItem {
    return requestsItem(node);
  }

  get selected(): RequestsNode | undefined {
    return this.tree.selection[0];
  }

  /** The requests that are listed of the active diagram. */
  get query(): RequestQuery {
    const { active } = this.diagrams;
    return active ? this.states.get(active.path).requestQuery : allRequests;
  }

  /** Changes {@link query}; does nothing while no diagram is open. */
  async ask(change: Partial<RequestQuery>): Promise<void> {
    const { active } = this.diagrams;
    if (!active) return;
    await this.states.update(active.path, { requestQuery: { ...this.query, ...change } });
    this.queried.fire(undefined);
    this.startOver();
  }

  /** Lists twice as many. */
  showMore(): void {
    this.count *= 2;
    void this.reload();
  }

  private follow(session: CaptureSession | undefined): void {
    this.listening.value = session?.onDidAnnounce(() => {
      this.describe();
      this.isStale = true;
      this.readSoon();
    });
    this.startOver();
  }

  private startOver(): void {
    this.count = firstCount;
    this.reading = undefined;
    this.isReading = false;
    this.isStale = true;
    this.describe();
    if (this.tree.visible) void this.reload();
  }

  private readSoon(): void {
    if (!this.isStale || !this.tree.visible || this.isReading) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.tree.visible) void this.reload();
    }, refreshEveryMillis);
  }

  /** Asks the engine, and redraws the tree when a row has changed. */
  private async reload(): Promise<readonly RequestsNode[]> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isStale = false;
    this.isReading = true;
    const session = this.diagrams.active;
    const { query } = this;
    const reading = this.nodesOf(session);
    this.reading = reading;
    const nodes = await reading;
    if (reading !== this.reading || this.isDisposed) return nodes;
    this.isReading = false;
    this.describe();
    this.tree.message = queryWords(query, nodes.length === 0);
    const shown = JSON.stringify([session?.path, nodes]);
    if (shown !== this.shown) {
      this.shown = shown;
      this.changed.fire(undefined);
    }
    this.readSoon();
    return nodes;
  }

  /** Shows the failure of an engine as a row. */
  private async nodesOf(session: CaptureSession | undefined): Promise<readonly RequestsNode[]> {
    if (!session) return [];
    const { count } = this;
    try {
      return requestsNodes(await session.api.requests.listRequests(this.query, count), count);
    } catch (error) {
      const name = session.status?.name ?? nameOf({ title: '', path: session.path });
      const { sentence } = problemOf(error, { name });
      return [{ kind: 'trouble', sentence }];
    }
  }

  /** Shows the capture's name beside the title. */
  private describe(): void {
    this.tree.description = this.diagrams.active?.status?.name ?? '';
  }
}
