import type { TraceRecord } from '../amqp/traceRecord';

/**
 * Estimates when the broker received a message. The firehose has no clock: the time of a record is
 * when the tap received it, which is later by the tap's own delay. RabbitMQ's interceptor
 * (`message_interceptors.incoming.set_header_timestamp`, 3.12 and newer) writes the broker's time
 * into the header `timestamp_in_ms`. When it is present, the delay beyond the smallest one seen so
 * far is subtracted. The two clocks need not agree: only differences of the broker's times are
 * used.
 */
export class BrokerClock {
  /** Difference between the tap's and the broker's clock at the smallest delay, in microseconds. */
  private offsetMicros = Infinity;

  /** @returns milliseconds by the broker's clock; `undefined` without the interceptor */
  static millisOf({ properties }: TraceRecord): number | undefined {
    const millis = properties.headers?.['timestamp_in_ms'];
    return typeof millis === 'number' && Number.isSafeInteger(millis) ? millis : undefined;
  }

  /**
   * Time of the publish in microseconds by the tap's clock; exact to a millisecond when the broker
   * sent its time.
   */
  publishedAtMicros(record: TraceRecord): number {
    const { receivedAtMicros } = record;
    const millis = BrokerClock.millisOf(record);
    // Records that were read later stay in the order of reading, with those that have no such time.
    if (millis === undefined || record.isReadLater) return receivedAtMicros;
    this.offsetMicros = Math.min(this.offsetMicros, receivedAtMicros - millis * 1000);
    return Math.min(receivedAtMicros, millis * 1000 + this.offsetMicros + 1000);
  }
}
