import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import { Correlator } from '../../src/core/pairing/correlator';
import type { Delivery, Message, Republish, Span } from '../../src/core/pairing/entities';
import { Participants } from '../../src/core/processes/participants';
import { bodyText, decodeText } from '../../src/core/oslo/decode';

/** Correlates records as a capture does, and keeps all results. */
export function correlated() {
  const messages: Message[] = [];
  const spans = new Set<Span>();
  const deliveries: Delivery[] = [];
  const republished: Republish[] = [];
  const participants = new Participants();
  const correlator = new Correlator(participants, {
    messageAdded: message => messages.push(message),
    messageChanged: () => undefined,
    spanChanged: span => spans.add(span),
    delivered: delivery => deliveries.push(delivery),
    republished: republish => republished.push(republish),
    errorCounted: () => undefined,
  });
  const add = (...records: TraceRecord[]): void => {
    for (const record of records) {
      const text = bodyText(record.body, record.properties, () => undefined);
      const key = 'text' in text ? text.text : `bytes ${record.body.byteLength}`;
      const decoded =
        'text' in text ? decodeText(text.text, record.exchange, record.routingKeys) : text;
      correlator.addRecord(record, decoded, key);
      correlator.advance(record.receivedAtMicros);
    }
  };
  const laneOf = (connectionId: number | undefined): string | undefined => {
    participants.takeChanges();
    const name = participants.connectionWithId(connectionId ?? 0)?.process.name;
    return name && [name.service, name.host].filter(part => part !== '').join(' · ');
  };
  return {
    add,
    correlator,
    participants,
    messages,
    spans: () => [...spans],
    deliveries,
    republished,
    laneOf,
  };
}
