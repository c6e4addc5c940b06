import type { WebviewPanel } from 'vscode';
import { Uri } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { ShowInDiagram, ToWebview } from '../../protocol/hostApi';
import type { Channel } from '../../protocol/rpc';
import type { CaptureSession } from '../captures/captureSession';
import type { DiagramStates } from '../captures/diagramStates';
import type { DiagramSurroundings } from './diagramHost';
import { diagramHost } from './diagramHost';
import { serveWebview } from './webviewBridge';
import { webviewHtml } from './webviewHtml';

/** One tab: a webview on one capture. Announcements reach it only while it is visible. */
export class DiagramPanel extends Disposable {
  private wasVisible: boolean;
  /** The webview holds its initial state, and has not been told since to ask for it anew. */
  private isUp = false;
  /** What is to be shown once the webview is up and in sight. */
  private readonly waiting: ToWebview[] = [];

  constructor(
    readonly session: CaptureSession,
    readonly panel: WebviewPanel,
    extensionUri: Uri,
    states: DiagramStates,
    around: DiagramSurroundings,
  ) {
    super();
    this.wasVisible = panel.visible;
    // Held apart: a closed panel throws when it is asked for it, and answers may come after that.
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(extensionUri, 'dist')],
    };
    const channel: Channel = {
      post: message => void webview.postMessage(message),
      listen: listener => webview.onDidReceiveMessage(listener),
    };
    const host = diagramHost(session, states, around);
    const api: typeof host = {
      ...host,
      initialState: () => {
        // The answer goes out first: what comes after it is not undone by the state it restores.
        setImmediate(() => this.cameUp());
        return host.initialState();
      },
    };
    this.register(serveWebview(channel, api, () => session.api));
    this.register(session.onDidAnnounce(event => this.post(event)));
    this.register(session.onDidHideLanes(keys => this.post({ type: 'hiddenLanesChanged', keys })));
    this.register(session.onDidRestart(() => this.reset()));
    this.register(around.code.onDidChange(() => this.post({ type: 'codeChanged' })));
    const { filters } = around;
    this.register(
      filters.onDidChange(() => {
        this.post({ type: 'filtersChanged', filters: filters.known });
        this.post({ type: 'mutedChanged', labels: filters.muted });
      }),
    );
    this.register(panel.onDidChangeViewState(() => this.visibilityChanged()));
    webview.html = webviewHtml(webview, extensionUri);
  }

  post(message: ToWebview): void {
    if (this.panel.visible) void this.panel.webview.postMessage(message);
  }

  /** Brings the tab into sight and posts the message as soon as the webview can act on it. */
  show(message: ShowInDiagram, preserveFocus: boolean): void {
    this.waiting.push(message);
    this.panel.reveal(undefined, preserveFocus);
    this.postWaiting();
  }

  private cameUp(): void {
    this.isUp = true;
    this.postWaiting();
  }

  private postWaiting(): void {
    if (this.isDisposed || !this.isUp || !this.panel.visible) return;
    for (const message of this.waiting.splice(0)) this.post(message);
  }

  private reset(): void {
    this.isUp = false;
    this.post({ type: 'reset' });
  }

  /** What it missed while it was hidden it asks for itself. */
  private visibilityChanged(): void {
    const { visible } = this.panel;
    if (visible && !this.wasVisible) this.reset();
    this.wasVisible = visible;
  }
}
