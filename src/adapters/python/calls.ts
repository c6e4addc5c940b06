import type { Node } from 'web-tree-sitter';
import type { CallExpr } from '../../core/handlers/pythonFacts';
import { callOf } from './expressions';
import { isEveryday, isInteresting } from './interest';

export interface FoundCalls {
  /** Indices of the parentheses of calls that may matter, in order. */
  readonly interesting: readonly number[];
  /** Names of the methods that are called, but for those that everybody calls. */
  readonly called: ReadonlySet<string>;
}

/** Looks for calls in the text alone; some will turn out to be comments or strings. */
export function findCalls(text: string, isOfUse: boolean): FoundCalls {
  const interesting: number[] = [];
  const called = new Set<string>();
  for (const match of text.matchAll(/(\.|\bdef |\bclass )?\b([A-Za-z_]\w*)\(/g)) {
    const [all, before, name = ''] = match;
    if (before !== undefined && before !== '.') continue;
    if (before === '.' && !isEveryday(name)) called.add(name);
    const parenthesis = match.index + all.length - 1;
    if (isOfUse && isInteresting(name, text, parenthesis)) interesting.push(parenthesis);
  }
  return { interesting, called };
}

/** Gives each call to the innermost function around it: functions ask when they end. */
export class CallTaker {
  private readonly left: number[];

  constructor(
    private readonly root: Node,
    parentheses: readonly number[],
  ) {
    this.left = [...parentheses];
  }

  /** The calls between two indices that no inner function has taken. */
  take(start: number, end: number): CallExpr[] {
    const { left } = this;
    const first = left.findIndex(each => each >= start);
    if (first === -1) return [];
    let last = first;
    while (last < left.length && (left[last] ?? 0) < end) last++;
    return left.splice(first, last - first).flatMap(index => this.at(index) ?? []);
  }

  private at(parenthesis: number): CallExpr | undefined {
    const call = this.root.descendantForIndex(parenthesis)?.parent?.parent;
    return call?.type === 'call' ? callOf(call) : undefined;
  }
}
