/** Keeps amounts and their units on one line, as `37 ms` in a sentence that wraps. */
export const unbroken = (sentence: string): string =>
  sentence.replace(/(?<=\d) (?=(?:ms|s|min|h|bytes?|[KMGT]B)\b)/gu, '\u00a0');
