/** Commands that lead from code, and from ids in logs, to the diagram. */
import type { TextEditor } from 'vscode';
import { ProgressLocation, window } from 'vscode';
import { printable } from '../../core/base/printable';
import type { OpenCaptures } from '../captures/openCaptures';
import { endWithNotice } from '../actions/endWithNotice';
import type { HostHandlers } from '../../protocol/actions/actions';
import { showDiagram } from '../diagrams/showDiagram';
import type { CodeUsageRef } from '../../protocol/actions/arguments';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { codeUsageRef } from './codeLenses';
import type { CodeUsage } from './codeUsage';
import { functionsAround } from './enclosing';
import { isPython } from './fileUses';
import type { MethodUsage } from './methodUsage';

export interface CodeUsageDependencies {
  readonly codeUsage: CodeUsage;
  readonly captures: Pick<OpenCaptures, 'has' | 'list'>;
  readonly diagrams: Pick<DiagramEditors, 'show'>;
}

export function codeUsageCommands(dependencies: CodeUsageDependencies) {
  const { captures, diagrams } = dependencies;
  /** A link may contain anything, so only an open capture is shown. */
  const bringUp = async (capturePath: string) => {
    if (!captures.has(capturePath)) endWithNotice('This capture is closed: open it again.');
    await showDiagram(capturePath);
  };
  return {
    showCalls: async ref => {
      const { capturePath, filterText } = ref ?? (await refAtCursor(dependencies));
      await bringUp(capturePath);
      diagrams.show({ type: 'setFilterText', text: filterText }, { capturePath });
    },
    openPlace: async place => {
      if (!place) return;
      const { capturePath, requestId, messageId } = place;
      await bringUp(capturePath);
      if (requestId !== undefined) {
        diagrams.show({ type: 'showRequest', requestId }, { capturePath });
      } else if (messageId !== undefined) {
        diagrams.show({ type: 'revealMessage', messageId }, { capturePath });
      }
    },
  } satisfies Partial<HostHandlers>;
}

async function refAtCursor({ codeUsage, captures }: CodeUsageDependencies): Promise<CodeUsageRef> {
  const editor = window.activeTextEditor;
  if (!editor || !isPython(editor.document)) {
    return endWithNotice('Put the cursor into a function of a Python file first.');
  }
  if (captures.list().length === 0) {
    return endWithNotice('No capture is open: open one, or connect a broker, and try again.');
  }
  const methods = await window.withProgress({ location: ProgressLocation.Window }, () =>
    codeUsage.currentMethodsOf(editor.document),
  );
  const method = methodAt(editor, methods);
  return codeUsageRef(method);
}

function methodAt(editor: TextEditor, methods: readonly MethodUsage[]): MethodUsage {
  const around = functionsAround(editor.document.getText(), editor.selection.active.line + 1);
  const [innermost] = around;
  if (!innermost) return endWithNotice('Put the cursor into a function of a Python file first.');
  for (const { defLine } of around) {
    const [most] = methods
      .filter(method => method.defLine === defLine)
      .sort((a, b) => b.totals.count - a.totals.count);
    if (most) return most;
  }
  return endWithNotice(
    `No message in the open captures goes through ${printable(innermost.name, 80)}.`,
  );
}
