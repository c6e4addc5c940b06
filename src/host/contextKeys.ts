import { commands } from 'vscode';
import { Disposable, DisposableHolder } from '../core/base/disposable';
import type { IDisposable } from '../core/base/disposable';
import type { Connections } from './brokers/connections';
import type { ProfileStore } from './brokers/profileStore';
import type { CaptureSession } from './captures/captureSession';
import type { OpenCaptures } from './captures/openCaptures';
import { contextKeys } from '../protocol/actions/conditions';
import type { DiagramEditors } from './diagrams/diagramEditors';
import type { RequestsView } from './requests/requestsView';

/** Keeps the context keys up to date. */
export class ContextKeys extends Disposable {
  private readonly listening = this.register(new DisposableHolder<IDisposable>());
  private readonly known = new Map<string, boolean>();

  constructor(
    private readonly profiles: Pick<ProfileStore, 'list' | 'onDidChange'>,
    private readonly connections: Connections,
    private readonly diagrams: DiagramEditors,
    private readonly requests: Pick<RequestsView, 'query' | 'onDidChangeQuery'>,
    private readonly captures: Pick<OpenCaptures, 'list' | 'onDidChange'>,
  ) {
    super();
    this.register(profiles.onDidChange(() => this.refresh()));
    this.register(connections.onDidChange(() => this.refresh()));
    this.register(requests.onDidChangeQuery(() => this.refresh()));
    this.register(captures.onDidChange(() => this.refresh()));
    this.register(diagrams.onDidChangeShownRequest(() => this.refresh()));
    this.register(diagrams.onDidChangeActive(session => this.follow(session)));
    this.follow(diagrams.active);
  }

  private follow(session: CaptureSession | undefined): void {
    this.listening.value = session?.onDidChange(() => this.refresh());
    this.refresh();
  }

  private refresh(): void {
    const { active } = this.diagrams;
    this.set(contextKeys.hasBroker, this.profiles.list().length > 0);
    this.set(contextKeys.isConnected, this.connections.list().length > 0);
    this.set(contextKeys.hasCapture, this.captures.list().length > 0);
    this.set(contextKeys.hasDiagram, active !== undefined);
    this.set(contextKeys.isLive, active?.isLive ?? false);
    this.set(contextKeys.showsRequest, this.diagrams.showsRequest);
    this.set(contextKeys.hasHiddenServices, (active?.hiddenLanes.length ?? 0) > 0);
    const { words, isFailedOnly } = this.requests.query;
    this.set(contextKeys.hasRequestFilter, words !== '' || isFailedOnly);
  }

  /** Reports only changes to VS Code: a status arrives several times a second. */
  private set(key: string, value: boolean): void {
    if (this.known.get(key) === value) return;
    this.known.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }
}
