import { describe, expect, test } from 'vitest';
import { actions } from '../../../../../src/protocol/actions/actions';
import { accessibilityHelp } from '../../../../../webview/model/help/accessibilityHelp';
import { keyWords } from '../../../../../webview/model/help/keyWords';
import { walks } from '../../../../../webview/model/help/walks';
import type { ViewMode } from '../../../../../webview/model/state/uiState';

const views = Object.keys(walks) as ViewMode[];
const helpOf = (view: ViewMode, options: { isLive?: boolean; isMac?: boolean } = {}) =>
  accessibilityHelp({ view, isLive: false, isMac: false, ...options });
const textOf = (...args: Parameters<typeof helpOf>) =>
  helpOf(...args)
    .flatMap(({ sentences }) => sentences)
    .join(' ');

describe('the accessibility help', () => {
  test.each(views)('has whole sentences, in the same order of parts, for the view %s', view => {
    const parts = helpOf(view);
    expect(parts.map(({ title }) => title)).toEqual([
      'This view',
      'Move',
      'Read details',
      'Filter',
      'Go to the code',
      'Elsewhere',
    ]);
    for (const sentence of parts.flatMap(({ sentences }) => sentences)) {
      // A missing key would leave a hole at the beginning, or two blanks.
      expect(sentence).toMatch(/^[A-Z0-9](?!.* {2}).*\.$/);
      expect(sentence).not.toContain('undefined');
    }
  });

  test('is another one for each view', () => {
    expect(new Set(views.map(view => helpOf(view)[0]?.sentences.join())).size).toBe(views.length);
  });

  test('has the keys of the actions', () => {
    const text = textOf('sequence');
    expect(text).toContain('Down Arrow and Up Arrow select the next and the previous row');
    expect(text).toContain('N or F8 and Shift+N or Shift+F8 go to the next and the previous error');
    expect(text).toContain('H or F3 and Shift+H or Shift+F3 go to the next and the previous row');
    expect(text).toContain('Alt+F1 opens this help');
    const waterfall = textOf('waterfall');
    expect(waterfall).toContain('1, 2 and 3 collapse the tree');
    expect(waterfall).toContain('Asterisk opens all branches');
    expect(waterfall).toContain('Control+F searches the spans');
  });

  test('has the keys of a live capture, and those of a stored one', () => {
    expect(textOf('table', { isLive: true })).toContain('Space holds the list');
    expect(textOf('table', { isLive: false })).toContain('Space plays the capture');
    expect(textOf('table', { isLive: true })).not.toContain('plays');
  });
});

test.each([
  ['nextError', 'N or F8', 'N or F8'],
  ['previousOfSameMethod', 'Shift+M', 'Shift+M'],
  ['focusFilter', 'Slash or Control+F', 'Slash or Command+F'],
  ['goTo', 'Control+G', 'Control+G'],
  ['copyRow', 'Control+C', 'Command+C'],
  ['completeFilter', 'Control+Space', 'Control+Space'],
  ['zoomIn', 'Plus or Equals', 'Plus or Equals'],
  ['pageDown', 'Page Down', 'Page Down'],
] as const)('the keys of %s are %s, on a Mac %s', (name, words, onMac) => {
  expect(keyWords(actions[name], false)).toBe(words);
  expect(keyWords(actions[name], true)).toBe(onMac);
});
