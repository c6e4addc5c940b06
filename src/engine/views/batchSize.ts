import { maxBlockMillis } from '../../node/yielder';

const leastCount = 64;

/** Chooses the number of messages in one part of a search, by the time that earlier parts took. */
export class BatchSize {
  /**
   * @param wanted number of messages in the first part
   * @param ownMillis fixed time of a part, independent of its number of messages
   */
  constructor(
    private wanted: number,
    private ownMillis = 0,
  ) {}

  get count(): number {
    return this.wanted;
  }

  /** @param millis time that a part of {@link count} messages took */
  adapt(millis: number): void {
    this.ownMillis = Math.min(this.ownMillis, millis);
    // A large fixed time only pays for many messages.
    const target = Math.max(maxBlockMillis, 2 * this.ownMillis);
    const factor = target / Math.max(0.1, millis - this.ownMillis);
    const limited = Math.min(4, Math.max(1 / 4, factor));
    this.wanted = Math.max(leastCount, Math.round(this.wanted * limited));
  }
}
