import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import { Correlator } from '../../src/core/pairing/correlator';
import type { MessageKind } from '../../src/core/pairing/entities';
import { Participants } from '../../src/core/processes/participants';
import { bodyText, decodeText } from '../../src/core/oslo/decode';

/** The core alone: decodes and pairs, and keeps only the correlator's own memory. */
export class Pairing {
  private readonly participants = new Participants();
  private readonly correlator = new Correlator(this.participants, {
    messageAdded: () => undefined,
    messageChanged: () => undefined,
    spanChanged: () => undefined,
    delivered: () => undefined,
    republished: () => undefined,
    errorCounted: () => undefined,
  });

  /** @returns kind of the message that the record belongs to */
  add(record: TraceRecord): MessageKind {
    const body = bodyText(record.body, record.properties, () => undefined);
    const decoded =
      'text' in body ? decodeText(body.text, record.exchange, record.routingKeys) : body;
    const contentKey = decoded.uniqueId === undefined && 'text' in body ? body.text : '';
    return this.correlator.addRecord(record, decoded, contentKey).message.kind;
  }

  /** Settles expired spans, as an engine does after each batch. */
  advance(nowMicros: number): void {
    this.correlator.advance(nowMicros);
    this.participants.takeChanges();
  }
}
