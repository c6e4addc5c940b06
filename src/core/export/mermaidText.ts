import { printable } from '../base/printable';

/**
 * What Mermaid's lexer, its directives, its Markdown or the page's HTML would take for their own.
 * `ﬂ` and `¶` are the marks by which Mermaid itself stands in for entities.
 */
const special = /[#;:<>%{}"'`$\\&@|~*+^ﬂ¶]/g;

/** The keyword that ends a block, as a word of its own. */
const endWord = /(?<=^|\s)e(?=nd(?:\s|$))/gi;

/** Text for a label, an alias, a title or a note: one line, cut at `limit`, with entities. */
export function mermaidText(text: string, limit: number): string {
  const entity = (character: string): string => `#${character.charCodeAt(0)};`;
  const plain = printable(text.replace(/\s+/g, ' ').trim(), limit);
  return plain.replace(special, entity).replace(endWord, entity);
}
