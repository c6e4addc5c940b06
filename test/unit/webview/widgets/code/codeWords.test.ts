import { describe, expect, test } from 'vitest';
import { indexWords, reasonWords } from '../../../../../webview/widgets/code/codeWords';
import { codeAnswer } from '../../../../webview/sampleCode';

describe('the code of a message', () => {
  test('is listed with its reasons, one in each line', () => {
    expect(reasonWords(codeAnswer({}, undefined, ['no namespace', 'a\nb']))).toBe(
      'nova/scheduler/manager.py:121\n· no namespace\n· a\ufffdb',
    );
  });

  test('shows the progress of indexing', () => {
    const index = { isIndexing: true, fileCount: 0, done: 1200, total: 10_000 };
    expect(indexWords(index)).toBe('So far: 1,200 of 10,000 files are read…');
    expect(indexWords({ ...index, total: 0 })).toBe('Python sources are being counted…');
  });
});
