/** What is indexed, as a text to read. */
import { l10n } from 'vscode';
import { printable } from '../../core/base/printable';
import type { IndexSettings, IndexStatus } from '../../protocol/code/codeApi';

export interface IndexFacts {
  readonly settings: IndexSettings;
  readonly missingFolders: readonly string[];
  readonly status: IndexStatus | undefined;
  readonly isPaused: boolean;
  readonly hasFailed: boolean;
}

export const count = (value: number): string => value.toLocaleString();

export function indexReport(facts: IndexFacts): string {
  const { settings, missingFolders, status } = facts;
  return [
    l10n.t('Python sources that RPC Scope finds code in'),
    '',
    stateWords(facts),
    '',
    ...section(l10n.t('Folders'), [
      ...settings.folders,
      ...missingFolders.map(folder => l10n.t('{0}: not there', folder)),
    ]),
    ...(settings.folders.length + missingFolders.length > 0
      ? []
      : [
          l10n.t(
            'No folder: open one, or name it in the setting rpcscope.code.sourceFolders (command "Add Source Folder…").',
          ),
          '',
        ]),
    ...section(l10n.t('Left out: what .gitignore says, and of the setting files.exclude'), [
      ...settings.excludes,
    ]),
    ...section(
      l10n.t('Folders of remote machines (setting rpcscope.code.pathMappings)'),
      settings.mappings.map(({ remote, local }) => `${remote} → ${local}`),
    ),
    ...problemSection(status),
  ].join('\n');
}

function stateWords({ status, isPaused, hasFailed, settings }: IndexFacts): string {
  if (hasFailed) {
    return l10n.t('The indexer has ended by itself; "Pause or Resume Indexing" starts it again.');
  }
  if (!status) return l10n.t('Nothing has been indexed yet.');
  const files =
    status.fileCount === 1
      ? l10n.t('1 file is in the index.')
      : l10n.t('{0} files are in the index.', count(status.fileCount));
  if (isPaused) return `${files} ${l10n.t('Indexing is paused.')}`;
  if (status.state === 'indexing') return `${files} ${progressWords(status)}`;
  if (settings.folders.length > 0 && status.fileCount === 0) {
    return l10n.t('These folders hold no Python files; RPC Scope understands Python only.');
  }
  return files;
}

const progressWords = ({ done, total }: IndexStatus): string =>
  total === 0
    ? l10n.t('The folders are being looked through.')
    : l10n.t('Indexing: {0} of {1} files are read.', count(done), count(total));

function problemSection(status: IndexStatus | undefined): readonly string[] {
  if (!status || status.problemCount === 0) return [];
  const { problems, problemCount } = status;
  const more = problemCount - problems.length;
  return section(l10n.t('Problems: {0}', count(problemCount)), [
    ...problems.map(({ file, sentence }) => `${file}: ${sentence}`),
    ...(more > 0 ? [l10n.t('and {0} more', count(more))] : []),
  ]);
}

/** Names of files are anybody's: each stays one line. */
const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map(line => `  ${printable(line, 1000)}`), ''];
