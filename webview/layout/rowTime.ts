import { sentTime } from '../../src/core/text/sentTime';
import type { OffsetUnit } from '../../src/core/text/times';
import { formatClock, formatOffset } from '../../src/core/text/times';
import type { ListRow } from '../../src/protocol/rows';

/** Zero of relative times, in µs since the epoch, and their form. */
export interface RelativeTimes {
  readonly zeroMicros: number;
  readonly unit: OffsetUnit;
}

/**
 * The time of a row as it stands beside it.
 *
 * @param relative `undefined` shows the wall clock
 */
export function rowTime(row: ListRow, relative: RelativeTimes | undefined): string {
  if (row.kind !== 'gap' && row.isReadLater) {
    return relative ? '–' : sentTime(row, formatClock);
  }
  return relative
    ? formatOffset(row.atMicros - relative.zeroMicros, relative.unit)
    : formatClock(row.atMicros);
}
