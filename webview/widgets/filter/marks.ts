import type { Extension } from '@codemirror/state';
import { RangeSetBuilder } from '@codemirror/state';
import type { DecorationSet, EditorView } from '@codemirror/view';
import { Decoration, ViewPlugin } from '@codemirror/view';
import type { FilterToken } from '../../../src/core/filter/filterExpression';
import { parseFilter } from '../../../src/core/filter/parse';

const marks: Record<FilterToken['kind'], Decoration> = {
  field: Decoration.mark({ class: 'filter-field' }),
  value: Decoration.mark({ class: 'filter-value' }),
  words: Decoration.mark({ class: 'filter-words' }),
  operator: Decoration.mark({ class: 'filter-operator' }),
};

/** Colours fields, values and operators of the filter. */
export const filterMarks: Extension = ViewPlugin.define(
  view => ({
    marked: markedIn(view),
    update(update) {
      if (update.docChanged) this.marked = markedIn(update.view);
    },
  }),
  { decorations: plugin => plugin.marked },
);

function markedIn(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, kind } of parseFilter(view.state.doc.toString()).tokens) {
    if (to > from) builder.add(from, to, marks[kind]);
  }
  return builder.finish();
}
