/** Finds words in keys and values of a tree, in closed branches too. */
import type { JsonValue } from '../../../src/core/base/json';
import { asVersionedObject } from '../../../src/core/oslo/versionedObject';
import type { TreeState } from '../../../src/core/oslo/jsonTree';
import { childPage, childPath, childrenOf } from '../../../src/core/oslo/jsonTree';

export interface TreeMatch {
  /** Path of the matching line. */
  readonly path: string;
  /**
   * The branches around the line, outermost first, with the index in each branch of the child that
   * leads on.
   */
  readonly within: readonly { readonly path: string; readonly index: number }[];
}

/** Further matches are not counted: a search this wide needs more words. */
export const maxMatches = 10_000;

interface Step {
  readonly value: JsonValue;
  readonly path: string;
  readonly within: TreeMatch['within'];
}

/** @param words searched in any case; an empty text matches nothing */
export function searchTree(value: JsonValue, words: string): readonly TreeMatch[] {
  const wanted = words.toLowerCase();
  const matches: TreeMatch[] = [];
  if (wanted === '') return matches;
  // An explicit stack: messages may be nested deeper than calls may be.
  const steps: Step[] = [{ value, path: '', within: [] }];
  for (let step = steps.pop(); step && matches.length < maxMatches; step = steps.pop()) {
    const { path: parent, within } = step;
    const children = childrenOf(step.value);
    if (parent !== '' && textOfLine(parent, step.value).includes(wanted)) {
      matches.push({ path: parent, within });
    }
    for (let index = children.length - 1; index >= 0; index--) {
      const [key, child] = children[index] as (typeof children)[number];
      steps.push({
        value: child,
        path: childPath(parent, key),
        within: [...within, { path: parent, index }],
      });
    }
  }
  return matches;
}

/** Opens the branches around a match, and leaves all others as they are. */
export function openAround(state: TreeState, { within }: TreeMatch): TreeState {
  const opened = new Map(state.opened);
  const shownChildren = new Map(state.shownChildren);
  for (const { path, index } of within) {
    if (path !== '') opened.set(path, true);
    const shown = shownChildren.get(path) ?? childPage;
    if (index >= shown) shownChildren.set(path, (Math.floor(index / childPage) + 1) * childPage);
  }
  return { opened, shownChildren };
}

/**
 * Index of the next (+1) or previous (-1) match, round the ends; `undefined` when there is none.
 */
export function stepMatch(
  matches: readonly TreeMatch[],
  current: number | undefined,
  direction: 1 | -1,
): number | undefined {
  if (matches.length === 0) return undefined;
  if (current === undefined) return direction === 1 ? 0 : matches.length - 1;
  return (current + direction + matches.length) % matches.length;
}

/** The searched text of a line: its key, and its value or class, in lower case. */
function textOfLine(path: string, value: JsonValue): string {
  const key = path
    .slice(path.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  const object = asVersionedObject(value);
  const said = object
    ? `${object.name} ${object.version}`
    : typeof value === 'object' && value !== null
      ? ''
      : String(value);
  return `${key}\n${said}`.toLowerCase();
}
