import { printable } from '../../../src/core/base/printable';
import { formatDuration, plural } from '../../../src/core/text/amounts';
import type { RequestDetails } from '../../../src/protocol/requests';
import { useDiagram } from '../context';
import { Button } from '../controls';
import './waterfallHead.css';

/** The name of a request, its figures, and the way to it alone and back. */
export function WaterfallHead({ details }: { readonly details: RequestDetails }) {
  const diagram = useDiagram();
  const { name, id, spans, spanCount, errorCount, requestIds } = details;
  const end = spans.reduce((a, { endAtMicros }) => Math.max(a, endAtMicros), details.lastAtMicros);
  const others =
    requestIds.length > 1 ? ` and ${plural(requestIds.length - 1, 'other request id')}` : '';
  return (
    <header class="waterfall-head">
      <h2 title={printable(name, 300)}>{printable(name, 100)}</h2>
      <p class="quiet" title={requestIds.map(each => printable(each, 120)).join('\n')}>
        {details.isReadLater ? 'times of reading' : formatDuration(end - details.firstAtMicros)} ·{' '}
        {plural(spanCount, 'span')}
        {errorCount > 0 && <b class="bad"> · {plural(errorCount, 'error')}</b>} ·{' '}
        <code>{printable(id, 60)}</code>
        {others}
      </p>
      <div class="waterfall-buttons">
        {diagram.requests.zoom.isZoomed.value && (
          <Button
            title="Show the time of the whole request (0)"
            onPress={() => diagram.requests.zoom.showWhole()}
          >
            Whole Request
          </Button>
        )}
        {diagram.filter.request.value === undefined ? (
          <Button
            title="Reduce the diagram to this request"
            onPress={() => diagram.navigator.showRequest(id, 'waterfall')}
          >
            Show Only This Request
          </Button>
        ) : (
          <Button
            title="Show the rows of all requests again"
            onPress={() => diagram.filter.showAllRequests()}
          >
            Show All Requests
          </Button>
        )}
      </div>
      {details.isCut && (
        <p class="warn">Only the first {plural(spans.length, 'span')} are shown.</p>
      )}
    </header>
  );
}
