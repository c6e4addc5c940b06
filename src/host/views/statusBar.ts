import type { StatusBarItem } from 'vscode';
import { l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { Disposable, DisposableHolder } from '../../core/base/disposable';
import type { IDisposable } from '../../core/base/disposable';
import type { Playback } from '../../protocol/playback';
import type { CaptureStatus } from '../../protocol/rows';
import type { Connection, Connections } from '../brokers/connections';
import type { CaptureSession } from '../captures/captureSession';
import { commands, diagramCommands } from '../contributions';
import type { DiagramEditors } from '../editors/diagramEditors';
import { brokerState, errors, rate } from './brokerState';

/**
 * One line while a broker is connected: name, rate, errors. Of several, the active diagram's. A
 * capture that is played back in the active diagram comes first: it is what is looked at.
 */
export class StatusBar extends Disposable {
  private readonly item: StatusBarItem;
  private readonly listening = this.register(new DisposableHolder<IDisposable>());

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
    this.register(diagrams.onDidChangeActive(session => this.follow(session)));
    this.follow(diagrams.active);
  }

  private follow(session: CaptureSession | undefined): void {
    this.listening.value = session?.onDidChange(() => this.refresh());
    this.refresh();
  }

  private refresh(): void {
    const played = this.diagrams.active?.status;
    if (played?.playback) {
      this.showPlayback(played, played.playback);
      return;
    }
    const all = this.connections.list();
    const shown = all.find(({ session }) => session === this.diagrams.active) ?? all.at(-1);
    if (shown) this.show(shown);
    else this.item.hide();
  }

  private showPlayback(status: CaptureStatus, playback: Playback): void {
    const { headMicros, beginMicros, isPlaying, speed } = playback;
    const seconds = Math.max(0, (headMicros - beginMicros) / 1_000_000).toFixed(1);
    const state = isPlaying ? l10n.t('{0}× at {1} s', speed, seconds) : l10n.t('at {0} s', seconds);
    const parts = [`$(${isPlaying ? 'play' : 'debug-pause'}) ${status.name}`, state];
    const spoken = [status.name, isPlaying ? l10n.t('playing') : l10n.t('paused'), state];
    if (status.errorCount > 0) {
      parts.push(`$(error) ${status.errorCount}`);
      spoken.push(errors(status.errorCount));
    }
    this.item.text = parts.join(' ');
    this.item.tooltip = l10n.t('Play or pause');
    this.item.accessibilityInformation = { label: spoken.join(', ') };
    this.item.backgroundColor = undefined;
    this.item.command = diagramCommands.togglePlay;
    this.item.show();
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
