import type {
  CustomDocument,
  CustomReadonlyEditorProvider,
  ExtensionContext,
  Uri,
  WebviewPanel,
} from 'vscode';
import { window } from 'vscode';
import { diagramEditor } from '../../protocol/actions/conditions';
import { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { ChooseExport, DiagramCommand, ShowInDiagram } from '../../protocol/hostApi';
import type { CaptureSession } from '../captures/captureSession';
import type { DiagramStates } from '../captures/diagramStates';
import type { OpenCaptures, SessionLease } from '../captures/openCaptures';
import type { DiagramSurroundings } from './diagramHost';
import { DiagramPanel } from './diagramPanel';

export interface CaptureDocument extends CustomDocument {
  readonly lease: SessionLease;
}

/** Registers the editor for captures. */
export const registerDiagramEditor = (editors: DiagramEditors) =>
  window.registerCustomEditorProvider(diagramEditor, editors, {
    supportsMultipleEditorsPerDocument: true,
    // Opening the code of a handler and going back must not redraw the diagram.
    webviewOptions: { retainContextWhenHidden: true },
  });

export interface ShowOptions {
  readonly preserveFocus?: boolean;
  readonly capturePath?: string;
}

/** The diagram tabs, and the active one among them. */
export class DiagramEditors
  extends Disposable
  implements CustomReadonlyEditorProvider<CaptureDocument>
{
  private readonly panels = new Set<DiagramPanel>();
  private attended: DiagramPanel | undefined;
  private readonly changed = this.register(new Emitter<CaptureSession | undefined>());
  /** Fires when another diagram has become active, or the last one was closed. */
  readonly onDidChangeActive = this.changed.event;
  private readonly shownRequest = this.register(new Emitter<undefined>());
  /** Fires when {@link showsRequest} may have changed while the same diagram stayed active. */
  readonly onDidChangeShownRequest = this.shownRequest.event;

  constructor(
    private readonly context: Pick<ExtensionContext, 'extensionUri'>,
    private readonly captures: OpenCaptures,
    private readonly states: DiagramStates,
    private readonly around: DiagramSurroundings,
  ) {
    super();
  }

  /** Capture whose diagram was active last and is still open. */
  get active(): CaptureSession | undefined {
    return this.attended?.session;
  }

  /** True while the active diagram shows the rows of one request alone. */
  get showsRequest(): boolean {
    return this.attended?.showsRequest ?? false;
  }

  /** Sends a command to the active diagram; does nothing when there is none. */
  post(message: DiagramCommand | ChooseExport): void {
    this.attended?.post(message);
  }

  /**
   * Reveals a diagram and makes it show something.
   *
   * @param options.preserveFocus true to leave the focus where it is. Default: the diagram gets it
   * @param options.capturePath capture of the diagram. Default: that of the active one
   */
  show(message: ShowInDiagram, options: ShowOptions = {}): void {
    const { preserveFocus = false, capturePath } = options;
    const panel =
      capturePath === undefined
        ? this.attended
        : [...this.panels].find(({ session }) => session.path === capturePath);
    panel?.show(message, preserveFocus);
  }

  openCustomDocument(uri: Uri): CaptureDocument {
    if (uri.scheme !== 'file') {
      throw new Error(`RPC Scope opens captures from the disk only, not from "${uri.scheme}:".`);
    }
    const lease = this.captures.acquire(uri.fsPath);
    return { uri, lease, dispose: () => lease.dispose() };
  }

  resolveCustomEditor(document: CaptureDocument, webviewPanel: WebviewPanel): void {
    const panel = new DiagramPanel(
      document.lease.session,
      webviewPanel,
      this.context.extensionUri,
      this.states,
      this.around,
    );
    this.panels.add(panel);
    if (webviewPanel.active || !this.attended) this.attend(panel);
    panel.onDidChangeShownRequest(() => this.shownRequest.fire(undefined));
    webviewPanel.onDidChangeViewState(() => {
      if (webviewPanel.active) this.attend(panel);
    });
    webviewPanel.onDidDispose(() => {
      this.panels.delete(panel);
      panel.dispose();
      if (this.attended === panel) this.attend([...this.panels].at(-1));
    });
  }

  private attend(panel: DiagramPanel | undefined): void {
    if (this.attended === panel) return;
    this.attended = panel;
    this.changed.fire(panel?.session);
  }
}
