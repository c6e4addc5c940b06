/** Formats the usage of a function in one line. */

import { formatCount, formatDuration, plural } from '../../core/text/amounts';
import { formatDateAndSeconds } from '../../core/text/times';
import type { MethodUsage } from './methodUsage';

type Spoken = Pick<MethodUsage, 'role' | 'type' | 'totals' | 'doubt'>;

/**
 * Formats `41 calls · p95 180 ms · 2 failed · last 3 s ago`, with `perhaps` in front when it is
 * doubtful.
 */
export function codeUsageWords(method: Spoken, nowMicros: number): string {
  const { p95Micros, failureCount, lastAtMicros } = method.totals;
  const parts = [method.doubt === undefined ? countWords(method) : perhaps(countWords(method))];
  if (p95Micros !== undefined) parts.push(`p95 ${formatDuration(p95Micros)}`);
  if (failureCount > 0) parts.push(`${formatCount(failureCount)} failed`);
  parts.push(lastWords(lastAtMicros, nowMicros));
  return parts.join(' · ');
}

const perhaps = (words: string): string => `perhaps ${words}`;

function countWords({ role, type, totals }: Spoken): string {
  if (type === 'request') return plural(totals.count, 'call');
  return `${formatCount(totals.count)} ${role === 'emits' ? 'emitted' : 'received'}`;
}

const microsPerSecond = 1_000_000;
const hour = 3_600 * microsPerSecond;

/** Maximum age that is shown as one; for older times, day and time are shown. */
export const maxAgeMicros = 6 * hour;

/** Formats `last 3 s ago`, or `last 2026-11-23 14:03:07`. */
export function lastWords(atMicros: number, nowMicros: number): string {
  const age = nowMicros - atMicros;
  if (age >= maxAgeMicros) return `last ${formatDateAndSeconds(atMicros)}`;
  return `last ${ageWords(age)}`;
}

/** Formats `3 s ago`, `5 min ago`; negative ages occur when another machine's clock is ahead. */
export function ageWords(ageMicros: number): string {
  const seconds = Math.floor(ageMicros / microsPerSecond);
  if (seconds < 1) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3_600)} h ago`;
}
