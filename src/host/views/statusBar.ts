import type { StatusBarItem } from 'vscode';
import { l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { Connection, Connections } from '../brokers/connections';
import { commands } from '../contributions';
import type { DiagramEditors } from '../editors/diagramEditors';
import { brokerState, errors, rate } from './brokerState';

/** One line while a broker is connected: name, rate, errors. Of several, the active diagram's. */
export class StatusBar extends Disposable {
  private readonly item: StatusBarItem;

  constructor(
    private readonly connections: Connections,
    private readonly diagrams: DiagramEditors,
  ) {
    super();
    this.item = this.register(
      window.createStatusBarItem('rpcscope.status', StatusBarAlignment.Left),
    );
    this.item.name = l10n.t('RPC Scope');
    this.register(connections.onDidChange(() => this.refresh()));
    this.register(diagrams.onDidChangeActive(() => this.refresh()));
  }

  private refresh(): void {
    const all = this.connections.list();
    const shown = all.find(({ session }) => session === this.diagrams.active) ?? all.at(-1);
    if (shown) this.show(shown);
    else this.item.hide();
  }

  private show({ profileId, session }: Connection): void {
    const { status } = session;
    const { trouble, words } = brokerState(status, { name: status?.name ?? '' });
    const name = status?.name ?? words;
    const parts = [`$(${trouble === undefined ? 'pulse' : 'warning'}) ${name}`];
    const spoken = status ? [name, trouble ?? words] : [name];
    if (status) parts.push(rate(status));
    if (status && status.errorCount > 0) {
      parts.push(`$(error) ${status.errorCount}`);
      spoken.push(errors(status.errorCount));
    }
    this.item.text = parts.join(' ');
    this.item.tooltip = trouble ?? words;
    this.item.accessibilityInformation = { label: spoken.join(', ') };
    this.item.backgroundColor =
      trouble === undefined ? undefined : new ThemeColor('statusBarItem.warningBackground');
    this.item.command = {
      command: commands.showDiagram,
      title: l10n.t('Show Diagram'),
      arguments: [{ profileId }],
    };
    this.item.show();
  }
}
