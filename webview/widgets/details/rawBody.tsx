import { useSignal } from '@preact/signals';
import type { MessageDetails } from '../../../src/protocol/spans';
import { printable } from '../../../src/core/base/printable';
import { formatBytes, formatCount } from '../../../src/core/text/amounts';
import { wireForm } from '../../model/details/wireForm';
import { Button } from '../controls';
import { useDiagram } from '../context';
import { Isolated } from '../isolated';
import './rawBody.css';

/** More text than this makes the pane slow; the whole body opens in an editor. */
const shownCharacters = 50_000;

/** The body as it was sent, with its envelope. */
export function RawBody({ message }: { readonly message: MessageDetails }) {
  const diagram = useDiagram();
  const isEnveloped = useSignal(false);
  const { sentence, enveloped } = wireForm(message);
  const body = (isEnveloped.value ? enveloped : undefined) ?? message.body;
  const isShort = body.length <= shownCharacters;
  const isCut = !isShort || message.isBodyCut;
  const shown = isShort ? body : body.slice(0, shownCharacters);
  const masked = diagram.capture.status.value?.isMasked === true ? '. Secrets are masked' : '';
  return (
    <>
      <div class="raw-head">
        <span class="quiet">
          {isCut
            ? `The first ${formatCount(shown.length)} characters of ${formatBytes(message.bodyBytes)}`
            : formatBytes(message.bodyBytes)}
        </span>
        <span class="raw-buttons">
          {enveloped !== undefined && message.body !== '' && (
            <Button
              isPressed={isEnveloped.value}
              title="Show it within its envelope, as it was on the wire"
              onPress={() => (isEnveloped.value = !isEnveloped.value)}
            >
              Envelope
            </Button>
          )}
          {isCut && (
            <Button onPress={() => diagram.messages.openBody(message.messageId)}>
              Open Whole Body
            </Button>
          )}
          {!isCut && body !== '' && (
            <>
              <Button onPress={() => diagram.copying.copyText(body, 'body')}>Copy</Button>
              <Button onPress={() => diagram.messages.openBody(message.messageId)}>
                Open in Editor
              </Button>
            </>
          )}
        </span>
      </div>
      <p class="quiet raw-form">
        {printable(sentence)}
        {masked}.
      </p>
      {shown === '' ? (
        <p class="quiet">The body is empty.</p>
      ) : (
        <pre class="raw" tabIndex={0} aria-label="Body">
          <Isolated text={shown} />
        </pre>
      )}
    </>
  );
}
