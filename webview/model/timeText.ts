/** Durations, times and counts as the diagram writes them. Times are microseconds. */

const narrowSpace = '\u202f';

/** `0.3 ms`, `237.7 ms`, `1.33 s`, `2 min 5 s`. */
export function formatDuration(micros: number): string {
  const millis = micros / 1000;
  if (Math.abs(millis) < 999.95) return `${millis.toFixed(1)} ms`;
  const seconds = millis / 1000;
  if (Math.abs(seconds) < 9.995) return `${seconds.toFixed(2)} s`;
  return Math.abs(seconds) < 59.95 ? `${seconds.toFixed(1)} s` : formatLong(seconds);
}

/** `+1.2 s`: what passed between two rows. */
export function formatGap(micros: number): string {
  const seconds = micros / 1_000_000;
  return `+${seconds < 59.95 ? `${seconds.toFixed(1)} s` : formatLong(seconds)}`;
}

/** A time limit as people set them: `1.5 s`, `60 s`, `30 min`. */
export function formatTimeout(millis: number): string {
  const seconds = Number((millis / 1000).toFixed(1));
  return seconds < 120 ? `${seconds} s` : formatLong(seconds).replace(/ 0 \w+$/, '');
}

/** Milliseconds in the gutter: `16.8`, `1 329`; from 100 s on `1:40.012`, then `1:02:40`. */
export function formatOffset(micros: number): string {
  if (micros < 0) return `−${formatOffset(-micros)}`;
  const millis = micros / 1000;
  if (millis < 99.95) return millis.toFixed(1);
  const whole = Math.round(millis);
  if (whole < 100_000) return String(whole).replace(/\B(?=(\d{3})+$)/g, narrowSpace);
  const seconds = Math.floor(whole / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes}:${padded(seconds % 60, 2)}.${padded(whole % 1000, 3)}`;
  }
  return `${Math.floor(minutes / 60)}:${padded(minutes % 60, 2)}:${padded(seconds % 60, 2)}`;
}

/** Local wall clock: `20:11:12.345`. */
export function formatClock(epochMicros: number): string {
  const date = new Date(epochMicros / 1000);
  if (Number.isNaN(date.getTime())) return '–';
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${clock.map(part => padded(part, 2)).join(':')}.${padded(date.getMilliseconds(), 3)}`;
}

/** Unambiguous, for tooltips and copies: `2026-11-23T20:11:12.345678Z`. */
export function formatInstant(epochMicros: number): string {
  const date = new Date(epochMicros / 1000);
  if (Number.isNaN(date.getTime())) return '–';
  const micros = ((Math.round(epochMicros) % 1000) + 1000) % 1000;
  return date.toISOString().replace('Z', `${padded(micros, 3)}Z`);
}

const counts = new Intl.NumberFormat('en-US');

/** `2,716` */
export const formatCount = (count: number): string => counts.format(count);

/** `1 row`, `2,716 rows`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** `512 bytes`, `1.4 kB`, `20.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte');
  return bytes < 1_000_000
    ? `${(bytes / 1000).toFixed(1)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function formatLong(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const padded = (value: number, digits: number) => String(value).padStart(digits, '0');
