/** Prepares values of messages for Markdown. */
import type { JsonValue } from '../../core/base/json';
import type { TreeLine } from '../../core/oslo/jsonTree';
import { childrenOf, treeLines, untouchedTree } from '../../core/oslo/jsonTree';
import { asVersionedObject } from '../../core/oslo/versionedObject';

/** Matches characters that would vanish, or make text read as another. */
const hidden = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Maximum length of a line, in characters. */
const maxLine = 160;

/**
 * Writes a value as the details show it at first: one line for each member, a versioned object as
 * its class, version and key fields. Members are opened one level, from the first one on, as long
 * as there is room. Invisible characters are escaped.
 *
 * @param name stands before a value that is not a list or a set of members
 * @returns the text, and how many members found no room
 */
export function foldedText(
  value: JsonValue,
  name: string,
  maxLines: number,
): { text: string; leftOut: number } {
  const isTree = childrenOf(value).length > 0 && !asVersionedObject(value);
  const lines = treeLines(isTree ? value : { [name]: value }, untouchedTree);
  const members = membersOf(lines.filter(({ moreCount }) => moreCount === 0));
  const shown = members.slice(0, maxLines);
  let room = maxLines - shown.length;
  const text = shown.flatMap(([head, ...within]) => {
    if (within.length > room) return [head];
    room -= within.length;
    return [head, ...within];
  });
  const more = lines.reduce((sum, { moreCount }) => sum + moreCount, 0);
  return { text: text.map(lineText).join('\n'), leftOut: members.length - shown.length + more };
}

type Member = readonly [head: TreeLine, ...within: readonly TreeLine[]];

/** Groups lines into those of the first level, each with the lines below it. */
function membersOf(lines: readonly TreeLine[]): readonly Member[] {
  const members: [TreeLine, ...TreeLine[]][] = [];
  for (const line of lines) {
    if (line.depth === 0) members.push([line]);
    else members.at(-1)?.push(line);
  }
  return members;
}

function lineText({ depth, key, typeName, summary }: TreeLine): string {
  const said = typeName === undefined ? summary : `${typeName} ${summary}`;
  const line = `${'  '.repeat(depth)}${key}: ${said}`;
  const cut = line.length > maxLine ? `${line.slice(0, maxLine)}…` : line;
  return cut.replace(hidden, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Makes a code block that none of its lines can end. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `\n${fence}${language}\n${text}\n${fence}\n`;
}
