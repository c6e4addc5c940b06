/**
 * A map of bounded weight that forgets its oldest entries: it keeps the newest ones, with a total
 * weight between half and all of its maximum.
 *
 * It keeps two generations, and drops the older one as a whole. A single map would have to find its
 * first entry for each one that it forgets, and V8 then walks over all deleted entries before it.
 */
export class BoundedMap<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  private youngWeight = 0;

  constructor(private readonly maxWeight: number) {}

  get(key: K): V | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  /** Adds or replaces an entry, which becomes the newest one. */
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
