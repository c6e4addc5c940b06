import type { SentTime } from '../../src/core/text/sentTime';
import { sentTime } from '../../src/core/text/sentTime';
import { formatClock, formatOffset } from '../../src/core/text/times';

/**
 * The time of a row as it stands beside it.
 *
 * @param zeroMicros zero of relative times, in µs since the epoch; `undefined` shows the wall clock
 */
export function rowTime(row: SentTime, zeroMicros: number | undefined): string {
  if (zeroMicros === undefined) return sentTime(row, formatClock);
  return row.isReadLater ? '–' : formatOffset(row.atMicros - zeroMicros);
}
