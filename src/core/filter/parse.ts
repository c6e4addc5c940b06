import type { FilterExpression, FilterProblem, FilterToken } from './filterExpression';
import type { Lexeme, Sign, Word } from './scan';
import { scan } from './scan';
import { parseWord } from './terms';

export interface ParsedFilter {
  /**
   * Condition that rows must meet; `undefined` lets all rows through. When there are problems, it
   * lacks the parts that they concern.
   */
  readonly expression: FilterExpression | undefined;
  readonly problems: readonly FilterProblem[];
  readonly tokens: readonly FilterToken[];
}

/** Maximum length of a filter in UTF-16 code units; a longer filter is rejected as a whole. */
export const maxFilterLength = 10_000;
/** Maximum depth of nested parentheses. */
const maxDepth = 50;
/**
 * Maximum number of conditions; each word and each value of a list counts as one. SQLite accepts
 * that many, each with its parameters.
 */
const maxConditions = 100;
/** Maximum number of problems; parsing stops at the last of them. */
const maxProblems = 100;

/** Parses a filter. Never throws: each error becomes a problem with its place in the text. */
export function parseFilter(text: string): ParsedFilter {
  if (text.length > maxFilterLength) {
    const sentence = `A filter has at most ${maxFilterLength} characters; this one has ${text.length}.`;
    const problem = { from: maxFilterLength, to: text.length, sentence, fixes: [''] };
    return { expression: undefined, problems: [problem], tokens: [] };
  }
  return new Parser(scan(text)).parse();
}

class Parser {
  private at = 0;
  private conditions = 0;
  /** True when a limit was reached; the rest of the text is ignored. */
  private isStopped = false;
  private readonly problems: FilterProblem[] = [];
  private readonly tokens: FilterToken[] = [];

  constructor(private readonly lexemes: readonly Lexeme[]) {}

  parse(): ParsedFilter {
    const parts: FilterExpression[] = [];
    for (;;) {
      const part = this.parseAlternatives(0);
      if (part) parts.push(part);
      const next = this.takeOperator();
      if (!next) break;
      this.addProblem(
        next,
        'This parenthesis has no opening one: remove it, or put it in quotes.',
        [''],
      );
    }
    const { problems, tokens } = this;
    return { expression: combine('and', parts), problems, tokens };
  }

  /** Parses up to the end of the text, or to a closing parenthesis. */
  private parseAlternatives(depth: number): FilterExpression | undefined {
    const parts: FilterExpression[] = [];
    for (;;) {
      const before = this.at;
      const part = this.parseSequence(depth);
      const isEmpty = this.at === before;
      if (part) parts.push(part);
      const bar = this.peek('|');
      if (!bar) {
        const last = this.lexemes[this.at - 1];
        if (isEmpty && last?.kind === '|') {
          this.addProblem(last, 'Something is missing after "|", which means or.', ['']);
        }
        return combine('or', parts);
      }
      if (isEmpty) this.addProblem(bar, 'Something is missing before "|", which means or.', ['']);
      this.takeOperator();
    }
  }

  private parseSequence(depth: number): FilterExpression | undefined {
    const parts: FilterExpression[] = [];
    for (;;) {
      const next = this.lexemes[this.at];
      if (!next || next.kind === '|' || next.kind === ')') return combine('and', parts);
      const part = this.parseNegatable(depth);
      if (part) parts.push(part);
    }
  }

  private parseNegatable(depth: number): FilterExpression | undefined {
    let isNegated = false;
    let end: number | undefined;
    for (let minus = this.peek('-'); minus; minus = this.peek('-')) {
      this.takeOperator();
      isNegated = !isNegated;
      end = minus.to;
      const next = this.lexemes[this.at];
      if (next?.from !== end || next.kind === '|' || next.kind === ')') {
        const sentence =
          'A minus negates the condition right after it: put it in quotes to search for it.';
        this.addProblem(minus, sentence, ['"-"', '']);
        return undefined;
      }
    }
    const part = this.peek('(') ? this.parseGroup(depth) : this.parseWord();
    return part && isNegated ? negate(part) : part;
  }

  private parseGroup(depth: number): FilterExpression | undefined {
    const open = this.takeOperator();
    if (!open) return undefined;
    if (depth >= maxDepth) {
      this.addProblem(open, `Parentheses can be nested at most ${maxDepth} levels deep.`);
      this.stop();
      return undefined;
    }
    const isEmpty = this.peek(')') !== undefined;
    const part = this.parseAlternatives(depth + 1);
    const close = this.peek(')');
    if (close) this.takeOperator();
    else if (!this.isStopped) {
      this.addProblem(open, 'This parenthesis is not closed: ")" is missing.');
    }
    if (isEmpty && close) {
      const between = { from: open.from, to: close.to };
      const sentence =
        'There is nothing between the parentheses: put them in quotes to search for them.';
      this.addProblem(between, sentence, ['"()"', '']);
    }
    return part;
  }

  private parseWord(): FilterExpression | undefined {
    const word = this.lexemes[this.at++] as Word;
    const { expression, problems, tokens, conditions } = parseWord(word);
    this.conditions += conditions;
    if (this.conditions > maxConditions) {
      this.addProblem(word, `A filter has at most ${maxConditions} conditions.`, ['']);
      this.stop();
      return undefined;
    }
    for (const each of problems) this.addProblem(each, each.sentence, each.fixes);
    this.tokens.push(...tokens);
    return expression;
  }

  private stop(): void {
    this.isStopped = true;
    this.at = this.lexemes.length;
  }

  private peek(kind: Sign['kind']): Lexeme | undefined {
    const next = this.lexemes[this.at];
    return next?.kind === kind ? next : undefined;
  }

  private takeOperator(): Lexeme | undefined {
    const next = this.lexemes[this.at++];
    if (next) this.tokens.push({ from: next.from, to: next.to, kind: 'operator' });
    return next;
  }

  private addProblem(
    place: { readonly from: number; readonly to: number },
    sentence: string,
    fixes: readonly string[] = [],
  ): void {
    this.problems.push({ from: place.from, to: place.to, sentence, fixes });
    if (this.problems.length >= maxProblems) this.stop();
  }
}

const negate = (part: FilterExpression): FilterExpression =>
  part.type === 'not' ? part.part : { type: 'not', part };

function combine(
  type: 'and' | 'or',
  parts: readonly FilterExpression[],
): FilterExpression | undefined {
  const [first, ...rest] = parts;
  return first && rest.length > 0 ? { type, parts } : first;
}
