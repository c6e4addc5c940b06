import type { CausingSpan } from '../../../src/protocol/requests';
import type { SpanDetails } from '../../../src/protocol/spans';
import { printable } from '../../../src/core/base/printable';
import { plural } from '../../../src/core/text/amounts';
import { sentTime } from '../../../src/core/text/sentTime';
import { useDiagram } from '../context';
import { kindWords } from '../../model/rows/rowWords';
import './spanCauses.css';

/** Leads to the span that caused this one, or to those of which one did. */
export function SpanCauses({ span }: { readonly span: SpanDetails }) {
  const diagram = useDiagram();
  const cause = diagram.requests.causes.causeOf(span.spanId);
  if (!cause || cause.spans.length === 0) return null;
  const { guess, spans, count } = cause;
  const [only] = spans;
  return (
    <div class="span-causes">
      {count === 1 && only ? (
        <p>
          <span class="quiet">caused by</span> <CauseLink span={only} />
          {guess !== undefined && <span class="quiet"> ?</span>}
        </p>
      ) : (
        <>
          <p class="quiet">caused by one of these</p>
          <ul>
            {spans.map(each => (
              <li key={each.spanId}>
                <CauseLink span={each} />
              </li>
            ))}
          </ul>
          {count > spans.length && <p class="quiet">and {plural(count - spans.length, 'other')}</p>}
        </>
      )}
      {guess !== undefined && <p class="quiet">{printable(guess, 600)}</p>}
    </div>
  );
}

function CauseLink({ span }: { readonly span: CausingSpan }) {
  const diagram = useDiagram();
  const { spanId, kind, label, handlers } = span;
  const time = sentTime(span, diagram.options.clock);
  const name = printable(label, 200) || kindWords[kind];
  const where = handlers.length === 0 ? '' : ` on ${printable(handlers.join(', '), 200)}`;
  return (
    <>
      <button
        class="link"
        title={`Select the ${kindWords[kind]} at ${time}`}
        onClick={() => void diagram.navigator.reveal(spanId)}
      >
        <bdi>{name}</bdi>
      </button>
      <span class="quiet">
        {where}, {time}
      </span>
    </>
  );
}
