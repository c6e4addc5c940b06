import type { Percentiles } from '../../protocol/statistics';

/**
 * Percentiles at the nearest rank: the least value that p % of the values do not exceed.
 *
 * @returns `undefined` when there are no values
 */
export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const at = (percent: number): number => sorted[Math.ceil((count * percent) / 100) - 1] ?? NaN;
  return { count, p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}
