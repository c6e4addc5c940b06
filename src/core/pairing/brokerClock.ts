import type { TraceRecord } from '../amqp/traceRecord';

/**
 * When the broker took a message. The firehose has no clock: a record's time is when the tap
 * received it, which is later by the tap's own delay. Where RabbitMQ's interceptor
 * (`message_interceptors.incoming.set_header_timestamp`, 3.12 and newer) notes the broker's time in
 * the header `timestamp_in_ms`, the delay beyond the least one seen so far is taken off again. The
 * two clocks need not agree: only differences of the broker's are used.
 */
export class BrokerClock {
  /** From the broker's clock to the tap's, with the least delay; microseconds. */
  private offsetMicros = Infinity;

  /** @returns milliseconds by the broker's clock; `undefined` without the interceptor */
  static millisOf({ properties }: TraceRecord): number | undefined {
    const millis = properties.headers?.['timestamp_in_ms'];
    return typeof millis === 'number' && Number.isSafeInteger(millis) ? millis : undefined;
  }

  /** Microseconds by the tap's clock; exact to a millisecond where the broker told its time. */
  publishedAtMicros(record: TraceRecord): number {
    const { receivedAtMicros } = record;
    const millis = BrokerClock.millisOf(record);
    if (millis === undefined) return receivedAtMicros;
    this.offsetMicros = Math.min(this.offsetMicros, receivedAtMicros - millis * 1000);
    return Math.min(receivedAtMicros, millis * 1000 + this.offsetMicros + 1000);
  }
}
