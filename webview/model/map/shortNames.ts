/**
 * Shortens names that stand side by side where they are all the same, so that the differences stay
 * visible: `…node-7` of `rack7-compute-node-7`, `cmp1…` of `cmp1.region.example.org`.
 *
 * @param length number of characters that fit; shorter names stay whole
 */
export function shortNames(names: readonly string[], length: number): readonly string[] {
  const [first = ''] = names;
  if (names.length < 2) return names;
  let [start, end] = [first.length, first.length];
  for (const name of names) {
    start = Math.min(
      start,
      sharedLength(first, name, at => at),
    );
    end = Math.min(
      end,
      sharedLength(first, name, (at, whole) => whole - 1 - at),
    );
  }
  // The last word of the common prefix tells what the difference is about.
  const from = /[^-._ ·]*[-._ ·]*$/.exec(first.slice(0, start))?.index ?? 0;
  return names.map(name => {
    if (name.length <= length) return name;
    if (end > start) return `${name.slice(0, Math.max(1, name.length - end))}…`;
    return from > 0 ? `…${name.slice(from)}` : name;
  });
}

/**
 * Returns the number of characters that two names share at one end.
 *
 * @param placeOf returns the index of the n-th character to compare, counted from 0, in a name of a
 *   length
 */
function sharedLength(
  one: string,
  other: string,
  placeOf: (at: number, length: number) => number,
): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at < most && one[placeOf(at, one.length)] === other[placeOf(at, other.length)]) at++;
  return at;
}
