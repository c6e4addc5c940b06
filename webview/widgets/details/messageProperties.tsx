import type { Delivery, MessageDetails } from '../../../src/protocol/spans';
import { printable } from '../../../src/core/base/printable';
import { parseJson } from '../../model/details/spanContent';
import { formatBytes, formatCount } from '../../../src/core/text/amounts';
import { formatInstant } from '../../../src/core/text/times';
import { Fact, Facts } from './facts';
import { JsonView } from './jsonView';

interface MessagePropertiesProps {
  readonly message: MessageDetails;
  /** True when messages of its span were stored before they were read. */
  readonly isReadLater: boolean;
}

/** The properties that the broker reported for one message. */
export function MessageProperties({ message, isReadLater }: MessagePropertiesProps) {
  const properties = parseJson(message.propertiesJson);
  return (
    <>
      <Facts>
        <Fact name="published">
          {publishedWords(message)}
          {message.publishCount > 1 && `, ${formatCount(message.publishCount)} times`}
        </Fact>
        <Fact name="exchange">{text(message.exchange) || '(default)'}</Fact>
        <Fact name="routing key">{message.routingKeys.map(text).join(', ') || '(empty)'}</Fact>
        <Fact name="routed to">{routedTo(message)}</Fact>
        <Fact name="vhost">{text(message.vhost)}</Fact>
        <Fact name="node">{text(message.node)}</Fact>
        <Fact name="user">{text(message.user)}</Fact>
        <Fact name="connection">{text(message.connection ?? 'unknown')}</Fact>
        {message.envelopeVersion !== undefined && (
          <Fact name="envelope">oslo.version {text(message.envelopeVersion)}</Fact>
        )}
        <Fact name="size">{formatBytes(message.bodyBytes)}</Fact>
        {message.opaqueReason !== undefined && (
          <Fact name="not decoded">{text(message.opaqueReason)}</Fact>
        )}
      </Facts>
      <h3>Deliveries</h3>
      {message.deliveries.length === 0 && <p class="quiet">It was not delivered.</p>}
      {message.deliveries.map((delivery, at) => (
        <DeliveryFacts key={at} delivery={delivery} isReadLater={isReadLater} />
      ))}
      <h3>AMQP properties</h3>
      {properties === undefined ? (
        <pre class="raw">{message.propertiesJson}</pre>
      ) : (
        <JsonView value={properties} label="AMQP properties" />
      )}
    </>
  );
}

interface DeliveryFactsProps {
  readonly delivery: Delivery;
  readonly isReadLater: boolean;
}

function DeliveryFacts({ delivery, isReadLater }: DeliveryFactsProps) {
  return (
    <Facts>
      <Fact name={isReadLater ? 'read' : 'at'}>
        {formatInstant(delivery.atMicros)}
        {delivery.isRedelivered && <b class="warn"> redelivered</b>}
      </Fact>
      <Fact name="queue">{text(delivery.queue)}</Fact>
      <Fact name="to">{text(delivery.lane ?? 'unknown')}</Fact>
      <Fact name="connection">{text(delivery.connection)}</Fact>
    </Facts>
  );
}

const text = (value: string) => printable(value, 500);

function publishedWords({ publishedAtMicros, isReadLater, toldAtMicros }: MessageDetails): string {
  if (publishedAtMicros === undefined) return 'not in the capture';
  const read = formatInstant(publishedAtMicros);
  if (!isReadLater) return read;
  return toldAtMicros === undefined
    ? `not known, read at ${read}`
    : `${formatInstant(toldAtMicros)} by its own word, read at ${read}`;
}

function routedTo({ routedQueues: queues, publishCount }: MessageDetails): string {
  if (queues === undefined) {
    const why = publishCount > 0 ? 'its source does not tell' : 'its publish is not in the capture';
    return `unknown: ${why}`;
  }
  return queues.map(text).join(', ') || 'no queue';
}
