/** Commands that export a part of a capture: as a capture, JSON Lines or a Mermaid diagram. */
import path from 'node:path';
import type { QuickPickItem } from 'vscode';
import { CancellationError, commands as vscodeCommands, Uri, window } from 'vscode';
import { plural } from '../../core/text/amounts';
import type { ExportChoices, ExportFormat, ExportSelection } from '../../protocol/exports';
import type { CaptureSession } from './captureSession';
import type { OpenCaptures } from './openCaptures';
import type { RecentFiles } from './recentFiles';
import type { CaptureRef } from '../../protocol/actions/arguments';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { askFile } from './askCapturePath';
import { withPercentProgress } from './percentProgress';
import { endWithNotice } from '../actions/endWithNotice';
import type { HostHandlers } from '../../protocol/actions/actions';
import { askAboutSecrets, secretsWords, writeChecked } from './secretQuestions';
import { showDiagram } from '../diagrams/showDiagram';

export interface ExportDependencies {
  readonly captures: OpenCaptures;
  readonly diagrams: DiagramEditors;
  readonly recent: RecentFiles;
}

/** Exports a listed capture as a whole; for the active diagram the user chooses a part. */
export function exportCommands(dependencies: ExportDependencies) {
  const exportAs = (format: ExportFormat) => async (ref: CaptureRef | undefined) => {
    if (ref) await exportWhole(dependencies, ref.capturePath, format);
    else if (dependencies.diagrams.active)
      dependencies.diagrams.post({ type: 'chooseExport', format });
    else endWithNotice('No diagram is open: open a capture first.');
  };
  return {
    exportExcerpt: exportAs('rpcscope'),
    exportJsonLines: exportAs('jsonl'),
    exportMermaid: exportAs('mermaid'),
  } satisfies Partial<HostHandlers>;
}

async function exportWhole(
  dependencies: ExportDependencies,
  capturePath: string,
  format: ExportFormat,
): Promise<void> {
  const lease = dependencies.captures.acquire(capturePath);
  try {
    await exportSelection(lease.session, dependencies.recent, format, {});
  } finally {
    lease.dispose();
  }
}

/** Asks which part of a diagram to export, and exports it. */
export async function chooseAndExport(
  session: CaptureSession,
  recent: RecentFiles,
  format: ExportFormat,
  choices: ExportChoices,
): Promise<void> {
  const items = itemsOf(choices);
  const picked =
    items.length === 1 ? items[0] : await window.showQuickPick(items, { title: 'What to Export' });
  if (!picked) throw new CancellationError();
  await exportSelection(session, recent, format, picked.selection);
}

interface ChoiceItem extends QuickPickItem {
  readonly selection: ExportSelection;
}

function itemsOf(choices: ExportChoices): ChoiceItem[] {
  const { filter, isFiltered, messageId, request, fromMicros, toMicros } = choices;
  const items: ChoiceItem[] = [];
  if (isFiltered) items.push({ label: 'The rows that are shown', selection: { filter } });
  if (request !== undefined) {
    items.push({ label: 'The request of the selected row', selection: { request } });
  }
  if (messageId !== undefined) {
    items.push({
      label: 'The selected message',
      detail: 'Includes its call or reply',
      selection: { messageIds: [messageId] },
    });
  }
  if (fromMicros !== undefined && toMicros !== undefined) {
    items.push({ label: 'The range of the loop', selection: { fromMicros, toMicros } });
  }
  items.push({ label: 'The whole capture', selection: {} });
  return items;
}

async function exportSelection(
  session: CaptureSession,
  recent: RecentFiles,
  format: ExportFormat,
  selection: ExportSelection,
): Promise<void> {
  const name = session.status?.name ?? path.parse(session.path).name;
  const { title, content, extension, filters } = fileFormats[format];
  const stem = path.parse(name).name;
  const file = await askFile(title, `${stem} ${content}`, extension, filters);
  const secrets = await askAboutSecrets(session);
  const task = { selection, format, path: file, keepSecrets: secrets === 'kept' };
  const counts = await writeChecked(file, isUnchecked =>
    withProgress(session, file, () => session.api.exports.exportTo({ ...task, isUnchecked })),
  );
  if (!counts) return;
  if (format === 'rpcscope') await recent.remember(file);
  const open = 'Open';
  const what = `${plural(counts.messageCount, 'message')} to "${path.basename(file)}"`;
  const saved = `Exported ${what}${secretsWords[secrets]}.`;
  void window.showInformationMessage(saved, open).then(async chosen => {
    if (chosen !== open) return;
    if (format === 'rpcscope') await showDiagram(file);
    else await vscodeCommands.executeCommand('vscode.open', Uri.file(file));
  });
}

/** @returns `undefined` when the export was cancelled */
async function withProgress<T>(
  session: CaptureSession,
  file: string,
  run: () => Promise<T>,
): Promise<T> {
  return await withPercentProgress(`Exporting "${path.basename(file)}"`, async (report, token) => {
    token.onCancellationRequested(() => void session.api.exports.cancelExport());
    const listening = session.onDidAnnounce(event => {
      if (event.type === 'exportProgress' && event.total > 0) report(event.done, event.total);
    });
    try {
      return await run();
    } finally {
      listening.dispose();
    }
  });
}

interface FileFormat {
  /** Title of the question for the file. */
  readonly title: string;
  /** Word for what the file holds, which ends the proposed name. */
  readonly content: string;
  readonly extension: string;
  readonly filters: Readonly<Record<string, string[]>>;
}

const fileFormats: Readonly<Record<ExportFormat, FileFormat>> = {
  rpcscope: {
    title: 'Export Excerpt',
    content: 'excerpt',
    extension: '.rpcscope',
    filters: { Capture: ['rpcscope'] },
  },
  jsonl: {
    title: 'Export as JSON Lines',
    content: 'messages',
    extension: '.jsonl',
    filters: { 'JSON Lines': ['jsonl'] },
  },
  mermaid: {
    title: 'Export as Mermaid',
    content: 'diagram',
    extension: '.mmd',
    filters: { Mermaid: ['mmd', 'mermaid'] },
  },
};
