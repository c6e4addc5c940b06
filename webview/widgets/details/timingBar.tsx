import type { SpanDetails } from '../../../src/protocol/spans';
import { formatDuration } from '../../../src/core/text/amounts';
import { readLaterSentence } from '../../../src/core/text/sentTime';
import type { TimingPartName } from '../../model/details/timing';
import { timingParts } from '../../model/details/timing';
import './timingBar.css';

const titles: Readonly<Record<TimingPartName, readonly [name: string, hint: string]>> = {
  queue: ['queue', 'From publish to delivery'],
  held: [
    'held',
    'From delivery to redelivery: the consumer was gone before it acknowledged the message',
  ],
  handler: ['handler', 'From delivery to reply'],
  reply: ['reply', 'From reply to its delivery'],
  unanswered: ['no reply', 'From delivery to the end of the time limit'],
  untaken: ['not taken', 'From publish to the end of the time limit'],
};

const timesWords =
  'Times are when RPC Scope received each record, usually 0.1–1 ms after the broker sent it.';

/** The parts of a span's duration, as a bar and as numbers. */
export function TimingBar({ span }: { readonly span: SpanDetails }) {
  const parts = timingParts(span);
  const limit = span.timeoutMillis;
  if (parts.length === 0 && limit === undefined && !span.isReadLater) return null;
  const total = parts.reduce((sum, part) => sum + part.micros, 0);
  return (
    <section class="timing" aria-label="Timing" title={parts.length > 0 ? timesWords : undefined}>
      {parts.length > 0 && (
        <div class="timing-bar" aria-hidden="true">
          {parts.map(part => (
            <span
              key={part.name}
              class={`timing-${part.name}`}
              style={{ flexGrow: Math.max(part.micros, total / 200, 1) }}
            />
          ))}
        </div>
      )}
      <div class="timing-numbers">
        {parts.map(part => (
          <span key={part.name} title={titles[part.name][1]}>
            <i class={`timing-key timing-${part.name}`} aria-hidden="true" />
            {titles[part.name][0]} <b>{formatDuration(part.micros)}</b>
          </span>
        ))}
        {parts.length > 1 && (
          <span title="From publish to the last of these">
            in all <b>{formatDuration(total)}</b>
          </span>
        )}
        {limit !== undefined && <span class="quiet">limit {formatDuration(limit * 1000)}</span>}
      </div>
      {span.isReadLater && <p class="timing-doubt quiet">{readLaterSentence}</p>}
    </section>
  );
}
