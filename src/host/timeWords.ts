/** Durations and times as a person says them. Times are microseconds since the epoch. */

/** `0.3 ms`, `237 ms`, `1.9 s`, `30 s`, `2 min 5 s`, `1 h 3 min`. */
export function durationWords(micros: number): string {
  const millis = micros / 1000;
  if (millis < 9.95) return `${shortened(millis)} ms`;
  if (millis < 999.5) return `${Math.round(millis)} ms`;
  const seconds = millis / 1000;
  if (seconds < 9.95) return `${shortened(seconds)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  if (seconds < 3599.5) return minutesAndSeconds(Math.round(seconds));
  return hoursAndMinutes(Math.round(seconds / 60));
}

/** Local wall clock: `14:03:07`. */
export function clockWords(epochMicros: number): string {
  const date = new Date(epochMicros / 1000);
  if (Number.isNaN(date.getTime())) return '–';
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map(part => String(part).padStart(2, '0'))
    .join(':');
}

/** Local date and time: `2026-11-23 14:03:07.123`. */
export function instantWords(epochMicros: number): string {
  const date = new Date(epochMicros / 1000);
  if (Number.isNaN(date.getTime())) return '–';
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map(part => String(part).padStart(2, '0'))
    .join('-');
  return `${day} ${clockWords(epochMicros)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** One decimal, unless it says nothing: `1.9`, `2`. */
const shortened = (value: number): string => value.toFixed(1).replace(/\.0$/u, '');

function minutesAndSeconds(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

function hoursAndMinutes(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
