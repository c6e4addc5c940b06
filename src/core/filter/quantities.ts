/** Parses durations, sizes and times of the filter language, and ranges of them. */
import type { FieldInfo } from './fields';
import type { FilterProblem } from './filterExpression';

type QuantityProblem = Pick<FilterProblem, 'sentence' | 'fixes'>;

/**
 * Range that one number stands for: a single value for `12ms`, all moments of the day for
 * `2026-11-25`.
 */
interface Quantity {
  readonly from: number;
  /** Upper bound; excluded from the range when it is greater than `from`. */
  readonly to: number;
}

/** Bounds of a {@link RangeTerm}. */
export interface Range {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly isFromOpen: boolean;
  readonly isToOpen: boolean;
}

type Unit = readonly [name: string, factor: number];

const durationUnits: readonly Unit[] = [
  ['us', 1],
  ['µs', 1],
  ['μs', 1],
  ['ms', 1e3],
  ['s', 1e6],
  ['m', 60e6],
  ['min', 60e6],
  ['h', 3600e6],
  ['d', 86_400e6],
];
/** Units are powers of 1,024, as sizes are shown. */
const sizeUnits: readonly Unit[] = [
  ['b', 1],
  ['kb', 2 ** 10],
  ['mb', 2 ** 20],
  ['gb', 2 ** 30],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
];

const number = /^(\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})\s*(.*)$/;
const time =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?\s?(Z|[+-]\d\d:?\d\d)?)?$/i;
const comparison = /^(>=|<=|>|<|=)?(.*)$/s;

/** @returns the range, or a problem with a sentence that shows a correct one */
export function rangeOf(text: string, field: FieldInfo): Range | QuantityProblem {
  const dots = text.indexOf('..');
  if (dots >= 0) return rangeBetween(text.slice(0, dots), text.slice(dots + 2), field);
  const [, operator = '', operand = ''] = comparison.exec(text) ?? [];
  const quantity = quantityOf(operand, field);
  if ('sentence' in quantity) return quantity;
  const { from, to } = quantity;
  const isStretch = to > from;
  switch (operator) {
    case '>':
      return { from: to, to: undefined, isFromOpen: !isStretch, isToOpen: false };
    case '>=':
      return { from, to: undefined, isFromOpen: false, isToOpen: false };
    case '<':
      return { from: undefined, to: from, isFromOpen: false, isToOpen: true };
    case '<=':
      return { from: undefined, to, isFromOpen: false, isToOpen: isStretch };
    default:
      return { from, to, isFromOpen: false, isToOpen: isStretch };
  }
}

function rangeBetween(first: string, last: string, field: FieldInfo): Range | QuantityProblem {
  if (first === '' && last === '')
    return problem(`A range has a beginning or an end: ${example(field)}.`);
  const from = first === '' ? undefined : quantityOf(first, field);
  if (from && 'sentence' in from) return from;
  const to = last === '' ? undefined : quantityOf(last, field);
  if (to && 'sentence' in to) return to;
  if (from && to && to.from < from.from) {
    const turned = `${last}..${first}`;
    return problem(
      `The range ends before it begins: ${field.name}:${turned} is the other way round.`,
      [turned],
    );
  }
  return {
    from: from?.from,
    to: to?.to,
    isFromOpen: false,
    isToOpen: to !== undefined && to.to > to.from,
  };
}

function quantityOf(text: string, field: FieldInfo): Quantity | QuantityProblem {
  return field.values === 'time' ? timeOf(text, field) : numberOf(text, field);
}

function numberOf(text: string, field: FieldInfo): Quantity | QuantityProblem {
  const [, digits, unit = ''] = number.exec(text) ?? [];
  const wrong = problem(`"${shortened(text)}" is not a ${field.values}: write ${example(field)}.`);
  if (digits === undefined) return wrong;
  const units = field.values === 'duration' ? durationUnits : sizeUnits;
  if (unit === '' && field.values === 'duration') {
    return problem(`A duration needs a unit: write ${digits}ms or ${digits}s.`, [
      `${digits}ms`,
      `${digits}s`,
    ]);
  }
  const [, factor] = units.find(([name]) => name === (unit.toLowerCase() || 'b')) ?? [];
  if (factor === undefined) return wrong;
  const value = Number(digits) * factor;
  return { from: value, to: value };
}

function timeOf(text: string, field: FieldInfo): Quantity | QuantityProblem {
  const match = time.exec(text);
  if (!match) return problem(`"${shortened(text)}" is not a time: write ${example(field)}.`);
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const [y, mo, d] = [Number(year), Number(month), Number(day)];
  const [h, mi, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  const midnight = new Date(Date.UTC(y, mo - 1, d));
  if (midnight.getUTCMonth() !== mo - 1 || h > 23 || mi > 59 || s > 59) {
    return problem(`There is no "${text}": write ${example(field)}.`);
  }
  const seconds = midnight.getTime() / 1000 + h * 3600 + mi * 60 + s - secondsEast(zone);
  const from = seconds * 1e6 + Number((fraction ?? '').padEnd(6, '0'));
  return { from, to: from + widthMicros(hour, second, fraction) };
}

/**
 * Length of the time range that a time stands for: one without seconds stands for the whole minute.
 */
function widthMicros(
  hour: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
): number {
  if (hour === undefined) return 86_400e6;
  if (second === undefined) return 60e6;
  return 10 ** (6 - (fraction?.length ?? 0));
}

function secondsEast(zone = 'Z'): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}

function example({ name, values }: FieldInfo): string {
  switch (values) {
    case 'duration':
      return `${name}:>500ms, ${name}:10ms..2s, with us, ms, s, m or h`;
    case 'size':
      return `${name}:>10KB, ${name}:1KB..2MB, with B, KB, MB or GB`;
    default:
      return `${name}:>2026-11-25T08:00:00Z, ${name}:2026-11-25T08:00..2026-11-25T08:15`;
  }
}

const problem = (sentence: string, fixes: readonly string[] = []): QuantityProblem => ({
  sentence,
  fixes,
});

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
