import { gapCauseWords, lostRecordsWords } from '../../../src/core/amqp/gap';
import { formatDuration, plural } from '../../../src/core/text/amounts';
import { formatInstant } from '../../../src/core/text/times';
import type { GapRow, StoredGap } from '../../../src/protocol/rows';
import { useDiagram } from '../context';
import { DetailsHead } from './detailsHead';
import { Fact, Facts } from './facts';
import './spanSummary.css';

/** The details of a row of gaps: why, when and how long the recording saw nothing, and what that hides. */
export function GapDetails({ row: { gaps } }: { readonly row: GapRow }) {
  const { navigator } = useDiagram();
  return (
    <>
      <DetailsHead
        title={gaps.length === 1 ? 'Gap in the recording' : plural(gaps.length, 'gap')}
      />
      <div class="span-summary">
        <p>
          Messages that were sent meanwhile are not in the capture. A call whose end may lie here is
          unknown: it does not count as an error.
        </p>
        <p>
          <button class="link" onClick={() => navigator.showMatching('status:unknown')}>
            Show Only Unknown Calls
          </button>
        </p>
      </div>
      {gaps.map(gap => (
        <GapFacts key={gap.id} gap={gap} />
      ))}
    </>
  );
}

function GapFacts({ gap }: { readonly gap: StoredGap }) {
  const { cause, sinceMicros, untilMicros } = gap;
  return (
    <Facts>
      <Fact name="cause">{gapCauseWords[cause]}</Fact>
      <Fact name="from">{formatInstant(sinceMicros)}</Fact>
      <Fact name="until">
        {untilMicros === undefined ? 'not known' : formatInstant(untilMicros)}
      </Fact>
      {untilMicros !== undefined && (
        <Fact name="length">{formatDuration(untilMicros - sinceMicros)}</Fact>
      )}
      <Fact name="lost">{lostRecordsWords(gap)}</Fact>
    </Facts>
  );
}
