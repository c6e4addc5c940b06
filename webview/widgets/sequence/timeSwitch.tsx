import { dimensions } from '../../layout/dimensions';
import { timesHead, timesWords } from '../../model/rows/timeWords';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import './timeSwitch.css';

/** The head of the gutter: names the form of the times under it, and changes it. */
export function TimeSwitch() {
  const { options, requests, reference } = useDiagram();
  const times = requests.times.value;
  const referenceMicros = reference.atMicros.value;
  const isSince = typeof times === 'object' && referenceMicros !== undefined;
  const words = timesWords(times, isSince);
  const about = isSince ? `${words}, the message at ${options.clock(referenceMicros)}` : words;
  return (
    <button
      class="time-switch"
      style={{ width: `${dimensions.gutterWidthPx}px` }}
      title={`${about}\nChange Time Format: relative, local, UTC`}
      onClick={() => requests.nextTimeFormat()}
    >
      {isSince && (
        <span class="time-since">
          <span aria-hidden="true">since</span>
          <span class="visually-hidden">since the time reference, </span>
          <Icon name="reference" />
        </span>
      )}
      {timesHead(times)}
    </button>
  );
}
