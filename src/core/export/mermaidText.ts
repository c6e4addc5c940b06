import { printable } from '../base/printable';

/**
 * Characters with a meaning in Mermaid's lexer, its directives, its Markdown or the page's HTML.
 * Mermaid itself uses `ﬂ` and `¶` as placeholders for entities.
 */
const special = /[#;:<>%{}"'`$\\&@|~*+^ﬂ¶]/g;

/**
 * Matches the first letter of the keyword `end`, which ends a block, when it is a separate word.
 */
const endWord = /(?<=^|\s)e(?=nd(?:\s|$))/gi;

/**
 * Writes text for a label, an alias, a title or a note: one line, cut at `limit`, with entities.
 */
export function mermaidText(text: string, limit: number): string {
  const entity = (character: string): string => `#${character.charCodeAt(0)};`;
  const plain = printable(text.replace(/\s+/g, ' ').trim(), limit);
  return plain.replace(special, entity).replace(endWord, entity);
}
