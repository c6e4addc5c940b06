import { maxBlockMillis } from '../../node/yielder';

const leastCount = 64;

/** How many messages a search looks at in one go, by the time that it took. */
export class Pace {
  /**
   * @param wanted count of the first part
   * @param ownMillis that a part costs by itself, however few messages it looks at
   */
  constructor(
    private wanted: number,
    private ownMillis = 0,
  ) {}

  get count(): number {
    return this.wanted;
  }

  /** @param millis that a part of {@link count} messages took */
  took(millis: number): void {
    this.ownMillis = Math.min(this.ownMillis, millis);
    // What a part costs by itself is worth it only for many messages.
    const target = Math.max(maxBlockMillis, 2 * this.ownMillis);
    const factor = target / Math.max(0.1, millis - this.ownMillis);
    const limited = Math.min(4, Math.max(1 / 4, factor));
    this.wanted = Math.max(leastCount, Math.round(this.wanted * limited));
  }
}
