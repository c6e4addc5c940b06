/**
 * Remembers the answers of a function about texts, most of which come again and again.
 *
 * @param answer depends on the text alone, and is never `undefined`
 * @param limit number of texts after which all are forgotten: where texts are data, no answer comes again
 */
export function remembered<T extends object | string | number | boolean | null>(
  answer: (text: string) => T,
  limit: number,
): (text: string) => T {
  const known = new Map<string, T>();
  return text => {
    let found = known.get(text);
    if (found === undefined) {
      found = answer(text);
      if (known.size >= limit) known.clear();
      known.set(text, found);
    }
    return found;
  };
}
