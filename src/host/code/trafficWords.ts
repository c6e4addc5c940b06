/** Traffic of a function in a line. */

import { durationWords, instantWords } from '../timeWords';
import { count } from './indexReport';
import type { MethodTraffic } from './methodTraffic';

type Spoken = Pick<MethodTraffic, 'role' | 'type' | 'totals' | 'doubt'>;

/** `41 calls · p95 180 ms · 2 failed · last 3 s ago`; `perhaps` first, where it is doubtful. */
export function trafficWords(method: Spoken, nowMicros: number): string {
  const { p95Micros, failureCount, lastAtMicros } = method.totals;
  const parts = [method.doubt === undefined ? countWords(method) : perhaps(countWords(method))];
  if (p95Micros !== undefined) parts.push(`p95 ${durationWords(p95Micros)}`);
  if (failureCount > 0) parts.push(`${count(failureCount)} failed`);
  parts.push(lastWords(lastAtMicros, nowMicros));
  return parts.join(' · ');
}

const perhaps = (words: string): string => `perhaps ${words}`;

function countWords({ role, type, totals }: Spoken): string {
  const number = count(totals.count);
  if (type === 'request') {
    return totals.count === 1 ? '1 call' : `${number} calls`;
  }
  return role === 'emits' ? `${number} emitted` : `${number} received`;
}

const microsPerSecond = 1_000_000;
const hour = 3_600 * microsPerSecond;

/** Beyond it, the day and time say more than an age. */
export const maxAgeMicros = 6 * hour;

/** `last 3 s ago`, `last 2026-11-23 14:03:07`. */
export function lastWords(atMicros: number, nowMicros: number): string {
  const age = nowMicros - atMicros;
  if (age >= maxAgeMicros) return `last ${instantWords(atMicros).slice(0, 19)}`;
  return `last ${ageWords(age)}`;
}

/** `3 s ago`, `5 min ago`; another machine's clock may be ahead. */
export function ageWords(ageMicros: number): string {
  const seconds = Math.floor(ageMicros / microsPerSecond);
  if (seconds < 1) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3_600)} h ago`;
}
