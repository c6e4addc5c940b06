import type { TraceRecord } from '../amqp/traceRecord';
import type { DecodedMessage } from '../oslo/message';
import { BrokerClock } from './brokerClock';

/**
 * Returns when a message was sent, as it tells itself; microseconds since the epoch. This is needed where
 * records were read later than they were made. RabbitMQ's interceptor writes its time into the header
 * `timestamp_in_ms` and into the property `timestamp`, which counts seconds; a notification has the time
 * of its sender (`_notify` of oslo_messaging/notify/notifier.py).
 *
 * @returns `undefined` when the message tells no time
 */
export function toldAtMicros(
  record: TraceRecord,
  decoded: DecodedMessage | undefined,
): number | undefined {
  const millis = BrokerClock.millisOf(record);
  if (millis !== undefined) return millis * 1000;
  const seconds = record.properties['timestamp'];
  if (typeof seconds === 'number' && Number.isSafeInteger(seconds * 1e6)) return seconds * 1e6;
  const own = decoded?.kind === 'notification' ? decoded.inner['timestamp'] : undefined;
  return typeof own === 'string' ? microsOfUtc(own) : undefined;
}

/** Parses the text form of Python's `datetime`, in UTC: `2026-02-03 10:11:12.123456`. */
function microsOfUtc(text: string): number | undefined {
  const [, day, time, fraction = ''] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const millis = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(millis) ? undefined : millis * 1000 + Number(fraction.padEnd(6, '0'));
}
