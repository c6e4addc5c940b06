/** Compares by content, so that a repeated announcement does not trigger a reload. */
export const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each, at) => each === other[at]);
