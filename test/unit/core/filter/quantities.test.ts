import { expect, test } from 'vitest';
import { parseFilter } from '../../../../src/core/filter/parse';

const micros = (time: string): number => Date.parse(time) * 1000;

function rangeOf(text: string) {
  const { expression, problems } = parseFilter(text);
  expect(problems).toEqual([]);
  if (expression?.type !== 'range') throw new Error(`${text} is no range`);
  const { from, to, isFromOpen, isToOpen } = expression;
  return `${isFromOpen ? ']' : '['}${from ?? ''}; ${to ?? ''}${isToOpen ? '[' : ']'}`;
}

test.each([
  ['latency:>500ms', ']500000; ]'],
  ['latency:>=500ms', '[500000; ]'],
  ['latency:<500ms', '[; 500000['],
  ['latency:<=500ms', '[; 500000]'],
  ['latency:500ms', '[500000; 500000]'],
  ['latency:=500ms', '[500000; 500000]'],
  ['latency:10ms..2s', '[10000; 2000000]'],
  ['latency:10ms..', '[10000; ]'],
  ['latency:..2s', '[; 2000000]'],
  ['latency:">1 s"', ']1000000; ]'],
])('%s', (text, range) => {
  expect(rangeOf(text)).toBe(range);
});

test.each([
  ['1us', 1],
  ['1µs', 1],
  ['1μs', 1],
  ['1ms', 1e3],
  ['1.5ms', 1_500],
  ['.5s', 500_000],
  ['1s', 1e6],
  ['2m', 120e6],
  ['2min', 120e6],
  ['1h', 3_600e6],
  ['1d', 86_400e6],
  ['1MS', 1e3],
])('a duration of %s', (duration, value) => {
  expect(rangeOf(`handlertime:${duration}`)).toBe(`[${value}; ${value}]`);
});

test.each([
  ['1', 1],
  ['1B', 1],
  ['1kB', 1024],
  ['1KB', 1024],
  ['1.5MB', 1.5 * 1024 ** 2],
  ['2GB', 2 * 1024 ** 3],
  ['1KiB', 1024],
  ['1MiB', 1024 ** 2],
  ['1GiB', 1024 ** 3],
])('a size of %s', (size, value) => {
  expect(rangeOf(`size:${size}`)).toBe(`[${value}; ${value}]`);
});

test.each([
  ['2026-11-25T08:00:00Z', '2026-11-25T08:00:00Z', 1e6],
  ['"2026-11-25 08:00:00"', '2026-11-25T08:00:00Z', 1e6],
  ['2026-11-25t08:00:00z', '2026-11-25T08:00:00Z', 1e6],
  ['2026-11-25T08:00:00+01:00', '2026-11-25T07:00:00Z', 1e6],
  ['2026-11-25T08:00:00-0530', '2026-11-25T13:30:00Z', 1e6],
  ['2026-11-25T08:00:00.250', '2026-11-25T08:00:00.250Z', 1e3],
  ['2026-11-25T08:00:00.250000', '2026-11-25T08:00:00.250Z', 1],
  ['2026-11-25T08:00', '2026-11-25T08:00:00Z', 60e6],
  ['2026-11-25', '2026-11-25T00:00:00Z', 86_400e6],
])('the moment %s is as long as the unit of its last digit', (text, time, width) => {
  const from = micros(time);
  expect(rangeOf(`time:${text}`)).toBe(`[${from}; ${from + width}[`);
});

test.each([
  ['>2026-11-25', `[${micros('2026-11-26')}; ]`],
  ['>=2026-11-25', `[${micros('2026-11-25')}; ]`],
  ['<2026-11-25', `[; ${micros('2026-11-25')}[`],
  ['<=2026-11-25', `[; ${micros('2026-11-26')}[`],
  ['2026-11-25..2026-11-26', `[${micros('2026-11-25')}; ${micros('2026-11-27')}[`],
])('time:%s includes whole days', (text, range) => {
  expect(rangeOf(`time:${text}`)).toBe(range);
});

test.each(['time:2026-13-01', 'time:2026-11-25T24:00', 'time:2026-11-25T08:60', 'time:08:00'])(
  '%s is not a time',
  text => {
    expect(parseFilter(text).problems).toHaveLength(1);
  },
);
