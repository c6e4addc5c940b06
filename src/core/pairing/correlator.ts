/**
 * Pairs trace records to messages (a publish and its deliveries), and messages to spans (a call
 * with its reply), one record after another. Pure and incremental: results go to a {@link
 * CorrelationSink}, and the remembered state is bounded. When a message was forgotten, a later
 * delivery of it counts as one without a publish.
 *
 * Names and order of messages on the wire are those of oslo_messaging/_drivers/amqpdriver.py; a
 * call's time limit is the AMQP `expiration` that impl_rabbit.py sets.
 */
import type { Gap } from '../amqp/gap';
import type { TraceRecord } from '../amqp/traceRecord';
import type { DecodedMessage } from '../oslo/message';
import type { Participants } from '../processes/participants';
import type { Connection } from '../processes/process';
import { BrokerClock } from './brokerClock';
import { CastWork } from './castWork';
import { describe } from './describe';
import type { Delivery, Message, Republish, Span } from './entities';
import { ErrorCounter } from './errorCounter';
import { MessagePairing, newMessage, noteDelivery, noteFirstPublish } from './messagePairing';
import { connectionNameOf, isDeadLettered } from './recordFacts';
import { SpanExpiry } from './spanExpiry';
import { SpanPairing } from './spanPairing';

/**
 * Receives the results of correlation. The objects are mutable: `…Changed` means that one must be
 * stored again.
 */
export interface CorrelationSink {
  messageAdded(message: Message): void;
  messageChanged(message: Message): void;
  spanChanged(span: Span): void;
  delivered(delivery: Delivery): void;
  republished(republish: Republish): void;
  /** The span now counts as an error (+1), or no longer does (-1). */
  errorCounted(span: Span, difference: 1 | -1): void;
}

export class Correlator {
  private readonly messages = new MessagePairing();
  private readonly clock = new BrokerClock();
  private readonly errors: ErrorCounter;
  private readonly expiry: SpanExpiry;
  private readonly work: CastWork;
  private readonly spans: SpanPairing;
  private lastMessageId = 0;
  private recordCount = 0;

  constructor(
    private readonly participants: Participants,
    private readonly sink: CorrelationSink,
  ) {
    this.errors = new ErrorCounter(participants, (span, difference) =>
      sink.errorCounted(span, difference),
    );
    this.expiry = new SpanExpiry(span => this.settle(span));
    this.work = new CastWork(participants, cast => sink.spanChanged(cast));
    this.spans = new SpanPairing(participants, this.work, this.expiry);
  }

  /**
   * @param contentKey short key that is equal for equal bodies; it pairs messages that carry no id,
   *   and is ignored for others
   * @returns the message that the record belongs to, and whether this is its first record
   */
  addRecord(
    record: TraceRecord,
    decoded: DecodedMessage,
    contentKey: string,
  ): { message: Message; isNew: boolean } {
    const known = this.messages.findMessage(record, decoded, contentKey);
    if (known) {
      this.addRecordTo(known, record);
      return { message: known, isNew: false };
    }
    const message = this.createMessage(record, decoded);
    this.messages.remember(message, contentKey);
    this.sink.messageAdded(message);
    // The row of the first form now tells of both.
    if (message.span.firstForm) this.sink.spanChanged(message.span.firstForm);
    this.addRecordTo(message, record, decoded);
    return { message, isNew: true };
  }

  /**
   * Adds a record of a message that was recognised by its content, so that the body needs no
   * decoding.
   */
  addRecordTo(message: Message, record: TraceRecord, decoded?: DecodedMessage): void {
    const { receivedAtMicros } = record;
    const name = connectionNameOf(record, decoded);
    const connection = this.participants.connectionFor(name, receivedAtMicros);
    this.recordCount++;
    if (record.isReadLater) message.span.isReadLater = true;
    connection.messageCount++;
    this.participants.noteVhost(connection, record.vhost);
    this.participants.counted(connection);
    // The lane of a sender stands before those of its receivers.
    connection.order ??= message.id + (record.kind === 'publish' ? 0 : 0.5);
    if (record.kind === 'publish') this.published(message, record, connection, decoded);
    else this.delivered(message, record, connection);
  }

  /** Takes a gap: a span that may have ended in it becomes `unknown`. */
  noteGap(gap: Gap): void {
    this.expiry.noteGap(gap);
  }

  /** Notes a time for which no record was read, see {@link SpanExpiry.noteStandstill}. */
  noteStandstill(sinceMicros: number, untilMicros: number): void {
    this.expiry.noteStandstill(sinceMicros, untilMicros);
  }

  /**
   * Settles calls whose time limit has passed. Call it with the time of the newest record, or of
   * the clock.
   */
  advance(nowMicros: number): void {
    this.expiry.advance(nowMicros);
  }

  /**
   * Settles all remaining spans at the end of the input: requests that nobody received count as
   * undelivered.
   */
  finish(nowMicros: number): void {
    this.expiry.finish(nowMicros);
  }

  private createMessage(record: TraceRecord, decoded: DecodedMessage): Message {
    const id = ++this.lastMessageId;
    const description = describe(decoded, record);
    const span = this.spans.spanFor(id, record, decoded, description);
    const message = newMessage(id, span, description, record, decoded);
    span.wireBytes += message.wireBytes;
    return message;
  }

  private published(
    message: Message,
    record: TraceRecord,
    sender: Connection,
    decoded: DecodedMessage | undefined,
  ): void {
    message.publishCount++;
    const recordNumber = this.numberOf(record);
    const atMicros = this.clock.publishedAtMicros(record);
    if (message.publishCount > 1) {
      // The publisher lost its connection and published the same bytes again.
      this.sink.republished({ message, atMicros, sender: sender.id, record: recordNumber });
      this.sink.messageChanged(message);
      return;
    }
    noteFirstPublish(message, record, sender.id, atMicros, recordNumber);
    this.sink.messageChanged(message);
    this.spans.published(message, record, decoded, sender);
    this.work.notePublished(message, sender);
    this.settle(message.span);
  }

  private delivered(message: Message, record: TraceRecord, receiver: Connection): void {
    const queue = record.queue ?? '';
    const deadLettered = isDeadLettered(record);
    this.expiry.noteDelivery();
    noteDelivery(message, record, receiver.id, deadLettered);
    this.participants.consumed(receiver, queue, record.exchange);
    this.sink.delivered({
      message,
      atMicros: record.receivedAtMicros,
      queue,
      receiver: receiver.id,
      redelivered: record.redelivered,
      deadLettered,
      record: this.numberOf(record),
    });
    this.sink.messageChanged(message);
    if (deadLettered) this.spans.deadLettered(message);
    else this.spans.delivered(message, record, receiver);
    this.settle(message.span);
  }

  private numberOf(record: TraceRecord): number {
    return record.line ?? this.recordCount;
  }

  private settle(span: Span): void {
    this.errors.recount(span);
    this.sink.spanChanged(span);
  }
}
