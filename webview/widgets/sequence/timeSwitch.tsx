import type { OffsetUnit } from '../../../src/core/text/times';
import { formatClock } from '../../../src/core/text/times';
import { dimensions } from '../../layout/dimensions';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import './timeSwitch.css';

const unitWords: Readonly<Record<OffsetUnit, string>> = {
  milliseconds: 'ms',
  minutes: 'min:s',
  hours: 'h:min:s',
};

/** The head of the gutter: names the form of the times under it, and changes it. */
export function TimeSwitch() {
  const { options, requests, reference } = useDiagram();
  const unit = requests.relativeTimes.value?.unit;
  const zeroMicros = unit === undefined ? undefined : reference.atMicros.value;
  return (
    <button
      class="time-switch"
      style={{ width: `${dimensions.gutterWidthPx}px` }}
      title={
        zeroMicros === undefined
          ? 'Switch between time since the first row and clock time'
          : `Times count from the time reference, the message at ${formatClock(zeroMicros)}. Switch to clock time`
      }
      onClick={() => options.toggleTime()}
    >
      {zeroMicros !== undefined && (
        <span class="time-since">
          <span aria-hidden="true">since</span>
          <span class="visually-hidden">since the time reference, </span>
          <Icon name="reference" />
        </span>
      )}
      {unit === undefined ? 'time' : unitWords[unit]}
    </button>
  );
}
