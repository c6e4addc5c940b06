/** Writes the state of the index as text. */

import { printable } from '../../core/base/printable';
import { formatCount, plural } from '../../core/text/amounts';
import type { IndexSettings, IndexStatus } from '../../protocol/code/codeApi';

export interface IndexFacts {
  readonly settings: IndexSettings;
  readonly missingFolders: readonly string[];
  readonly status: IndexStatus | undefined;
  readonly isPaused: boolean;
  readonly hasFailed: boolean;
}

export function indexReport(facts: IndexFacts): string {
  const { settings, missingFolders, status } = facts;
  return [
    'Python sources that RPC Scope finds code in',
    '',
    stateWords(facts),
    '',
    ...section('Folders', [
      ...settings.folders,
      ...missingFolders.map(folder => `${folder}: not found`),
    ]),
    ...(settings.folders.length + missingFolders.length > 0
      ? []
      : [
          'No folder: open one, or name it in the setting rpcscope.code.sourceFolders (command "Add Source Folder…").',
          '',
        ]),
    ...section('Left out: files that .gitignore names, and these of the setting files.exclude', [
      ...settings.excludes,
    ]),
    ...section(
      'Folders of remote machines (setting rpcscope.code.pathMappings)',
      settings.mappings.map(({ remote, local }) => `${remote} → ${local}`),
    ),
    ...problemSection(status),
  ].join('\n');
}

function stateWords({ status, isPaused, hasFailed, settings }: IndexFacts): string {
  if (hasFailed) {
    return 'The indexer has ended by itself; "Toggle Indexing" starts it again.';
  }
  if (!status) return 'Nothing has been indexed yet.';
  const files = `${plural(status.fileCount, 'file is', 'files are')} in the index.`;
  if (isPaused) return `${files} Indexing is paused.`;
  if (status.state === 'indexing') return `${files} ${progressWords(status)}`;
  if (settings.folders.length > 0 && status.fileCount === 0) {
    return 'These folders hold no Python files; RPC Scope understands Python only.';
  }
  return files;
}

const progressWords = ({ done, total }: IndexStatus): string =>
  total === 0
    ? 'The folders are being looked through.'
    : `Indexing: ${formatCount(done)} of ${formatCount(total)} files are read.`;

function problemSection(status: IndexStatus | undefined): readonly string[] {
  if (!status || status.problemCount === 0) return [];
  const { problems, problemCount } = status;
  const more = problemCount - problems.length;
  return section(`Problems: ${formatCount(problemCount)}`, [
    ...problems.map(({ file, sentence }) => `${file}: ${sentence}`),
    ...(more > 0 ? [`and ${formatCount(more)} more`] : []),
  ]);
}

/** File names can contain anything: each is limited to one line. */
const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map(line => `  ${printable(line, 1000)}`), ''];
