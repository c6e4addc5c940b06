import type { Event, TreeDataProvider } from 'vscode';
import {
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from 'vscode';
import { Disposable, toDisposable } from '../../core/base/disposable';
import type { Connections } from './connections';
import type { BrokerProfile } from './profile';
import { addressOf, failureSubjectOf } from './profile';
import type { ProfileStore } from './profileStore';
import type { BrokerRef } from '../../protocol/actions/arguments';
import { actions } from '../../protocol/actions/actions';
import { brokerItems, views } from '../../protocol/actions/conditions';
import type { BrokerState } from './brokerState';
import { brokerState, disconnected } from './brokerState';

/** Shortest time between two refreshes: a row that is redrawn under a click loses the click. */
const refreshEveryMillis = 1_000;

/** The view of stored brokers and the state of their connections. */
export class BrokersView extends Disposable implements TreeDataProvider<BrokerRef> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  readonly onDidChangeTreeData: Event<undefined> = this.changed.event;
  /** Runs after a refresh; changes during it wait for its end. */
  private pause: NodeJS.Timeout | undefined;
  private isStale = false;

  constructor(
    private readonly profiles: ProfileStore,
    private readonly connections: Connections,
  ) {
    super();
    this.register(profiles.onDidChange(() => this.refresh()));
    this.register(connections.onDidChange(() => this.refresh()));
    this.register(toDisposable(() => clearTimeout(this.pause)));
    // Another window may have added a broker.
    this.register(window.onDidChangeWindowState(({ focused }) => focused && this.refresh()));
    this.register(window.createTreeView(views.brokers, { treeDataProvider: this }));
  }

  getChildren(node?: BrokerRef): BrokerRef[] {
    if (node) return [];
    return this.profiles.list().map(profile => ({ profileId: profile.id }));
  }

  getTreeItem({ profileId }: BrokerRef): TreeItem {
    const profile = this.profiles.get(profileId);
    return profile ? brokerItem(profile, this.stateOf(profile)) : new TreeItem(profileId);
  }

  private refresh(): void {
    this.isStale = this.pause !== undefined;
    if (this.isStale) return;
    this.changed.fire(undefined);
    this.pause = setTimeout(() => {
      this.pause = undefined;
      if (this.isStale) this.refresh();
    }, refreshEveryMillis);
  }

  private stateOf(profile: BrokerProfile): BrokerState {
    const connection = this.connections.get(profile.id);
    if (!connection) return disconnected;
    return brokerState(connection.session.status, failureSubjectOf(profile));
  }
}

function brokerItem(profile: BrokerProfile, state: BrokerState): TreeItem {
  const item = new TreeItem(profile.name, TreeItemCollapsibleState.None);
  item.id = profile.id;
  item.description = `vhost ${profile.vhost} · ${state.words}`;
  item.iconPath = new ThemeIcon(
    state.icon,
    state.colour === undefined ? undefined : new ThemeColor(state.colour),
  );
  item.contextValue = state.item;
  item.tooltip = tooltip(profile, state);
  const { id, title } = isDisconnected(state) ? actions.connect : actions.showDiagram;
  item.command = { command: id, title, arguments: [{ profileId: profile.id }] };
  return item;
}

const isDisconnected = ({ item }: BrokerState): boolean => item === brokerItems.disconnected;

function tooltip(profile: BrokerProfile, state: BrokerState): MarkdownString {
  const text = new MarkdownString();
  text.appendText(`${profile.name}: ${addressOf(profile)}, ${state.words}`);
  if (state.trouble !== undefined) text.appendMarkdown('\n\n').appendText(state.trouble);
  if (isDisconnected(state)) text.appendMarkdown('\n\n').appendText('Click to connect.');
  if (profile.keepSecrets) {
    text.appendMarkdown('\n\n').appendText('Secrets are kept in its captures.');
  }
  return text;
}
