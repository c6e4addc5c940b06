import type { SpanDetails } from '../../../src/protocol/spans';
import { formatDuration } from '../../../src/core/text/amounts';
import { readLaterSentence } from '../../../src/core/text/sentTime';
import './timingBar.css';

interface Part {
  readonly name: 'queue' | 'handler' | 'reply';
  readonly title: string;
  readonly micros: number;
}

/** The parts of a span's duration, as a bar and as numbers. */
export function TimingBar({ span }: { readonly span: SpanDetails }) {
  const parts = span.isReadLater ? [] : timingParts(span);
  const limit = span.timeoutMillis;
  if (parts.length === 0 && limit === undefined && !span.isReadLater) return null;
  const total = parts.reduce((sum, part) => sum + part.micros, 0);
  return (
    <section class="timing" aria-label="Timing">
      <h3>
        Timing
        {parts.length > 1 && <span class="timing-total">{formatDuration(total)}</span>}
      </h3>
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
          <span key={part.name} title={part.title}>
            <i class={`timing-key timing-${part.name}`} aria-hidden="true" />
            {part.name} <b>{formatDuration(part.micros)}</b>
          </span>
        ))}
        {limit !== undefined && <span class="quiet">limit {formatDuration(limit * 1000)}</span>}
      </div>
      {span.isReadLater && <p class="timing-doubt quiet">{readLaterSentence}</p>}
      {parts.length > 0 && (
        <p class="timing-doubt quiet">
          Times are when RPC Scope received each record, usually 0.1–1 ms after the broker sent it.
        </p>
      )}
    </section>
  );
}

/**
 * The parts of which both ends are known. Clocks of different taps may make one negative; it counts
 * as 0.
 */
function timingParts(span: SpanDetails): readonly Part[] {
  const { publishedAtMicros, deliveredAtMicros, replyPublishedAtMicros, replyDeliveredAtMicros } =
    span;
  return [
    part('queue', 'From publish to delivery', publishedAtMicros, deliveredAtMicros),
    part('handler', 'From delivery to reply', deliveredAtMicros, replyPublishedAtMicros),
    part('reply', 'From reply to its delivery', replyPublishedAtMicros, replyDeliveredAtMicros),
  ].flatMap(each => each ?? []);
}

const part = (
  name: Part['name'],
  title: string,
  from: number | undefined,
  to: number | undefined,
): Part | undefined =>
  from === undefined || to === undefined
    ? undefined
    : { name, title, micros: Math.max(0, to - from) };
