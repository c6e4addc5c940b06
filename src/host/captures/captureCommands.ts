/** Commands that open captures: `.rpcscope` files directly, all other formats through an import. */
import path from 'node:path';
import { Uri, window } from 'vscode';
import { skippedWords } from '../../core/amqp/traceSource';
import { formatCount, plural } from '../../core/text/amounts';
import { isSqliteFile } from '../../node/sqliteFile';
import type { Importer, ImportOptions } from './importer';
import { withPercentProgress } from './percentProgress';
import type { RecentFiles } from './recentFiles';
import type { SessionLease } from './openCaptures';
import type { CaptureSession } from './captureSession';
import type { FileRef } from '../../protocol/actions/arguments';
import { runAction } from '../actions/runAction';
import { explainFailure, problemOf, UserError } from '../errors';
import type { Log } from '../log';
import { withoutLinks } from '../plainText';
import type { HostHandlers } from '../../protocol/actions/actions';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { showDiagram } from '../diagrams/showDiagram';
import { allRequests } from '../../protocol/requests';

export interface CaptureDependencies {
  readonly importer: Importer;
  readonly recent: RecentFiles;
  readonly diagrams: DiagramEditors;
  readonly extensionUri: Uri;
  readonly log: Log;
}

/** Operation of the sample that its diagram begins at; the messages before it tell a newcomer little. */
const sampleRequest = 'nova: build server';

export const captureCommands = (dependencies: CaptureDependencies) =>
  ({
    openCapture: async file => {
      const fsPath = file ? pathOf(file) : await askFile();
      if (fsPath === undefined) return;
      if (await isSqliteFile(fsPath)) {
        await showDiagram(fsPath);
        await dependencies.recent.remember(fsPath);
      } else await openImport(dependencies, fsPath);
    },
    followLog: async file => {
      const fsPath = file ? pathOf(file) : await askFile();
      if (fsPath !== undefined) await openImport(dependencies, fsPath, { follow: true });
    },
    openSample: async () => {
      const sample = Uri.joinPath(dependencies.extensionUri, 'media', 'sample');
      await openImport(dependencies, Uri.joinPath(sample, 'server-boot.ndjson.gz').fsPath, {
        managementDir: Uri.joinPath(sample, 'management').fsPath,
        whenRead: session => revealRequest(session, sampleRequest, dependencies.diagrams),
      });
    },
  }) satisfies Partial<HostHandlers>;

function pathOf(file: FileRef): string {
  if (file.scheme === 'file') return file.fsPath;
  throw new Error(`RPC Scope opens files from the disk only, not from "${file.scheme}:".`);
}

async function askFile(): Promise<string | undefined> {
  const chosen = await window.showOpenDialog({
    title: 'Open Capture',
    openLabel: 'Open',
    filters: {
      'Captures and trace logs': ['rpcscope', 'ndjson', 'gz', 'log', 'json'],
      'All files': ['*'],
    },
  });
  return chosen?.[0]?.fsPath;
}

interface HowToOpen extends Pick<ImportOptions, 'managementDir' | 'follow'> {
  /** Runs when all of the file has been read, unless it was open already. */
  readonly whenRead?: (session: CaptureSession) => Promise<void>;
}

async function revealRequest(
  { api, path: capturePath }: CaptureSession,
  words: string,
  diagrams: DiagramEditors,
): Promise<void> {
  const { requests } = await api.requests.listRequests({ ...allRequests, words }, 1);
  const messageId = requests[0]?.firstMessageId;
  if (messageId !== undefined) diagrams.show({ type: 'revealMessage', messageId }, { capturePath });
}

async function openImport(
  { importer, log }: CaptureDependencies,
  from: string,
  { whenRead, ...options }: HowToOpen = {},
): Promise<void> {
  const known = importer.openImportOf(from);
  if (known !== undefined) {
    await showDiagram(known);
    return;
  }
  const lease = await importWithProgress(importer, from, options);
  if (!lease) return;
  try {
    summarize(from, lease, log);
    await whenRead?.(lease.session);
  } finally {
    // The tab has a lease of its own by now.
    lease.dispose();
  }
}

async function importWithProgress(
  importer: Importer,
  from: string,
  options: Pick<ImportOptions, 'managementDir' | 'follow'>,
): Promise<SessionLease | undefined> {
  const name = path.basename(from);
  try {
    return await withPercentProgress(`Reading "${name}"`, async (report, token) => {
      const stopping = new AbortController();
      token.onCancellationRequested(() => stopping.abort());
      return await importer.import(from, {
        ...options,
        signal: stopping.signal,
        onFirstRows: session => showDiagram(session.path),
        onProgress: report,
      });
    });
  } catch (error) {
    throw new UserError(problemOf(error, { name }));
  }
}

/** Reports the parts of the file that could not be read; the diagram shows all others. */
function summarize(from: string, { session }: SessionLease, log: Log): void {
  const { status } = session;
  if (!status) return;
  const name = path.basename(from);
  const { source, skippedCount, skipped, recordCount } = status;
  const sentences: string[] = [];
  if (source.state === 'stopped' && source.failure) {
    sentences.push(explainFailure(source.failure, { name }).sentence);
  }
  const first = skipped[0] ? skippedWords(skipped[0]) : '';
  if (skippedCount > 0) {
    sentences.push(
      skippedCount === 1
        ? `A part of "${name}" could not be read: ${first}`
        : `${formatCount(skippedCount)} places of "${name}" could not be read: ${first}`,
    );
  }
  if (sentences.length === 0) return;
  sentences.push(`${plural(recordCount, 'record is', 'records are')} shown.`);
  log.warn(sentences.join(' '));
  for (const places of skipped) log.warn(`${name}: ${skippedWords(places)}`);
  const all = 'Show All';
  const buttons = skipped.length > 1 ? [all] : [];
  void window.showWarningMessage(withoutLinks(sentences.join(' ')), ...buttons).then(chosen => {
    if (chosen === all) void runAction('showLog');
  });
}
