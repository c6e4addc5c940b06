/** Numbers of the first and the last bucket. */
interface BucketExtent {
  readonly first: number;
  readonly last: number;
}

/** Part of the messages that is ignored at either end, to find when most of them were. */
const strayPart = 1 / 8;
/** A gap this many times as long as most of the messages take would hide them in the picture. */
const hidingFactor = 10;
const dayMicros = 24 * 3600 * 1_000_000;

/**
 * Finds the time that an overview shows: that of all messages, except for a few that are far away
 * because a clock was wrong. Nights and weekends between two parts of a capture are included.
 *
 * @param numbers numbers of the buckets, in any order
 * @param counts number of messages in each bucket
 * @returns `undefined` when there are no messages
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

/** Position of the bucket at which the sum of the counts exceeds `most`. */
function beyond(buckets: readonly { readonly count: number }[], most: number): number {
  let seen = 0;
  return buckets.findIndex(({ count }) => (seen += count) > most);
}
