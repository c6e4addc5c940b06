import type { WebviewPanel } from 'vscode';
import { Uri } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { ShowInDiagram, ToWebview } from '../../protocol/hostApi';
import type { Channel } from '../../protocol/rpc';
import type { CaptureSession } from '../captures/captureSession';
import type { DiagramStates } from '../captures/diagramStates';
import type { DiagramSurroundings } from './diagramHost';
import { diagramHost } from './diagramHost';
import { serveWebview } from './webviewBridge';
import { webviewHtml } from './webviewHtml';

/** One tab: a webview on one capture. It gets announcements only while it is visible. */
export class DiagramPanel extends Disposable {
  private wasVisible: boolean;
  /** True when the webview has its initial state, and was not told to ask for it again. */
  private isUp = false;
  /** Messages to send when the webview is ready and visible. */
  private readonly waiting: ToWebview[] = [];
  private isRequestShown = false;
  private readonly shownRequest = this.register(new Emitter<undefined>());
  /** Fires when {@link showsRequest} has changed. */
  readonly onDidChangeShownRequest = this.shownRequest.event;

  constructor(
    readonly session: CaptureSession,
    readonly panel: WebviewPanel,
    extensionUri: Uri,
    states: DiagramStates,
    around: DiagramSurroundings,
  ) {
    super();
    this.wasVisible = panel.visible;
    // Keep the webview: a closed panel throws when it is read, and answers may come later.
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(extensionUri, 'dist')],
    };
    const channel: Channel = {
      post: message => void webview.postMessage(message),
      listen: listener => webview.onDidReceiveMessage(listener),
    };
    const host = diagramHost(session, states, around, shows => this.setShowsRequest(shows));
    const api: typeof host = {
      ...host,
      initialState: () => {
        // Send the answer first, so that the restored state does not undo later messages.
        setImmediate(() => this.cameUp());
        return host.initialState();
      },
    };
    this.register(serveWebview(channel, api, () => session.api));
    this.register(session.onDidAnnounce(event => this.post(event)));
    this.register(session.onDidHideLanes(keys => this.post({ type: 'hiddenLanesChanged', keys })));
    this.register(session.onDidRestart(() => this.reset()));
    this.register(around.code.onDidChange(() => this.post({ type: 'codeChanged' })));
    const { filters, looks } = around;
    this.register(
      looks.onDidChangeDensity(() => this.post({ type: 'densityChanged', density: looks.density })),
    );
    this.register(
      filters.onDidChange(() => {
        this.post({ type: 'filtersChanged', filters: filters.known });
        this.post({ type: 'mutedChanged', labels: filters.muted });
      }),
    );
    this.register(panel.onDidChangeViewState(() => this.visibilityChanged()));
    webview.html = webviewHtml(webview, extensionUri);
  }

  /** True while the tab shows the rows of one request alone. */
  get showsRequest(): boolean {
    return this.isRequestShown;
  }

  post(message: ToWebview): void {
    if (this.panel.visible) void this.panel.webview.postMessage(message);
  }

  /** Reveals the tab, and posts the message as soon as the webview can handle it. */
  show(message: ShowInDiagram, preserveFocus: boolean): void {
    this.waiting.push(message);
    this.panel.reveal(undefined, preserveFocus);
    this.postWaiting();
  }

  private setShowsRequest(showsRequest: boolean): void {
    if (this.isRequestShown === showsRequest) return;
    this.isRequestShown = showsRequest;
    this.shownRequest.fire(undefined);
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

  /**
   * Handles a change of visibility. The webview itself asks for the announcements that it missed.
   */
  private visibilityChanged(): void {
    const { visible } = this.panel;
    if (visible && !this.wasVisible) this.reset();
    this.wasVisible = visible;
  }
}
