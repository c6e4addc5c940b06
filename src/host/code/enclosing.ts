/**
 * Finds the functions around a line of Python by indentation alone. VS Code without a Python
 * extension cannot, and the index knows only functions with code usage.
 */

export interface EnclosingFunction {
  readonly name: string;
  /** Line of its `def`, counted from 1. */
  readonly defLine: number;
}

interface Line {
  /** Line number, counted from 1. */
  readonly number: number;
  readonly indent: number;
  readonly code: string;
}

const blockStart = /^(?:async\s+def|def|class)\s/u;
const def = /^(?:async\s+)?def\s+([\p{L}_][\p{L}\p{N}_]*)/u;

/**
 * Returns the enclosing functions, innermost first. A line of a decorator or of the signature
 * belongs to the function.
 *
 * @param line line number, counted from 1
 */
export function functionsAround(text: string, line: number): readonly EnclosingFunction[] {
  const lines = logicalLines(text);
  let at = lines.findLastIndex(({ number }) => number <= line);
  while (lines[at]?.code.startsWith('@')) at++;
  const start = lines[at];
  if (!start) return [];
  const found: EnclosingFunction[] = [];
  const add = ({ code, number }: Line) => {
    const name = def.exec(code)?.[1];
    if (name !== undefined) found.push({ name, defLine: number });
  };
  add(start);
  let { indent } = start;
  for (const each of lines.slice(0, at).reverse()) {
    if (each.indent >= indent) continue;
    indent = each.indent;
    add(each);
  }
  return found;
}

/**
 * Returns the lines that begin a statement: without blank lines, comments, and lines within strings
 * or brackets.
 */
function logicalLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  const state: State = { depth: 0, quote: undefined, isContinued: false };
  for (const [i, line] of text.split(/\r\n|[\r\n]/).entries()) {
    const code = line.trimStart();
    // None of these can stand within brackets, so a bracket has not been closed.
    if (state.quote === undefined && blockStart.test(code)) state.depth = 0;
    const begins = state.depth === 0 && state.quote === undefined && !state.isContinued;
    if (begins && code !== '' && !code.startsWith('#')) {
      lines.push({
        number: i + 1,
        indent: indentOf(line.slice(0, line.length - code.length)),
        code,
      });
    }
    scan(line, state);
  }
  return lines;
}

interface State {
  depth: number;
  /** Open quote of a string that continues on the next line: three quotes. */
  quote: string | undefined;
  isContinued: boolean;
}

function indentOf(blanks: string): number {
  let indent = 0;
  for (const each of blanks) indent += each === '\t' ? 8 - (indent % 8) : 1;
  return indent;
}

const tokens = /"""|'''|\\.?|["'#()[\]{}]/gu;

/** Follows strings and brackets to the end of a line. */
function scan(line: string, state: State): void {
  state.isContinued = false;
  let single: string | undefined;
  for (const [token] of line.matchAll(tokens)) {
    const open = state.quote ?? single;
    if (token.startsWith('\\')) {
      if (token === '\\' && open === undefined) state.isContinued = true;
    } else if (open !== undefined) {
      if (token === open) single = state.quote = undefined;
      // Three quotes close a string with one quote: they are '' and another quote.
      else if (single !== undefined && token.startsWith(single)) single = undefined;
    } else if (token === '#') {
      return;
    } else if (token.length === 3) {
      state.quote = token;
    } else if (token === '"' || token === "'") {
      single = token;
    } else if ('([{'.includes(token)) {
      state.depth++;
    } else {
      state.depth = Math.max(0, state.depth - 1);
    }
  }
}
