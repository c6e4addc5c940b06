import type { Node } from 'web-tree-sitter';
import type { CallExpr } from '../../core/code/pythonFacts';
import { callOf } from './expressions';
import { isEveryday, isInteresting } from './interest';

export interface FoundCalls {
  /** Indices of the parentheses of calls that may matter, in order. */
  readonly interesting: readonly number[];
  /** Names of called methods, without those that most code calls. */
  readonly called: ReadonlySet<string>;
}

/** Finds calls in the text alone; some of them may turn out to be in comments or strings. */
export function findCalls(text: string, isOfUse: boolean): FoundCalls {
  const interesting: number[] = [];
  const called = new Set<string>();
  for (let at = text.indexOf('('); at !== -1; at = text.indexOf('(', at + 1)) {
    const name = nameBefore(text, at);
    if (name === '' || isDigit(name.charCodeAt(0))) continue;
    const start = at - name.length;
    const isMethod = text[start - 1] === '.';
    if (isMethod && !isEveryday(name)) called.add(name);
    if (!isMethod && definition.test(text.slice(Math.max(0, start - 7), start))) continue;
    if (isOfUse && isInteresting(name, text, at)) interesting.push(at);
  }
  return { interesting, called };
}

const definition = /\b(?:def|class)\s+$/;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isOfName = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code);

function nameBefore(text: string, end: number): string {
  let start = end;
  while (isOfName(text.charCodeAt(start - 1))) start--;
  return text.slice(start, end);
}

/**
 * Assigns each call to the innermost function around it. Functions must ask in the order in which
 * they end.
 */
export class CallTaker {
  /** Calls before the last end that belong to no function yet. */
  private readonly left: number[] = [];
  private next = 0;

  constructor(
    private readonly root: Node,
    private readonly parentheses: readonly number[],
  ) {}

  /** Returns the calls between two indices that no inner function has got. Ends must ascend. */
  takeCalls(start: number, end: number): CallExpr[] {
    const { left, parentheses } = this;
    for (let each = parentheses[this.next]; each !== undefined && each < end;) {
      left.push(each);
      each = parentheses[++this.next];
    }
    const first = left.findLastIndex(each => each < start) + 1;
    return left.splice(first).flatMap(index => this.callAt(index) ?? []);
  }

  private callAt(parenthesis: number): CallExpr | undefined {
    const call = this.root.descendantForIndex(parenthesis)?.parent?.parent;
    return call?.type === 'call' ? callOf(call) : undefined;
  }
}
