/** Summary of a live capture for the status bar. */

import { formatCount, formatRate, plural } from '../../core/text/amounts';
import type { CaptureStatus } from '../../protocol/status';
import { brokerState, dropped, notTaking } from './brokerState';

export interface LiveWords {
  /** Name of a product icon. */
  readonly icon: string;
  /** State in one or two words; `undefined` while the capture is live without trouble. */
  readonly state: string | undefined;
  readonly trouble: 'warning' | 'error' | undefined;
  /** A whole sentence about the trouble. */
  readonly sentence: string | undefined;
}

/** @param status `undefined` while the engine starts */
export function liveWords(status: CaptureStatus | undefined): LiveWords {
  const source = status?.source;
  switch (source?.state) {
    case undefined:
    case 'connecting':
      return calm('loading~spin', 'connecting');
    case 'live':
      if (source.isOverflowing) {
        return {
          icon: 'warning',
          state: 'dropping',
          trouble: 'warning',
          sentence: 'Too much traffic: the broker is dropping the oldest trace records.',
        };
      }
      return calm('pulse', source.tracing === 'off' ? 'tracing off' : undefined);
    case 'following':
      return calm('pulse', undefined);
    case 'paused':
      return calm('debug-pause', notTaking);
    case 'waitingToRetry':
      return inTrouble(status, 'warning', 'retrying');
    case 'stopped':
      return source.failure
        ? inTrouble(status, 'error', 'stopped')
        : calm('circle-outline', 'stopped');
    case 'stored':
    case 'importing':
      return calm('circle-outline', undefined);
  }
}

const calm = (icon: string, state: string | undefined): LiveWords => ({
  icon,
  state,
  trouble: undefined,
  sentence: undefined,
});

function inTrouble(
  status: CaptureStatus | undefined,
  trouble: 'warning' | 'error',
  state: string,
): LiveWords {
  const sentence = brokerState(status, { name: status?.name ?? '' }).trouble;
  return { icon: trouble, state, trouble, sentence };
}

/** Numbers for a sentence or a line: `412/s`, `0.3 errors/s`, `12 errors`, and dropped records. */
export function liveNumbers(status: CaptureStatus): readonly string[] {
  const isOverflowing = status.source.state === 'live' && status.source.isOverflowing;
  return [
    `${recordsPerSecond(status)} records/s`,
    `${errorsPerSecond(status)} errors/s`,
    plural(status.errorCount, 'error'),
    ...dropped(status, isOverflowing),
  ];
}

export const recordsPerSecond = (status: CaptureStatus): string =>
  formatCount(Math.round(status.recordsPerSecond));

export const errorsPerSecond = (status: CaptureStatus): string =>
  formatRate(status.errorsPerSecond);
