import type { Extension } from '@codemirror/state';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { maxFilterLength } from '../../../src/core/filter/parse';

const lineBreaks = /\s*[\r\n\u0085\u2028\u2029]+\s*/;

/** Joins the lines of a pasted text, such as a log: filters have one line. */
export const asOneLine = (text: string): string =>
  (lineBreaks.test(text) ? text.trim().split(lineBreaks).join(' ') : text).slice(
    0,
    maxFilterLength,
  );

/** Keeps an editor to one line of bounded length, whatever is pasted, dropped or set. */
export const oneLine: Extension = [
  EditorView.clipboardInputFilter.of(asOneLine),
  EditorState.transactionFilter.of(change => {
    const { newDoc } = change;
    if (newDoc.lines === 1 && newDoc.length <= maxFilterLength) return change;
    const insert = asOneLine(newDoc.toString());
    const anchor = Math.min(change.newSelection.main.head, insert.length);
    const whole = { from: 0, to: newDoc.length, insert };
    return [change, { changes: whole, selection: { anchor }, sequential: true }];
  }),
];
