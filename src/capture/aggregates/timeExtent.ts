/** From the first bucket to the last one. */
export interface BucketExtent {
  readonly first: number;
  readonly last: number;
}

/** Part of the messages that is passed over at either end to find when most of them were. */
const strayPart = 1 / 8;
/** So many times as long as most of the messages take: a gap that hides them. */
const hidingFactor = 10;
const dayMicros = 24 * 3600 * 1_000_000;

/**
 * The time that an overview shows: of all messages, but for a few that are far away from the others
 * because a clock was wrong. Nights and weekends between two parts of a capture belong to it.
 *
 * @param numbers of the buckets, in any order
 * @param counts of the messages in each
 * @returns `undefined` of nothing
 */
export function extentOf(
  numbers: readonly number[],
  counts: readonly number[],
  bucketMicros: number,
): BucketExtent | undefined {
  const buckets = numbers
    .map((number, position) => ({ number, count: counts[position] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.number - b.number);
  if (buckets.length === 0) return undefined;
  const strays = buckets.reduce((sum, { count }) => sum + count, 0) * strayPart;
  let first = beyond(buckets, strays);
  let last = buckets.length - 1 - beyond(buckets.toReversed(), strays);
  const numberAt = (position: number): number => buckets[position]?.number ?? NaN;
  const most = numberAt(last) - numberAt(first);
  const widest = Math.max(dayMicros / bucketMicros, hidingFactor * most);
  while (numberAt(first) - numberAt(first - 1) <= widest) first--;
  while (numberAt(last + 1) - numberAt(last) <= widest) last++;
  return { first: numberAt(first), last: numberAt(last) };
}

/** Position of the bucket in which the count exceeds a number. */
function beyond(buckets: readonly { readonly count: number }[], most: number): number {
  let seen = 0;
  return buckets.findIndex(({ count }) => (seen += count) > most);
}
