import { expect, test, vi } from 'vitest';
import type { IndexFacts } from '../../../../src/host/code/indexReport';
import { indexReport } from '../../../../src/host/code/indexReport';

vi.mock('vscode', () => ({}));

const status = {
  state: 'idle',
  fileCount: 5_823,
  done: 0,
  total: 0,
  problems: [],
  problemCount: 0,
} as const;
const facts = (changes: Partial<IndexFacts> = {}): IndexFacts => ({
  settings: { folders: ['/work/nova'], excludes: ['**/.git'], mappings: [] },
  missingFolders: [],
  status,
  isPaused: false,
  hasFailed: false,
  ...changes,
});

test('the report lists folders, files and exclusions', () => {
  expect(indexReport(facts())).toBe(
    [
      'Python sources that RPC Scope finds code in',
      '',
      '5,823 files are in the index.',
      '',
      'Folders',
      '  /work/nova',
      '',
      'Left out: files that .gitignore names, and these of the setting files.exclude',
      '  **/.git',
      '',
    ].join('\n'),
  );
});

test('the report lists missing folders and mappings', () => {
  const settings = {
    ...facts().settings,
    mappings: [{ remote: '/opt/stack/nova', local: '/work/nova' }],
  };
  const text = indexReport(facts({ settings, missingFolders: ['/gone'] }));
  expect(text).toContain('  /gone: not found\n');
  expect(text).toContain('  /opt/stack/nova → /work/nova\n');
});

test.each([
  [{ status: undefined }, 'Nothing has been indexed yet.'],
  [{ hasFailed: true }, 'ended by itself'],
  [{ isPaused: true }, '5,823 files are in the index. Indexing is paused.'],
  [{ status: { ...status, state: 'indexing', done: 12, total: 1_200 } }, 'Indexing: 12 of 1,200'],
  [{ status: { ...status, state: 'indexing' } }, 'looked through'],
  [{ status: { ...status, fileCount: 0 } }, 'understands Python only'],
  [{ settings: { folders: [], excludes: [], mappings: [] } }, 'Add Source Folder…'],
] as const)('%j says %s', (changes, words) => {
  expect(indexReport(facts(changes))).toContain(words);
});

test('the report lists problems, and the number of further ones', () => {
  const problems = [{ file: '/work/nova/a\n.py', sentence: 'is larger than 2 MB' }];
  const text = indexReport(facts({ status: { ...status, problems, problemCount: 120 } }));
  expect(text).toContain(
    'Problems: 120\n  /work/nova/a\ufffd.py: is larger than 2 MB\n  and 119 more\n',
  );
});
