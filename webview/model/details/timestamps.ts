/** Recognises times among the values of messages, and formats them. */
import type { JsonValue } from '../../../src/core/base/json';
import type { ClockZone } from '../../../src/core/text/times';
import { formatDateAndSeconds, formatInstant } from '../../../src/core/text/times';

/**
 * Matches `2026-11-23T20:11:12.345678+00:00`, or with a space for the `T`, as `str(datetime)`
 * writes it.
 */
const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Names of fields that hold seconds since the epoch, and the range of plausible values: 2001 to
 * 2100.
 */
const momentKey = /(?:_at|^timestamp|_timestamp|_since)$/;
const epochSeconds = { from: 1_000_000_000, to: 4_102_444_800 };

/**
 * @param key name of the value's field: bare numbers are times in certain fields only
 * @returns microseconds since the epoch; a time without a zone is UTC, as OpenStack keeps it
 */
export function momentOf(key: string, value: JsonValue): number | undefined {
  if (typeof value === 'string') {
    const parts = iso.exec(value);
    return parts ? microsOf(parts) : epochMicros(key, Number(value.trim() || NaN));
  }
  return typeof value === 'number' ? epochMicros(key, value) : undefined;
}

function microsOf([, date, time, fraction = '', zone = 'Z']: RegExpExecArray): number | undefined {
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const millis = Date.parse(`${date}T${time}${offset}`);
  const micros = millis * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  return Number.isNaN(millis) ? undefined : micros;
}

function epochMicros(key: string, seconds: number): number | undefined {
  if (!momentKey.test(key)) return undefined;
  const isMoment = seconds >= epochSeconds.from && seconds < epochSeconds.to;
  return isMoment ? Math.round(seconds * 1_000_000) : undefined;
}

/** Formats a time with date and zone: `2026-11-23 20:11:12Z`, or local: `2026-11-23 21:11:12 +01:00`. */
export function formatZoned(epochMicros: number, zoneOfTab: ClockZone): string {
  if (zoneOfTab === 'utc') return formatDateAndSeconds(epochMicros, zoneOfTab);
  const offset = -new Date(epochMicros / 1000).getTimezoneOffset();
  if (Number.isNaN(offset)) return '–';
  const size = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${formatDateAndSeconds(epochMicros)} ${zone}`;
}

/** Both the local time and UTC to the microsecond, for tooltips. */
export const bothTimes = (epochMicros: number): string =>
  `${formatZoned(epochMicros, 'local')} local\n${formatInstant(epochMicros)} UTC`;

const two = (value: number): string => String(value).padStart(2, '0');
