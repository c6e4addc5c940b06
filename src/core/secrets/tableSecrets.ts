/** Finds secrets in the columns of text: SQL and its parameters, tables of commands, lines of values. */
import type { Line, TextRange } from './quotedText';
import { isQuote, linesOf, quotedValue } from './quotedText';
import { isSecretName } from './secretNames';

/**
 * Matches a statement up to its values, or what SQLAlchemy writes before those of the last one (`[SQL: …]
 * [parameters: …]` of sqlalchemy/exc.py).
 */
const statementOrParameters =
  /\binsert\s{1,4}into\s{1,4}[\w."`[\]]{1,128}\s{0,4}\(([^()]{1,4000})\)\s{0,4}values\s{0,4}|\[sql:\s(?:update|delete|select)\s([^[\]]{1,4000})|\[parameters: \[?/gi;
/** Matches a parameter of a statement, with the column that it is compared with or put into. */
const parameter = /([\w."`]{1,128})\s{0,4}(?:[=<>]|!=|<>|like)\s{0,4}(?:\?|%s)|\?|%s/gi;
const separatorLine = /^[\s+|=-]{3,}$|-\+\s*$/;
/** Matches the words of a log before the first line. */
const prefix = /^(?:[\w. ]{1,80}:\s){1,3}/;
const head = /^["']?[A-Za-z][\w .-]{0,40}["']?$/;

export function* tableSecrets(text: string): Generator<TextRange> {
  if (/insert\s|\[parameters:/i.test(text)) yield* sqlSecrets(text);
  if (/\n|\\n/.test(text)) yield* linedSecrets(text);
}

function* sqlSecrets(text: string): Generator<TextRange> {
  // Columns of the statements whose parameters may follow.
  const waiting = new Map<number, readonly boolean[]>();
  const wait = (columns: readonly boolean[]) => {
    const others = waiting.get(columns.length);
    waiting.set(
      columns.length,
      columns.map((is, at) => is || others?.[at] === true),
    );
  };
  for (const { index, 0: all, 1: names, 2: statement } of text.matchAll(statementOrParameters)) {
    const values = index + all.length;
    if (statement !== undefined) {
      wait([...statement.matchAll(parameter)].map(([, name = '']) => isSecretColumn(name)));
      continue;
    }
    if (names === undefined) {
      yield* secretsInTuples(text, values, waiting);
      waiting.clear();
      continue;
    }
    const columns = names.split(',').map(isSecretColumn);
    if (!columns.includes(true)) continue;
    yield* secretsInTuples(text, values, new Map([[columns.length, columns]]));
    wait(columns);
  }
}

const isSecretColumn = (name: string): boolean => isSecretName(name.replace(/[\s"'`[\]]/g, ''));

/** @param isSecret for each number of columns, tells which ones hold a secret */
function* secretsInTuples(
  text: string,
  from: number,
  isSecret: ReadonlyMap<number, readonly boolean[]>,
): Generator<TextRange> {
  let at = from;
  while (text.charAt(at) === '(') {
    const { items, end } = tupleAt(text, at);
    const columns = isSecret.get(items.length);
    for (const [column, item] of items.entries()) {
      if (columns?.[column] && !isPlaceholder(text.slice(item.start, item.end))) yield item;
    }
    at = end;
    while (/[\s,]/.test(text.charAt(at))) at++;
  }
}

const isPlaceholder = (value: string): boolean =>
  /^(?:\?|NULL|None|true|false|DEFAULT|[:$%@][\w()]{1,64})$/i.test(value);

/** Reads the values of a tuple; those in quotes come without them. */
function tupleAt(text: string, open: number): { items: TextRange[]; end: number } {
  const items: TextRange[] = [];
  let at = open + 1;
  while (at < text.length && text.charAt(at) !== ')') {
    if (/[\s,]/.test(text.charAt(at))) {
      at++;
      continue;
    }
    if (/[bu]/.test(text.charAt(at)) && isQuote(text, at + 1)) at++;
    if (isQuote(text, at)) {
      const value = quotedValue(text, at);
      items.push(value);
      at = value.end;
      while (/[\\"']/.test(text.charAt(at))) at++;
    } else {
      const length = text.slice(at, at + 256).search(/[,)]/);
      const end = length < 0 ? text.length : at + length;
      items.push({ start: at, end });
      at = end;
    }
  }
  return { items, end: at + 1 };
}

/** A line with the names of columns is the first one, or stands between two lines of a frame. */
function* linedSecrets(text: string): Generator<TextRange> {
  const hasFrame = text.includes('+--');
  let columns: readonly boolean[] | undefined;
  let delimiter: string | RegExp = ',';
  let isAfterFrame = false;
  let isFirst = true;
  for (const line of linesOf(text)) {
    if (separatorLine.test(line.text)) {
      isAfterFrame = true;
      continue;
    }
    const names = isFirst || (isAfterFrame && !columns) ? delimiterOf(line.text) : undefined;
    isFirst = false;
    if (names !== undefined) {
      delimiter = names;
      const cells = cellsOf(line.text.replace(prefix, ''), delimiter).map(cell => cell.trim());
      const isHead = cells.every(
        cell => cell === '' || (delimiter === wide ? isFixedHead(cell) : head.test(cell)),
      );
      const secret = cells.map(cell => isSecretName(cell.replace(/["']/g, '')));
      if (isHead && secret.includes(true)) columns = secret;
      if (columns) continue;
    }
    if (columns === undefined) {
      if (!isAfterFrame && !hasFrame) return;
      continue;
    }
    yield* secretCells(line, delimiter, columns);
  }
}

const wide = / {2,}/;

/** @returns two blanks for columns of a fixed width */
const delimiterOf = (line: string): string | RegExp | undefined =>
  ['|', ',', ';', '\t', '\\t'].find(each => line.includes(each)) ??
  (/\S {2,}\S/.test(line) ? wide : undefined);

/** Sentences have two blanks, too, so that each head of columns of a fixed width needs a capital. */
const isFixedHead = (cell: string): boolean => /^[A-Z][\w _-]*$/.test(cell);

function* secretCells(
  line: Line,
  delimiter: string | RegExp,
  columns: readonly boolean[],
): Generator<TextRange> {
  const cells = cellsOf(line.text, delimiter);
  if (cells.length !== columns.length) return;
  let at = 0;
  for (const [column, cell] of cells.entries()) {
    const value = cell.trim().replace(/^["']|["']$/g, '');
    const from = line.text.indexOf(cell, at);
    const start = line.start + from + cell.indexOf(value);
    at = from + cell.length;
    if (columns[column]) yield { start, end: start + value.length };
  }
}

const cellsOf = (line: string, delimiter: string | RegExp): readonly string[] =>
  delimiter === wide ? line.trim().split(delimiter) : line.split(delimiter);
