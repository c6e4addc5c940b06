/** Moments as people read them. Times are microseconds since the epoch; one that is no time is `–`. */

const narrowSpace = '\u202f';
const noTime = '–';

/** Milliseconds since some other moment: `16.8`, `1 329`; from 100 s on `1:40.012`, then `1:02:40`. */
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

/** Local wall clock: `20:11:12`. */
export function formatClockSeconds(epochMicros: number): string {
  const date = dateOf(epochMicros);
  if (!date) return noTime;
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map(part => padded(part, 2))
    .join(':');
}

/** Local wall clock: `20:11:12.345`. */
export const formatClock = (epochMicros: number): string =>
  formatClockSeconds(epochMicros) + milliseconds(epochMicros);

/** Local date and wall clock: `2026-11-23 20:11:12`. */
export function formatDateAndSeconds(epochMicros: number): string {
  const date = dateOf(epochMicros);
  if (!date) return noTime;
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map(part => padded(part, 2))
    .join('-');
  return `${day} ${formatClockSeconds(epochMicros)}`;
}

/** Local date and wall clock: `2026-11-23 20:11:12.345`. */
export const formatDateAndClock = (epochMicros: number): string =>
  formatDateAndSeconds(epochMicros) + milliseconds(epochMicros);

/** UTC, unambiguous, for tooltips and copies: `2026-11-23T20:11:12.345678Z`. */
export function formatInstant(epochMicros: number): string {
  const date = dateOf(epochMicros);
  if (!date) return noTime;
  const micros = ((Math.round(epochMicros) % 1000) + 1000) % 1000;
  return date.toISOString().replace('Z', `${padded(micros, 3)}Z`);
}

function milliseconds(epochMicros: number): string {
  const date = dateOf(epochMicros);
  return date ? `.${padded(date.getMilliseconds(), 3)}` : '';
}

function dateOf(epochMicros: number): Date | undefined {
  const date = new Date(epochMicros / 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const padded = (value: number, digits: number) => String(value).padStart(digits, '0');
