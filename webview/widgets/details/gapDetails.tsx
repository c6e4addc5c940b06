import { gapCauseWords, lostRecordsWords } from '../../../src/core/amqp/gap';
import { formatDuration, plural } from '../../../src/core/text/amounts';
import { formatInstant } from '../../../src/core/text/times';
import type { GapRow, StoredGap } from '../../../src/protocol/rows';
import { useDiagram } from '../context';
import './gapDetails.css';
import './messageProperties.css';

/** The details of a row of gaps: why, when and how long the recording saw nothing, and what that hides. */
export function GapDetails({ row: { gaps } }: { readonly row: GapRow }) {
  const { navigator } = useDiagram();
  return (
    <div class="gap-details">
      <header class="span-head">
        <div class="span-title">
          <h2>{gaps.length === 1 ? 'Gap in the recording' : plural(gaps.length, 'gap')}</h2>
        </div>
        <p>
          Messages that were sent meanwhile are not in the capture. A call whose end may lie here is
          unknown: it does not count as an error.
        </p>
        <p class="span-links">
          <button class="link" onClick={() => navigator.showMatching('status:unknown')}>
            Show only unknown calls
          </button>
        </p>
      </header>
      {gaps.map(gap => (
        <GapFacts key={gap.id} gap={gap} />
      ))}
    </div>
  );
}

function GapFacts({ gap }: { readonly gap: StoredGap }) {
  const { cause, sinceMicros, untilMicros } = gap;
  return (
    <dl class="facts">
      <dt>cause</dt>
      <dd>{gapCauseWords[cause]}</dd>
      <dt>from</dt>
      <dd>{formatInstant(sinceMicros)}</dd>
      <dt>until</dt>
      <dd>{untilMicros === undefined ? 'not known' : formatInstant(untilMicros)}</dd>
      {untilMicros !== undefined && (
        <>
          <dt>length</dt>
          <dd>{formatDuration(untilMicros - sinceMicros)}</dd>
        </>
      )}
      <dt>lost</dt>
      <dd>{lostRecordsWords(gap)}</dd>
    </dl>
  );
}
