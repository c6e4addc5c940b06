import { sentTime } from '../../src/core/text/sentTime';
import { formatClock, formatOffset } from '../../src/core/text/times';
import type { ListRow } from '../../src/protocol/rows';

/**
 * The time of a row as it stands beside it.
 *
 * @param zeroMicros zero of relative times, in µs since the epoch; `undefined` shows the wall clock
 */
export function rowTime(row: ListRow, zeroMicros: number | undefined): string {
  if (row.kind !== 'gap' && row.isReadLater) {
    return zeroMicros === undefined ? sentTime(row, formatClock) : '–';
  }
  return zeroMicros === undefined
    ? formatClock(row.atMicros)
    : formatOffset(row.atMicros - zeroMicros);
}
