import type { Extension } from '@codemirror/state';
import { Prec, RangeSetBuilder } from '@codemirror/state';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import { Decoration, ViewPlugin } from '@codemirror/view';
import type { FilterToken } from '../../../src/core/filter/filterExpression';
import { parseFilter } from '../../../src/core/filter/parse';

const marks: Record<FilterToken['kind'], Decoration> = {
  field: Decoration.mark({ class: 'filter-field' }),
  value: Decoration.mark({ class: 'filter-value' }),
  words: Decoration.mark({ class: 'filter-words' }),
  operator: Decoration.mark({ class: 'filter-operator' }),
};

/** A minus and what it negates, up to this length, stay in one line where the text is wrapped. */
const maxJoined = 40;
const joined = Decoration.mark({ class: 'filter-joined' });

/** Keeps the decorations of a text up to date. */
const decorating = (decorationsOf: (text: string) => DecorationSet): Extension =>
  ViewPlugin.define(
    ({ state }) => ({
      found: decorationsOf(state.doc.toString()),
      update({ docChanged, state: { doc } }: ViewUpdate) {
        if (docChanged) this.found = decorationsOf(doc.toString());
      },
    }),
    { decorations: plugin => plugin.found },
  );

function coloursIn(text: string): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, kind } of parseFilter(text).tokens) {
    if (to > from) builder.add(from, to, marks[kind]);
  }
  return builder.finish();
}

function joinedIn(text: string): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { tokens } = parseFilter(text);
  tokens.forEach(({ from, to }, at) => {
    const next = tokens[at + 1];
    if (text.slice(from, to) !== '-' || next?.from !== to) return;
    if (next.to - from <= maxJoined) builder.add(from, next.to, joined);
  });
  return builder.finish();
}

/** Colours fields, values and operators of the filter. */
export const filterMarks: Extension = [
  decorating(coloursIn),
  // Decorations of lower precedence enclose the others.
  Prec.low(decorating(joinedIn)),
];
