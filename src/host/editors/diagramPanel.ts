import type { WebviewPanel } from 'vscode';
import { Uri } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { ToWebview } from '../../protocol/hostApi';
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
    this.register(serveWebview(channel, diagramHost(session, states, around), () => session.api));
    this.register(session.onDidAnnounce(event => this.post(event)));
    this.register(session.onDidHideLanes(keys => this.post({ type: 'hiddenLanesChanged', keys })));
    this.register(session.onDidRestart(() => this.post({ type: 'reset' })));
    this.register(panel.onDidChangeViewState(() => this.visibilityChanged()));
    webview.html = webviewHtml(webview, extensionUri);
  }

  post(message: ToWebview): void {
    if (this.panel.visible) void this.panel.webview.postMessage(message);
  }

  /** What it missed while it was hidden it asks for itself. */
  private visibilityChanged(): void {
    const { visible } = this.panel;
    if (visible && !this.wasVisible) this.post({ type: 'reset' });
    this.wasVisible = visible;
  }
}
