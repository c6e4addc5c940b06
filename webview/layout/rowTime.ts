import { sentTime } from '../../src/core/text/sentTime';
import type { ClockZone, OffsetUnit } from '../../src/core/text/times';
import { formatClock, formatOffset } from '../../src/core/text/times';
import type { ListRow } from '../../src/protocol/rows';

/** Zero of relative times, in µs since the epoch, and their form. */
interface RelativeTimes {
  readonly zeroMicros: number;
  readonly unit: OffsetUnit;
}

/** Times beside the rows of a view, all in one form: relative ones, or clock times of a zone. */
export type RowTimes = RelativeTimes | ClockZone;

/** The time of a row as it stands beside it. The head above it names the zone. */
export function rowTime(row: ListRow, times: RowTimes): string {
  const isReadLater = row.kind !== 'gap' && row.isReadLater;
  if (typeof times === 'object') {
    return isReadLater ? '–' : formatOffset(row.atMicros - times.zeroMicros, times.unit);
  }
  const clock = (micros: number) => formatClock(micros, times).replace('Z', '');
  return isReadLater ? sentTime(row, clock) : clock(row.atMicros);
}
