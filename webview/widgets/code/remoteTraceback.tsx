import { printable } from '../../../src/core/base/printable';
import type { SpanFrame } from '../../../src/protocol/code/spanCode';
import type { TracebackLine } from '../../model/code/tracebackLines';
import { tracebackLines } from '../../model/code/tracebackLines';
import { useDiagram } from '../context';
import { Isolated } from '../isolated';
import './remoteTraceback.css';

export interface RemoteTracebackProps {
  readonly spanId: number;
  readonly traceback: string;
}

/** A traceback as it was sent; frames whose code is in the sources are links. */
export function RemoteTraceback({ spanId, traceback }: RemoteTracebackProps) {
  const diagram = useDiagram();
  const frames = diagram.code.ofSelection.codeFor(spanId)?.frames ?? [];
  return (
    <pre class="raw" tabIndex={0} aria-label="Remote traceback">
      {tracebackLines(traceback, frames).map((line, at) => (
        <span key={at}>
          {at > 0 && '\n'}
          <Line spanId={spanId} line={line} />
        </span>
      ))}
    </pre>
  );
}

function Line({ spanId, line }: { readonly spanId: number; readonly line: TracebackLine }) {
  const diagram = useDiagram();
  const { text, frame, from, to } = line;
  if (frame?.place) {
    return (
      <>
        <Isolated text={text.slice(0, from)} />
        <InlineLink
          title={frameTitle(frame)}
          onPress={() => diagram.code.open(spanId, { list: 'frames', at: frame.textLine })}
        >
          {text.slice(from, to)}
        </InlineLink>
        <Isolated text={text.slice(to)} />
        {frame.doubt !== undefined && (
          <span class="frame-doubt warn"> ⚠ {printable(frame.doubt, 200)}</span>
        )}
      </>
    );
  }
  return (
    <>
      <Isolated text={text} />
      {frame?.mappable !== undefined && (
        <>
          {' '}
          <InlineLink
            class="frame-map"
            title={`Choose the folder of ${printable(frame.mappable, 200)} on this machine`}
            onPress={() => diagram.code.mapFolder(spanId, frame.textLine)}
          >
            Map Folder…
          </InlineLink>
        </>
      )}
    </>
  );
}

const frameTitle = ({ place, doubt }: SpanFrame): string =>
  [place ? `${place.path}:${place.line}` : '', doubt ?? '']
    .filter(each => each !== '')
    .map(each => printable(each, 300))
    .join('\n');

interface InlineLinkProps {
  readonly onPress: () => void;
  readonly title: string;
  readonly class?: string;
  readonly children: string;
}

/** A link instead of a button, because a button would not break within a line of text. */
const InlineLink = (props: InlineLinkProps) => (
  <span
    class={`link ${props.class ?? ''}`}
    role="link"
    tabIndex={0}
    title={props.title}
    onClick={props.onPress}
    onKeyDown={event => {
      if (event.key === 'Enter') props.onPress();
    }}
  >
    {props.children}
  </span>
);
