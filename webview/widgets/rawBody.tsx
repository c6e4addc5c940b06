import type { MessageDetails } from '../../src/protocol/rows';
import { formatBytes, formatCount } from '../model/timeText';
import { Button } from './controls';
import { useDiagram } from './context';

/** More text than this makes the pane slow; the whole body opens in an editor. */
const shownCharacters = 50_000;

/** The body as it was sent. */
export function RawBody({ message }: { readonly message: MessageDetails }) {
  const diagram = useDiagram();
  const isShort = message.body.length <= shownCharacters;
  const isCut = !isShort || message.isBodyCut;
  const shown = isShort ? message.body : message.body.slice(0, shownCharacters);
  return (
    <>
      <div class="raw-head">
        <span class="quiet">
          {isCut
            ? `The first ${formatCount(shown.length)} characters of ${formatBytes(message.bodyBytes)}`
            : formatBytes(message.bodyBytes)}
          {message.bodyFormat === 'base64' && ', not text: base64'}
        </span>
        {isCut && (
          <Button onPress={() => diagram.openBody(message.messageId)}>Open Whole Body</Button>
        )}
        {!isCut && message.body !== '' && (
          <>
            <Button onPress={() => diagram.copy(message.body, 'body')}>Copy</Button>
            <Button onPress={() => diagram.openBody(message.messageId)}>Open in Editor</Button>
          </>
        )}
      </div>
      {shown === '' ? (
        <p class="quiet">The body is empty.</p>
      ) : (
        <pre class="raw" tabIndex={0} aria-label="Body">
          {shown}
        </pre>
      )}
    </>
  );
}
