/** Finds secrets in the columns of text: SQL's `INSERT`, tables of commands, lines of values. */
import { isSecretName } from './secretNames';
import type { TextRange } from './quotedText';
import { isQuote, quotedValue } from './quotedText';

const insert =
  /\binsert\s{1,4}into\s{1,4}[\w."`[\]]{1,128}\s{0,4}\(([^()]{1,4000})\)\s{0,4}values\s{0,4}/gi;
/** Matches before the values that SQLAlchemy tells apart from the statement. */
const parameters = /\[parameters: \[?/g;
const separatorLine = /^[\s+|=-]{3,}$|-\+\s*$/;
/** Matches the words of a log before the first line. */
const prefix = /^[\w ]{1,40}:\s/;
const head = /^["']?[A-Za-z][\w .-]{0,40}["']?$/;

export function tableSecrets(text: string): readonly TextRange[] {
  const found: TextRange[] = [];
  if (/insert\s/i.test(text)) found.push(...insertedSecrets(text));
  if (/\n|\\n/.test(text)) found.push(...linedSecrets(text));
  return found.filter(({ start, end }) => end > start);
}

function insertedSecrets(text: string): readonly TextRange[] {
  const found: TextRange[] = [];
  for (const { index, 0: all, 1: names = '' } of text.matchAll(insert)) {
    const columns = names.split(',').map(name => isSecretName(name.replace(/[\s"'`[\]]/g, '')));
    if (!columns.includes(true)) continue;
    found.push(...secretsInTuples(text, index + all.length, columns));
    parameters.lastIndex = index;
    if (parameters.test(text)) found.push(...secretsInTuples(text, parameters.lastIndex, columns));
  }
  return found;
}

function secretsInTuples(
  text: string,
  from: number,
  columns: readonly boolean[],
): readonly TextRange[] {
  const found: TextRange[] = [];
  let at = from;
  while (text.charAt(at) === '(') {
    const { items, end } = tupleAt(text, at);
    if (items.length === columns.length)
      found.push(
        ...items.filter(
          ({ start, end: last }, column) =>
            columns[column] && !isPlaceholder(text.slice(start, last)),
        ),
      );
    at = end;
    while (/[\s,]/.test(text.charAt(at)) && at < text.length) at++;
  }
  return found;
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
      while (/[\\"']/.test(text.charAt(at)) && at < text.length) at++;
    } else {
      const length = text.slice(at, at + 256).search(/[,)]/);
      const end = length < 0 ? text.length : at + length;
      items.push({ start: at, end });
      at = end;
    }
  }
  return { items, end: at + 1 };
}

interface Line extends TextRange {
  readonly text: string;
}

/** A line with the names of columns is the first one, or stands between two lines of a frame. */
function linedSecrets(text: string): readonly TextRange[] {
  const found: TextRange[] = [];
  let columns: readonly boolean[] | undefined;
  let delimiter = ',';
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
      const cells = line.text
        .replace(prefix, '')
        .split(delimiter)
        .map(cell => cell.trim());
      const isHead = cells.every(cell => cell === '' || head.test(cell));
      const secret = cells.map(cell => isSecretName(cell.replace(/["']/g, '')));
      if (isHead && secret.includes(true)) columns = secret;
      if (columns) continue;
    }
    if (columns === undefined) {
      if (!isAfterFrame && !text.includes('+--')) return found;
      continue;
    }
    found.push(...secretCells(line, delimiter, columns));
  }
  return found;
}

const delimiterOf = (line: string): string | undefined =>
  ['|', ',', ';', '\t'].find(each => line.includes(each));

function secretCells(line: Line, delimiter: string, columns: readonly boolean[]): TextRange[] {
  const found: TextRange[] = [];
  const cells = line.text.split(delimiter);
  if (cells.length !== columns.length) return found;
  let at = line.start;
  for (const [column, cell] of cells.entries()) {
    const value = cell.trim().replace(/^["']|["']$/g, '');
    const start = at + cell.indexOf(value);
    at += cell.length + 1;
    if (columns[column] && value !== '') found.push({ start, end: start + value.length });
  }
  return found;
}

function* linesOf(text: string): Generator<Line> {
  let start = 0;
  for (const { index, 0: all } of text.matchAll(/\r?\n|(?:\\r)?\\n/g)) {
    yield { text: text.slice(start, index), start, end: index };
    start = index + all.length;
  }
  yield { text: text.slice(start), start, end: text.length };
}
