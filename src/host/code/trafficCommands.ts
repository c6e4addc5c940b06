/** From code, and from ids in logs, to the diagram. */
import type { TextEditor } from 'vscode';
import { ProgressLocation, window } from 'vscode';
import { printable } from '../../core/base/printable';
import type { OpenCaptures } from '../captures/openCaptures';
import { leave } from '../brokers/leave';
import type { CommandRegistry } from '../actions/registry';
import { showDiagram } from '../diagrams/showDiagram';
import type { TrafficRef } from '../contributions';
import { commands } from '../contributions';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { trafficRef } from './codeLenses';
import type { CodeTraffic } from './codeTraffic';
import { functionsAround } from './enclosing';
import { isPython } from './fileUses';
import type { MethodTraffic } from './methodTraffic';

export interface TrafficParts {
  readonly traffic: CodeTraffic;
  readonly captures: Pick<OpenCaptures, 'has' | 'list'>;
  readonly diagrams: Pick<DiagramEditors, 'show'>;
}

export function registerTrafficCommands(registry: CommandRegistry, parts: TrafficParts): void {
  const { captures, diagrams } = parts;
  /** A link may say anything: only what is open already is brought up. */
  const bringUp = async (capturePath: string) => {
    if (!captures.has(capturePath)) leave('This capture is closed: open it again.');
    await showDiagram(capturePath);
  };
  registry.add(commands.showCalls, async given => {
    const { capturePath, filterText } = refOf(given) ?? (await refAtCursor(parts));
    await bringUp(capturePath);
    diagrams.show({ type: 'setFilterText', text: filterText }, { capturePath });
  });
  registry.add(commands.openPlace, async given => {
    const { capturePath, requestId, messageId } = given ?? {};
    if (typeof capturePath !== 'string') return;
    await bringUp(capturePath);
    if (typeof requestId === 'string') {
      diagrams.show({ type: 'showRequest', requestId }, { capturePath });
    } else if (Number.isSafeInteger(messageId)) {
      diagrams.show({ type: 'revealMessage', messageId: Number(messageId) }, { capturePath });
    }
  });
}

/** From a menu of an editor there comes something else. */
const refOf = (given: Partial<TrafficRef> | undefined): TrafficRef | undefined =>
  typeof given?.capturePath === 'string' && typeof given.filterText === 'string'
    ? { capturePath: given.capturePath, filterText: given.filterText }
    : undefined;

async function refAtCursor({ traffic, captures }: TrafficParts): Promise<TrafficRef> {
  const editor = window.activeTextEditor;
  if (!editor || !isPython(editor.document)) {
    return leave('Put the cursor into a function of a Python file first.');
  }
  if (captures.list().length === 0) {
    return leave('No capture is open: open one, or connect a broker, and try again.');
  }
  const methods = await window.withProgress({ location: ProgressLocation.Window }, () =>
    traffic.now(editor.document),
  );
  const method = methodAt(editor, methods);
  return trafficRef(method);
}

function methodAt(editor: TextEditor, methods: readonly MethodTraffic[]): MethodTraffic {
  const around = functionsAround(editor.document.getText(), editor.selection.active.line + 1);
  const [innermost] = around;
  if (!innermost) return leave('Put the cursor into a function of a Python file first.');
  for (const { defLine } of around) {
    const [most] = methods
      .filter(method => method.defLine === defLine)
      .sort((a, b) => b.totals.count - a.totals.count);
    if (most) return most;
  }
  return leave(`No message in the open captures goes through ${printable(innermost.name, 80)}.`);
}
