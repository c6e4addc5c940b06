import { commands as vscodeCommands, Uri } from 'vscode';
import { diagramEditor } from '../../protocol/actions/conditions';

/** Opens the diagram of a capture, or reveals the tab that shows it. */
export async function showDiagram(capturePath: string): Promise<void> {
  await vscodeCommands.executeCommand('vscode.openWith', Uri.file(capturePath), diagramEditor);
}
