/**
 * Repairs text that is half typed or of another language, which makes a parser misread much of the
 * text around it. A text with errors is parsed function by function; a function with errors is cut,
 * from the first line that does not fit to its end.
 */

/** Maximum number of ends that are tried for a part. */
const maxTries = 60;
/**
 * Maximum number of characters that are parsed in addition to the text; the rest stays unchanged.
 */
const maxTried = 500_000;
/**
 * Maximum length of a repaired text. Nobody types in longer ones, and parsing text with errors
 * takes ten times as long.
 */
const maxMended = 1_000_000;

/**
 * Returns the text without its errors, with the same line numbers.
 *
 * @param parses tells whether a text parses without errors
 */
export function mended(text: string, parses: (text: string) => boolean): string {
  if (text.length > maxMended) return text;
  let left = maxTried + text.length;
  const isRight = (part: string) => (left -= part.length) < 0 || parses(part);
  return partsOf(text.split('\n'), 0)
    .flatMap(part => {
      if (isRight(part.join('\n'))) return part;
      const blanks = blanksOfMembers(part);
      if (blanks === undefined) return cut(part, '', isRight);
      const [head = [], ...members] = partsOf(part, blanks.length);
      return [
        ...cut(head, blanks, each => isRight(`${each}\n${blanks}0`)),
        ...members.flatMap(member => cut(member, blanks, each => isRight(`class A:\n${each}`))),
      ];
    })
    .join('\n');
}

const starts = /^([ \t]*)(?:(@)|(?:class|def|async[ \t]+def|import|from)\b)/;

/** Splits where a class, function or import begins at this column, with its decorators. */
function partsOf(lines: readonly string[], column: number): string[][] {
  const parts: string[][] = [[]];
  let isDecorated = false;
  for (const line of lines) {
    const [, blanks, decorator] = starts.exec(line) ?? [];
    if (line.trim() === '') isDecorated = false;
    if (blanks?.length === column) {
      if (!isDecorated) parts.push([]);
      isDecorated = decorator !== undefined;
    }
    parts.at(-1)?.push(line);
  }
  return parts.filter(each => each.length > 0);
}

/** Returns the indentation of a class's methods. */
function blanksOfMembers(part: readonly string[]): string | undefined {
  const head = part.findIndex(line => /^class\b/.test(line));
  if (head === -1) return undefined;
  for (const line of part.slice(head + 1)) {
    const blanks = starts.exec(line)?.[1];
    if (blanks) return blanks;
  }
  return undefined;
}

/**
 * Returns the correct beginning of a part; a `0` replaces the first line with an error.
 *
 * @param blanks indentation of all its lines but the first
 */
function cut(
  part: readonly string[],
  blanks: string,
  isRight: (text: string) => boolean,
): readonly string[] {
  if (isRight(part.join('\n'))) return part;
  const shortened = (end: number) =>
    part.map((line, i) => (i < end ? line : i === end ? `${indentOf(line, i)}0` : ''));
  const indentOf = (line: string, i: number) => {
    const own = /^[ \t]*/.exec(line)?.[0] ?? '';
    return i > 0 && own.length < blanks.length ? blanks : own;
  };
  const ends = part.flatMap((line, i) => (line.trim() === '' ? [] : [i]));
  const step = Math.ceil(ends.length / maxTries);
  for (let i = ends.length - 1; i >= 0; i -= step) {
    const kept = shortened(ends[i] ?? 0);
    if (isRight(kept.join('\n'))) return kept;
  }
  return shortened(ends[0] ?? 0);
}
