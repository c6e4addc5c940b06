/** JSON values as lines of a tree, in which versioned objects are folded to their fields. */
import type { JsonValue } from '../base/json';
import { printable } from '../base/printable';
import { keyFieldsOf } from './keyFields';
import type { VersionedObject } from './versionedObject';
import { asVersionedObject } from './versionedObject';

/** One line of an opened JSON value. */
export interface TreeLine {
  /** Unique within the tree; it stays the same when other lines open. */
  readonly path: string;
  /**
   * Path from the tree's value to the line, in steps of the filter language: neither an object's
   * wrapping nor the place in a list is a step.
   */
  readonly keys: readonly string[];
  readonly depth: number;
  readonly key: string;
  /** The value itself, or a branch in a few words. */
  readonly summary: string;
  readonly tone: 'string' | 'number' | 'keyword' | 'branch';
  /** Class and version of a versioned object, shown before the summary. */
  readonly typeName: string | undefined;
  /** A field of a versioned object that was changed since the object was loaded. */
  readonly isChanged: boolean;
  readonly isBranch: boolean;
  readonly isOpen: boolean;
  /** Count of further children that are not shown; the line offers them. */
  readonly moreCount: number;
  readonly value: JsonValue;
}

/** The branches that the user opened or closed, and how many children of each they asked for. */
export interface TreeState {
  readonly opened: ReadonlyMap<string, boolean>;
  readonly shownChildren: ReadonlyMap<string, number>;
}

export const untouchedTree: TreeState = { opened: new Map(), shownChildren: new Map() };

export const childPage = 100;
const maxChildrenOpenedAtFirst = 30;
const maxSummary = 400;

/**
 * The visible lines, top to bottom. The value itself has no line: its children begin at depth 0.
 */
export function treeLines(value: JsonValue, state: TreeState): readonly TreeLine[] {
  const lines: TreeLine[] = [];
  const visit = (branch: JsonValue, parent: string, depth: number, keys: readonly string[]) => {
    const entries = childrenOf(branch);
    const object = asVersionedObject(branch);
    const isList = isListed(branch, object);
    const steps = object && isList ? [...keys, 'objects'] : keys;
    const shown = state.shownChildren.get(parent) ?? childPage;
    for (const [key, child] of entries.slice(0, shown)) {
      const path = childPath(parent, key);
      const children = childrenOf(child);
      const isOpen = state.opened.get(path) ?? opensAtFirst(depth, children);
      const own = isList ? steps : [...steps, key];
      lines.push({
        ...lineOf(key, child, children),
        path,
        keys: own,
        depth,
        isChanged: object?.changes.includes(key) ?? false,
        isOpen,
        moreCount: 0,
      });
      if (isOpen) visit(child, path, depth + 1, own);
    }
    if (entries.length > shown) {
      lines.push({
        path: `${parent}/…`,
        keys,
        depth,
        key: '',
        summary: '',
        tone: 'branch',
        typeName: undefined,
        isChanged: false,
        isBranch: false,
        isOpen: false,
        moreCount: entries.length - shown,
        value: null,
      });
    }
  };
  visit(value, '', 0, []);
  return lines;
}

/** @returns the state after a line was activated: it is open, closed, or shows more children */
export function toggleLine(state: TreeState, line: TreeLine): TreeState {
  if (line.moreCount > 0) {
    const parent = line.path.slice(0, line.path.lastIndexOf('/'));
    const shown = (state.shownChildren.get(parent) ?? childPage) + 10 * childPage;
    return { ...state, shownChildren: new Map(state.shownChildren).set(parent, shown) };
  }
  if (!line.isBranch) return state;
  return { ...state, opened: new Map(state.opened).set(line.path, !line.isOpen) };
}

type Entry = readonly [string, JsonValue];

export const childPath = (parent: string, key: string): string =>
  `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The children of a branch: the fields of a versioned object, the members of a list object. */
export function childrenOf(value: JsonValue): readonly Entry[] {
  const object = asVersionedObject(value);
  if (object) {
    const list = object.data['objects'];
    return childrenOf(Array.isArray(list) ? (list as readonly JsonValue[]) : object.data);
  }
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** Tells whether a branch is a list, or an object that wraps one. */
export const isListed = (branch: JsonValue, object: VersionedObject | undefined): boolean =>
  Array.isArray(object?.data['objects'] ?? branch);

/** Class and version of an object: `RequestSpec 1.14`. */
export const typeNameOf = ({ name, version }: VersionedObject): string =>
  printable(`${name} ${version}`, 100);

const opensAtFirst = (depth: number, children: readonly Entry[]): boolean =>
  depth === 0 && children.length > 0 && children.length <= maxChildrenOpenedAtFirst;

function lineOf(
  key: string,
  value: JsonValue,
  children: readonly Entry[],
): Pick<TreeLine, 'key' | 'summary' | 'tone' | 'typeName' | 'isBranch' | 'value'> {
  const object = asVersionedObject(value);
  const isBranch = children.length > 0;
  const said = object
    ? Array.isArray(object.data['objects'])
      ? `[${children.length}]`
      : `{${keyFieldsOf(object) || '…'}}`
    : summaryOf(value, children.length);
  return {
    key: printable(key, 200),
    summary: printable(said, maxSummary),
    tone: toneOf(value),
    typeName: object && typeNameOf(object),
    isBranch,
    value,
  };
}

function summaryOf(value: JsonValue, childCount: number): string {
  if (Array.isArray(value)) return `[${childCount || ''}]`;
  if (typeof value === 'object' && value !== null) return `{${childCount || ''}}`;
  return typeof value === 'string' ? JSON.stringify(value.slice(0, maxSummary)) : String(value);
}

function toneOf(value: JsonValue): TreeLine['tone'] {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'object' && value !== null ? 'branch' : 'keyword';
}
