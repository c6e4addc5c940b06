/** Writes the rows of messages, their contents and deliveries, and their spans. */
import type { DatabaseSync } from 'node:sqlite';
import type { Delivery, Message, Republish, Span } from '../../core/pairing/entities';
import { errorMessageId } from '../../core/pairing/entities';
import { maxValueBytes } from '../../node/sql/openUntrusted';
import type { Write } from '../../node/sql/statements';
import { insertInto, updateOf } from '../../node/sql/statements';
import type { ValuesOf } from '../../node/sql/table';
import type { BodyFormat } from '../tables/traffic';
import {
  bodyTable,
  deliveryTable,
  messageTable,
  republishTable,
  spanTable,
} from '../tables/traffic';
import type { StringWriter } from './stringWriter';

/** A message's body as it is stored, and the other values of its trace record. */
export interface StoredBody {
  readonly messageId: number;
  readonly format: BodyFormat;
  /**
   * `undefined`: the body is not kept, because secrets in it could not be masked. One that is too long
   * to be read again is not kept either.
   */
  readonly content: string | Uint8Array | undefined;
  readonly envelopeVersion: string | undefined;
  readonly opaqueReason: string | undefined;
  readonly propertiesJson: string;
  readonly routingKeys: readonly string[];
  readonly routedQueues: readonly string[] | undefined;
  readonly vhost: string;
  readonly node: string;
  readonly user: string;
}

type MessageValues = ValuesOf<typeof messageTable.columns>;

/** Columns of a message that may change after it was first written. */
const changingColumns = [
  'atMicros',
  'publishCount',
  'senderId',
  'receiverId',
  'deliveredAtMicros',
  'deliverCount',
  'routedCount',
  'redelivered',
  'queueId',
  'deadLettered',
  'publishRecord',
  'brokerAtMillis',
  'isReadLater',
  'toldAtMicros',
] as const;

type ChangingValues = Pick<MessageValues, 'id' | (typeof changingColumns)[number]>;

export class TrafficWriter {
  private readonly insertMessage: Write<MessageValues>;
  private readonly updateMessage: Write<ChangingValues>;
  private readonly putSpan: Write<ValuesOf<typeof spanTable.columns>>;
  private readonly putDelivery: Write<ValuesOf<typeof deliveryTable.columns>>;
  private readonly putRepublish: Write<ValuesOf<typeof republishTable.columns>>;
  private readonly insertBody: Write<ValuesOf<typeof bodyTable.columns>>;

  constructor(
    database: DatabaseSync,
    private readonly strings: StringWriter,
  ) {
    this.insertMessage = insertInto(database, messageTable);
    this.updateMessage = updateOf(database, messageTable, changingColumns, 'id');
    this.putSpan = insertInto(database, spanTable, 'INSERT OR REPLACE');
    this.putDelivery = insertInto(database, deliveryTable, 'INSERT OR REPLACE');
    this.putRepublish = insertInto(database, republishTable, 'INSERT OR REPLACE');
    this.insertBody = insertInto(database, bodyTable);
  }

  writeMessage(message: Message): void {
    this.insertMessage.run(this.messageValues(message));
  }

  /** Updates the columns that can change, of a message already in the file. */
  rewriteMessage(message: Message): void {
    this.updateMessage.run(this.changingValues(message));
  }

  writeSpan(span: Span): void {
    const { strings } = this;
    this.putSpan.run({
      id: span.id,
      kind: span.kind,
      state: span.state,
      labelId: strings.idOf(span.label),
      methodId: strings.optionalIdOf(span.method),
      namespaceId: strings.optionalIdOf(span.namespace),
      versionId: strings.optionalIdOf(span.version),
      msgId: span.msgId,
      replyQueueId: strings.optionalIdOf(span.replyQueue),
      requestId: strings.optionalIdOf(span.requestId),
      globalRequestId: strings.optionalIdOf(span.globalRequestId),
      hasUser: span.hasUser,
      timeoutMillis: span.timeoutMillis,
      publishedAtMicros: span.publishedAtMicros,
      deliveredAtMicros: span.deliveredAtMicros,
      replyPublishedAtMicros: span.replyPublishedAtMicros,
      replyDeliveredAtMicros: span.replyDeliveredAtMicros,
      callerId: span.caller,
      handlerId: span.handler,
      replyMessageId: span.replyMessageId,
      endMessageId: span.endMessageId,
      heartbeatCount: span.heartbeatCount,
      failureClassId: strings.optionalIdOf(span.failureClass),
      isSlow: span.isSlow,
      errorMessageId: errorMessageId(span),
      wireBytes: span.wireBytes,
      firstFormId: span.firstForm?.id,
      isReadLater: span.isReadLater,
    });
  }

  /** @param n number of the delivery among those of its message, counted from 1 */
  writeDelivery(delivery: Delivery, n: number): void {
    this.putDelivery.run({
      messageId: delivery.message.id,
      n,
      atMicros: delivery.atMicros,
      queueId: this.strings.idOf(delivery.queue),
      connectionId: delivery.receiver,
      redelivered: delivery.redelivered,
      deadLettered: delivery.deadLettered,
      record: delivery.record,
    });
  }

  writeRepublish({ message, record, atMicros, sender }: Republish): void {
    this.putRepublish.run({
      messageId: message.id,
      record,
      atMicros,
      connectionId: sender,
    });
  }

  writeBody(body: StoredBody): void {
    const { strings } = this;
    this.insertBody.run({
      messageId: body.messageId,
      format: body.format,
      content: isReadable(body.content) ? body.content : undefined,
      envelopeVersion: body.envelopeVersion,
      opaqueReason: body.opaqueReason,
      properties: body.propertiesJson,
      routingKeys: body.routingKeys,
      routedQueues: body.routedQueues,
      vhostId: strings.idOf(body.vhost),
      nodeId: strings.idOf(body.node),
      userId: strings.idOf(body.user),
    });
  }

  private messageValues(message: Message): MessageValues {
    const { strings } = this;
    return {
      ...this.changingValues(message),
      spanId: message.span.id,
      kind: message.kind,
      exchangeId: strings.idOf(message.exchange),
      routingKeyId: strings.idOf(message.routingKey),
      labelId: strings.idOf(message.label),
      detailId: strings.idOf(message.detail),
      methodId: strings.optionalIdOf(message.method),
      requestId: strings.optionalIdOf(message.requestId),
      uniqueId: message.uniqueId,
      wireBytes: message.wireBytes,
    };
  }

  private changingValues(message: Message): ChangingValues {
    return {
      id: message.id,
      atMicros: message.atMicros,
      publishCount: message.publishCount,
      senderId: message.sender,
      receiverId: message.receiver,
      deliveredAtMicros: message.deliveredAtMicros,
      deliverCount: message.deliverCount,
      routedCount: message.routedQueues?.length ?? 0,
      redelivered: message.redelivered,
      queueId: this.strings.optionalIdOf(message.queue),
      deadLettered: message.deadLettered,
      publishRecord: message.publishRecord,
      brokerAtMillis: message.brokerAtMillis,
      isReadLater: message.isReadLater,
      toldAtMicros: message.toldAtMicros,
    };
  }
}

/** @returns false for content of more than {@link maxValueBytes} bytes, however they are counted */
function isReadable(content: string | Uint8Array | undefined): boolean {
  if (content === undefined || 3 * content.length <= maxValueBytes) return true;
  return Buffer.byteLength(content) <= maxValueBytes;
}
