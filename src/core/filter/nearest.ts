/** Suggests a known word for a misspelt one. */

const longestName = 30;

/** @returns `undefined` when no known word is similar */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const sought = name.toLowerCase();
  if (sought === '' || sought.length > longestName) return undefined;
  const begun = known.filter(each => each.toLowerCase().startsWith(sought));
  if (begun.length === 1 && sought.length > 1) return begun[0];
  const most = Math.max(1, Math.floor(sought.length / 3));
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const each of known) {
    const edits = editsBetween(sought, each.toLowerCase());
    if (edits <= most && edits < (best?.edits ?? Infinity)) best = { name: each, edits };
  }
  return best?.name;
}

/**
 * Counts the letters to add, remove, replace, or swap with their neighbour (Damerau–Levenshtein
 * distance).
 */
function editsBetween(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, j) => j),
  ];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let edits = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + Number(!isSame),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      }
      row.push(edits);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
