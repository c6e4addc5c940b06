/**
 * Regular expressions of a workspace. JavaScript's matcher tries all ways to match, whose number can
 * grow with each character without end; a pattern is used only where few ways exist.
 */

/** Number of ways to match that take some ten milliseconds to try. */
const maxWays = 5_000_000;

/**
 * @param length longest text that is matched
 * @returns `undefined` when the pattern is none, or could take very long
 */
export function boundedPattern(source: string, length: number): RegExp | undefined {
  if (waysToMatch(source, length) > maxWays) return undefined;
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** An escape, a class, the start of a group, a quantifier, or any other character. */
const parts = /\\.|\[(?:\\.|[^\]\\])*\]|\(\?:|\(\?|[*+?]\??|\{\d*,?\d*\}\??|./gsu;

/** Bound of the ways in which a text of a length can match; Infinity where no simple one exists. */
function waysToMatch(source: string, length: number): number {
  let ways = 1;
  let previous = '';
  for (const [part] of source.matchAll(parts)) {
    const isRepeated = /^(?:[*+]|\{)/u.test(part);
    // A repeated group, a reference and a look-around have no simple bound.
    if ((isRepeated && previous === ')') || part === '(?' || /^\\[1-9k]/u.test(part))
      return Infinity;
    if (isRepeated) ways *= length;
    else if (part.startsWith('?') || part === '|') ways *= 2;
    previous = part;
  }
  return ways;
}
