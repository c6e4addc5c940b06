import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { maxFilterLength } from '../../../../../src/core/filter/parse';
import { asOneLine, oneLine } from '../../../../../webview/widgets/filter/oneLine';

test.each([
  ['req-1', 'req-1'],
  [' as it is ', ' as it is '],
  ['\n req-1 \r\n\t req-2\n\n', 'req-1 req-2'],
  ['a\u2028b\u2029c\u0085d', 'a b c d'],
  ['\n\n', ''],
])('%j becomes %j', (text, line) => {
  expect(asOneLine(text)).toBe(line);
});

const stateOf = (doc: string) => EditorState.create({ doc, extensions: oneLine });

test('an editor keeps one line, with the cursor behind, whatever is pasted', () => {
  const { state } = stateOf('kind:').update({
    changes: { from: 5, insert: 'call\nstatus:failed' },
    selection: { anchor: 5 + 'call\nstatus:failed'.length },
  });
  expect(state.doc.toString()).toBe('kind:call status:failed');
  expect(state.selection.main.head).toBe(state.doc.length);
});

test('an editor holds no more than a filter’s longest text', () => {
  const { state } = stateOf('').update({ changes: { from: 0, insert: 'x'.repeat(1_000_000) } });
  expect(state.doc.length).toBe(maxFilterLength);
});
