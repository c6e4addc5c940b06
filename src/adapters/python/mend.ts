/**
 * What is half typed, or of another language, makes a parser misunderstand much of what comes before
 * and behind it. So a text with errors is parsed function by function, and what is wrong is taken out
 * of those that have errors: from the first line on that does not fit to the function's end.
 */

/** Ends that are tried for a part. */
const maxTries = 60;
/** Characters that are parsed beside the text itself; what comes then stays as it is. */
const maxTried = 500_000;
/** Nobody types in longer texts, and to parse what has errors takes ten times as long. */
const maxMended = 1_000_000;

/**
 * The text without what is wrong in it, line for line.
 *
 * @param parses whether a text parses without errors
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

/** Cuts where a class, function or import begins at this column, with its decorators. */
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

/** What stands before the methods of a class. */
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
 * As much of its beginning as is right; in place of the first line that isn't stands a `0`.
 *
 * @param blanks that all its lines have but the first one
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
