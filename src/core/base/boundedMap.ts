/**
 * A map that forgets its oldest entries: it holds those set last, of at least half and at most all
 * of its maximal weight together.
 *
 * It keeps two generations, and drops the older one as a whole. A single map would have to find its
 * first entry for each that it forgets, and V8 walks over all that were deleted before it.
 */
export class BoundedMap<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  private youngWeight = 0;

  constructor(private readonly maxWeight: number) {}

  get(key: K): V | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  /** Makes the entry the newest. */
  set(key: K, value: V, weight = 1): void {
    this.youngWeight += weight;
    if (this.youngWeight > this.maxWeight / 2) {
      this.old = this.young;
      this.young = new Map();
      this.youngWeight = weight;
    }
    this.young.set(key, value);
  }
}
