/** A part of a search takes about as long: questions that come meanwhile wait no longer. */
export const partMillis = 15;
const leastCount = 64;

/** How many messages a search looks at in one go, by the time that it took. */
export class Pace {
  /** That a part takes, however few messages it looks at. */
  private leastMillis = Infinity;

  /** @param count of the first part */
  constructor(private wanted: number) {}

  get count(): number {
    return this.wanted;
  }

  /** @param millis that a part of {@link count} messages took */
  took(millis: number): void {
    this.leastMillis = Math.min(this.leastMillis, millis);
    // A statement may look for texts first: it is worth that only for many messages.
    const target = Math.max(partMillis, 3 * this.leastMillis);
    const factor = Math.min(4, Math.max(1 / 4, target / Math.max(millis, 0.1)));
    this.wanted = Math.max(leastCount, Math.round(this.wanted * factor));
  }
}
