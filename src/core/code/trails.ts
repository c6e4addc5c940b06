/**
 * Follows a text that is sent, such as an event type or a method's name, from the line that sends it
 * up the calls that give its parts, to the function that decides it.
 */
import type { Analysis } from './analysis';
import type { Expr } from './pythonFacts';
import type { Bindings, Context } from './recordedCalls';
import type { FunctionAt } from './sourceIndex';
import { fits, knownLength } from './values';

/** A call on the way, with the function that contains it. */
export interface Step {
  readonly at: FunctionAt;
  readonly line: number;
}

export interface Trail {
  /** The text as far as it is known; `null` for None. */
  readonly text: string | null;
  /** The calls, from the one that decides the text to the one that sends it. */
  readonly steps: readonly [Step, ...Step[]];
  /** Place of the expression, for others that this chain of calls decides too. */
  readonly context: Context;
}

interface Start extends Step {
  readonly expr: Expr;
  readonly context: Context;
}

/** Longest chain of calls. The longest of OpenStack have five. */
const maxSteps = 8;
/** Maximum number of chains that are looked at for one line. */
const maxChains = 2_000;

/**
 * Returns the chains of calls that give a text. A chain ends where the text is decided, or where
 * nobody is known to call.
 *
 * @param wanted the whole text; chains that give another one are left out
 */
export function trailsTo(
  wanted: string,
  { expr, at, line, context }: Start,
  analysis: Analysis,
): Trail[] {
  const found: Trail[] = [];
  let chains = 0;
  const follow = (steps: Trail['steps'], bound: Bindings, before: Texts | undefined): boolean => {
    if (++chains > maxChains) return false;
    const where = { ...context, bound };
    const texts = textsOf(wanted, expr, where, analysis);
    const { best, open } = texts;
    if (best === undefined || (before?.best === wanted && texts.count >= before.count)) {
      return false;
    }
    const inside = open?.function;
    // A single known text is decided in this function; between several, a caller may choose.
    const isDecided = best === wanted && texts.count === 1;
    let isFollowed = false;
    if (inside && !isDecided && steps.length < maxSteps) {
      for (const call of analysis.calls.callers(inside, open)) {
        if (!call.at || steps.some(each => each.at.function === call.at?.function)) continue;
        const step = { at: call.at, line: call.call.line };
        const next = new Map(bound).set(inside, call);
        if (follow([step, ...steps], next, texts)) isFollowed = true;
      }
    }
    if (!isFollowed) found.push({ text: best, steps, context: where });
    return true;
  };
  follow([{ at, line }], new Map(), undefined);
  return found;
}

interface Texts {
  /** The value that matches best; `undefined` when none does. */
  readonly best: string | null | undefined;
  /** Number of values, also of those that do not match. */
  readonly count: number;
  /** Function with a parameter that gives a part of the text, so that its callers decide it. */
  readonly open: Context | undefined;
}

function textsOf(wanted: string, expr: Expr, context: Context, { evaluator }: Analysis): Texts {
  evaluator.takeOpen();
  const all = evaluator.values(expr, context).map(({ text }) => text);
  const open = evaluator.takeOpen();
  const [best] = all
    .filter(text => fits(wanted, text))
    .sort((a, b) => knownLength(b) - knownLength(a));
  return { best, count: all.length, open };
}
