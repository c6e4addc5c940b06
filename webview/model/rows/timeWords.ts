/** Words for the form of the times beside the rows. */
import type { OffsetUnit } from '../../../src/core/text/times';
import type { RowTimes } from '../../layout/rowTime';

const unitWords: Readonly<Record<OffsetUnit, string>> = {
  milliseconds: 'ms',
  minutes: 'min:s',
  hours: 'h:min:s',
};

/** The head of a column of times. */
export function timesHead(times: RowTimes): string {
  if (typeof times === 'object') return unitWords[times.unit];
  return times === 'utc' ? 'UTC' : 'local';
}

/** Says in a sentence what the times are. */
export function timesWords(times: RowTimes, hasReference: boolean): string {
  if (times === 'utc') return 'Times are in UTC';
  if (times === 'local') return 'Times are local';
  return hasReference ? 'Times count from the time reference' : 'Times count from the beginning';
}
