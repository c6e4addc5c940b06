import { useRef } from 'preact/hooks';
import { printable } from '../../../src/core/base/printable';
import type { RequestDetails } from '../../../src/protocol/requests';
import { actionForKey } from '../../model/keys';
import { useDiagram } from '../context';
import { Button } from '../controls';
import { focusRows } from '../listKeys';
import { runKey } from '../runKey';
import { useSize } from '../useSize';
import { WaterfallHead } from './waterfallHead';
import { WaterfallTools } from './waterfallTools';
import { WaterfallTree } from './waterfallTree';
import { useWheelZoom } from './wheelZoom';
import './waterfallView.css';

/** The spans of one request as a tree, each with its stretch of time. */
export function WaterfallView() {
  const { tree } = useDiagram().requests;
  const details = tree.details.value;
  const error = tree.error.value;
  return error !== undefined || !details ? (
    <NoRequest error={error} />
  ) : (
    <Waterfall details={details} />
  );
}

function NoRequest({ error }: { readonly error: string | undefined }) {
  const diagram = useDiagram();
  const isComing = diagram.filter.request.value !== undefined && error === undefined;
  return (
    <div class="empty-page">
      <p>
        {error !== undefined
          ? printable(error, 600)
          : isComing
            ? 'Reading the request…'
            : 'Select a message that belongs to a request, and its request is shown here.'}
      </p>
      {!isComing && (
        <Button look="primary" onPress={() => diagram.options.show('sequence')}>
          Show Messages
        </Button>
      )}
    </div>
  );
}

function Waterfall({ details }: { readonly details: RequestDetails }) {
  const diagram = useDiagram();
  const { names, zoom } = diagram.requests;
  const whole = useRef<HTMLDivElement>(null);
  const time = useRef<HTMLElement>(null);
  useSize(whole, width => names.fitInto(width), [names]);
  useWheelZoom(whole, time, zoom);
  const onKeyDown = (event: KeyboardEvent) => {
    const action = actionForKey(event, 'waterfall', diagram.capture.isLive.value);
    const isTyping = (event.target as Element).closest('vscode-text-field') !== null;
    if (isTyping && event.key === 'Escape') focusRows();
    else if (action && !(isTyping && isSign(event))) runKey(diagram, action);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="waterfall"
      ref={whole}
      style={{ '--waterfall-names': `${names.widthPx.value}px` }}
      onKeyDown={onKeyDown}
    >
      <WaterfallHead details={details} />
      <WaterfallTools />
      <WaterfallTree details={details} timeRef={time} />
    </div>
  );
}

/** True for a key that types a sign into a text field. */
const isSign = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  key.length === 1 && !ctrlKey && !metaKey;
