/** Moments as people read them. Times are microseconds since the epoch; one that is no time is `–`. */

const narrowSpace = '\u202f';
const noTime = '–';

/** Zone of clocks and dates: that of the machine, or UTC, whose times end in `Z`. */
export type ClockZone = 'local' | 'utc';

/** Form of all times of a list since one moment. */
export type OffsetUnit = 'milliseconds' | 'minutes' | 'hours';

/** Chooses the form by the longest time of the list, so that all of them read alike. */
export function offsetUnit(longestMicros: number): OffsetUnit {
  if (longestMicros < 100e6) return 'milliseconds';
  return longestMicros < 3600e6 ? 'minutes' : 'hours';
}

/** Time since some other moment: `16.8` or `1 329` milliseconds; `1:40.012`; `1:02:40.012`. */
export function formatOffset(micros: number, unit: OffsetUnit): string {
  if (micros < 0) return `−${formatOffset(-micros, unit)}`;
  const millis = micros / 1000;
  if (unit === 'milliseconds') {
    if (millis < 99.95) return millis.toFixed(1);
    return String(Math.round(millis)).replace(/\B(?=(\d{3})+$)/g, narrowSpace);
  }
  const whole = Math.round(millis);
  const minutes = Math.floor(whole / 60_000);
  const seconds = `${padded(Math.floor(whole / 1000) % 60, 2)}.${padded(whole % 1000, 3)}`;
  if (unit === 'minutes') return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${padded(minutes % 60, 2)}:${seconds}`;
}

/**
 * Time since a moment, with the digits that tell it from one that is a step later: `0`, `12.35 ms`,
 * `1.0025 s`, `2 min 5.5 s`, `1 h 5 min`, `−3 s` for three seconds before it.
 *
 * @param longestMicros the longest time of the same axis, whose unit all of its times have
 */
export function formatElapsed(micros: number, stepMicros: number, longestMicros = micros): string {
  // A step of 200 µs asks for hundreds of microseconds. The small addend makes up for rounding.
  const resolution = 10 ** Math.floor(Math.log10(Math.max(1, stepMicros)) + 1e-9);
  const whole = Math.round(micros / resolution) * resolution;
  if (whole === 0) return '0';
  if (whole < 0) return `−${formatElapsed(-whole, stepMicros, longestMicros)}`;
  const longest = Math.max(whole, longestMicros);
  if (longest < 1e6) return `${whole / 1000} ms`;
  if (longest < 120e6) return `${whole / 1e6} s`;
  return [
    [Math.floor(whole / 3600e6), 'h'] as const,
    [Math.floor(whole / 60e6) % 60, 'min'] as const,
    [(whole % 60e6) / 1e6, 's'] as const,
  ]
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** Wall clock: `20:11:12`, in UTC `20:11:12Z`. */
export function formatClockSeconds(epochMicros: number, zone: ClockZone = 'local'): string {
  const date = dateOf(epochMicros);
  return date ? secondsOf(date, zone) + markOf(zone) : noTime;
}

/** Wall clock: `20:11:12.345`, in UTC `20:11:12.345Z`. */
export function formatClock(epochMicros: number, zone: ClockZone = 'local'): string {
  const date = dateOf(epochMicros);
  return date ? secondsOf(date, zone) + milliseconds(date) + markOf(zone) : noTime;
}

/** Date and wall clock: `2026-11-23 20:11:12`, in UTC `2026-11-23 20:11:12Z`. */
export function formatDateAndSeconds(epochMicros: number, zone: ClockZone = 'local'): string {
  const date = dateOf(epochMicros);
  return date ? `${dayOf(date, zone)} ${secondsOf(date, zone)}${markOf(zone)}` : noTime;
}

/** Local date and wall clock: `2026-11-23 20:11:12.345`. */
export function formatDateAndClock(epochMicros: number): string {
  const date = dateOf(epochMicros);
  return date ? `${dayOf(date, 'local')} ${formatClock(epochMicros)}` : noTime;
}

/** UTC, unambiguous, for tooltips and copies: `2026-11-23T20:11:12.345678Z`. */
export function formatInstant(epochMicros: number): string {
  const date = dateOf(epochMicros);
  if (!date) return noTime;
  const micros = ((Math.round(epochMicros) % 1000) + 1000) % 1000;
  return date.toISOString().replace('Z', `${padded(micros, 3)}Z`);
}

const markOf = (zone: ClockZone): string => (zone === 'utc' ? 'Z' : '');

function dayOf(date: Date, zone: ClockZone): string {
  const [year, month, day] =
    zone === 'utc'
      ? [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
      : [date.getFullYear(), date.getMonth(), date.getDate()];
  return [padded(year, 2), padded(month + 1, 2), padded(day, 2)].join('-');
}

function secondsOf(date: Date, zone: ClockZone): string {
  const parts =
    zone === 'utc'
      ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
      : [date.getHours(), date.getMinutes(), date.getSeconds()];
  return parts.map(part => padded(part, 2)).join(':');
}

const milliseconds = (date: Date): string => `.${padded(date.getMilliseconds(), 3)}`;

function dateOf(epochMicros: number): Date | undefined {
  const date = new Date(epochMicros / 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const padded = (value: number, digits: number) => String(value).padStart(digits, '0');
