/** Opens code beside the diagram. */
import type { TabGroup } from 'vscode';
import {
  commands as vscodeCommands,
  Location,
  Position,
  Range,
  TabInputCustom,
  TabInputText,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { CodeAnswer, CodePlace } from '../../protocol/code/codeApi';
import { diagramEditor } from '../../protocol/actions/conditions';
import { UserError } from '../errors';
import type { EditorGroup } from './codeColumn';
import { codeColumn } from './codeColumn';
import { placeWords } from './codeWords';
import { nameColumn } from './nameColumn';

/** Moves the cursor to the name that the line defines, or to the start of the line. */
export async function openCode(place: CodePlace): Promise<Position> {
  const uri = Uri.file(place.file);
  const document = await documentAt(uri, place);
  const line = Math.max(0, Math.min(place.line, document.lineCount) - 1);
  const at = new Position(line, nameColumn(document.lineAt(line).text, place.qualifiedName));
  const groups = window.tabGroups.all.map(editorGroup);
  const editor = await window.showTextDocument(document, {
    viewColumn: codeColumn(groups, uri.toString()) ?? ViewColumn.Beside,
    preview: true,
    selection: new Range(at, at),
  });
  editor.revealRange(new Range(at, at), TextEditorRevealType.InCenter);
  return at;
}

/** Opens VS Code's peek view at the best answer. */
export async function peekCode(answers: readonly CodeAnswer[]): Promise<void> {
  const [best] = answers;
  if (!best) return;
  const at = await openCode(best.place);
  const locations = answers.map(({ place }) => {
    const start = new Position(Math.max(0, place.line - 1), 0);
    return new Location(Uri.file(place.file), start);
  });
  await vscodeCommands.executeCommand(
    'editor.action.peekLocations',
    Uri.file(best.place.file),
    at,
    locations,
    'peek',
  );
}

async function documentAt(uri: Uri, place: CodePlace) {
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    throw new UserError({
      sentence: `"${placeWords(place)}" cannot be opened: it may have been moved.`,
      remedies: [],
    });
  }
}

const editorGroup = ({
  viewColumn,
  isActive,
  activeTab,
  tabs,
}: TabGroup): EditorGroup<ViewColumn> => ({
  column: viewColumn,
  isActive,
  shows: shownBy(activeTab?.input),
  files: tabs.flatMap(({ input }) => (input instanceof TabInputText ? [input.uri.toString()] : [])),
});

function shownBy(input: unknown): EditorGroup['shows'] {
  if (input === undefined) return 'nothing';
  if (input instanceof TabInputText) return 'text';
  const isDiagram = input instanceof TabInputCustom && input.viewType === diagramEditor;
  return isDiagram ? 'diagram' : 'other';
}
