/** Formats durations, sizes, counts, percents and rates for people: one rule for each, in all parts of the program. */

/**
 * Three digits or so, without zeros that say nothing: `0.3 ms`, `237.7 ms`, `1.33 s`, `60 s`; from
 * two minutes on `2 min 5 s`, then `1 h 5 min`.
 */
export function formatDuration(micros: number): string {
  // -0.05 ms is half of the last digit: a negative duration nearer to zero is shown as `0 ms`.
  if (micros <= -50) return `-${formatDuration(-micros)}`;
  const millis = micros / 1000;
  if (millis < 999.95) return `${rounded(millis, 1)} ms`;
  const seconds = millis / 1000;
  if (seconds < 9.995) return `${rounded(seconds, 2)} s`;
  if (seconds < 119.95) return `${rounded(seconds, 1)} s`;
  const wholeSeconds = Math.round(seconds);
  if (wholeSeconds < 3600) return twoUnits(wholeSeconds, 'min', 's');
  return twoUnits(Math.round(seconds / 60), 'h', 'min');
}

/** `1 byte`, `1.4 KB`, `20 MB`, `1.5 GB`; units are powers of 1024, as VS Code's own. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return plural(bytes, 'byte');
  let amount = bytes / 1024;
  let unit = 'KB';
  for (const larger of ['MB', 'GB', 'TB']) {
    // An amount of 1023.95 or more would be rounded to 1024 of its unit.
    if (amount < 1023.95) break;
    amount /= 1024;
    unit = larger;
  }
  return `${rounded(amount, 1)} ${unit}`;
}

// Texts are English, whatever the locale of the machine.
const counts = new Intl.NumberFormat('en-US');

/** `2,716` */
export const formatCount = (count: number): string => counts.format(count);

/** `1 row`, `2,716 rows`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Whole percents of a total, from 0 to 100, rounded down: 100 only when all is done. */
export const wholePercents = (done: number, total: number): number =>
  total > 0 ? Math.max(0, Math.min(100, Math.floor((100 * done) / total))) : 0;

/** {@link wholePercents} as VS Code writes them: `45%`. */
export const formatPercent = (done: number, total: number): string =>
  `${wholePercents(done, total)}%`;

/** @returns `published twice`; `undefined` for what was published once, or not seen */
export function publishedWords(publishCount: number): string | undefined {
  if (publishCount < 2) return undefined;
  return publishCount === 2 ? 'published twice' : `published ${formatCount(publishCount)} times`;
}

/** Events per second, without the unit: `0.3`, `9.0`, `2,716`. Rates below ten have one decimal. */
export const formatRate = (perSecond: number): string =>
  perSecond < 9.95 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));

/** Formats a rate like {@link formatRate}, with two digits, so that a small change redraws nothing. */
export const formatSteadyRate = (perSecond: number): string =>
  perSecond < 0.05
    ? '0'
    : formatRate(perSecond < 9.95 ? perSecond : Number(perSecond.toPrecision(2)));

const rounded = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** `2 min 5 s`; the smaller unit, 60 of which make the larger one, only when there is some of it. */
function twoUnits(amount: number, larger: string, smaller: string): string {
  const rest = amount % 60;
  const whole = `${Math.floor(amount / 60)} ${larger}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smaller}`;
}
