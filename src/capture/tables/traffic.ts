/** Tables of messages, their contents and deliveries, and the spans that they belong to. */
import { boolean, integer, text, textList, textOrBytes, word } from '../../node/sql/columns';
import { Table } from '../../node/sql/table';
import { messageKind, spanState, stateCode, stringId } from './codes';

/** Spans whose bars reach over more rows than this have an index. */
export const longSpan = 512;

/** One call, cast, fanout or notification with all of its messages. */
export const spanTable = new Table({
  name: 'span',
  columns: {
    id: integer.primaryKey().note('Id of its first message.'),
    kind: messageKind,
    state: spanState,
    labelId: stringId,
    methodId: stringId.optional(),
    namespaceId: stringId.optional(),
    versionId: stringId.optional(),
    msgId: text.optional(),
    replyQueueId: stringId.optional(),
    requestId: stringId.optional(),
    globalRequestId: stringId.optional(),
    hasUser: boolean.note("0: a service's own work, such as a periodic task."),
    timeoutMillis: integer.optional(),
    publishedAtMicros: integer.optional(),
    deliveredAtMicros: integer.optional(),
    replyPublishedAtMicros: integer.optional(),
    replyDeliveredAtMicros: integer.optional(),
    callerId: integer.optional().note('The connection that published its request.'),
    handlerId: integer.optional().note('The connection that its request was delivered to.'),
    replyMessageId: integer.optional(),
    endMessageId: integer
      .optional()
      .note(
        "Message at which the handler's work ends: the reply; of a cast, the last known child.",
      ),
    heartbeatCount: integer,
    failureClassId: stringId.optional(),
    isSlow: boolean,
    errorMessageId: integer
      .optional()
      .note('Message that shows what went wrong; NULL when nothing did.'),
    wireBytes: integer.note('Bytes of the bodies of all its messages as they were sent.'),
    firstFormId: integer
      .optional()
      .note(
        'The notification that told the same event first, in another form; NULL: there is none.',
      ),
    isReadLater: boolean.note(
      '1: a time of it is that of reading, so that the time between two of them says nothing.',
    ),
  },
  indexes: [
    { name: 'span_request', on: 'requestId', where: 'request_id IS NOT NULL' },
    { name: 'span_error', on: 'errorMessageId', where: 'error_message_id IS NOT NULL' },
    { name: 'span_orphan', on: 'id', where: `state = ${stateCode('orphanReply')}` },
    { name: 'span_second_form', on: 'firstFormId', where: 'first_form_id IS NOT NULL' },
    // A window of rows looks up the long bars here; there are few.
    { name: 'span_long', on: 'endMessageId', where: `end_message_id - id > ${longSpan}` },
  ],
});

/** One AMQP message: its publish and all its deliveries. One row of the diagram. */
export const messageTable = new Table({
  name: 'message',
  columns: {
    id: integer.primaryKey(),
    spanId: integer,
    kind: messageKind,
    atMicros: integer.note('Its publish; where that is not in the capture, its first delivery.'),
    publishCount: integer,
    senderId: integer.optional(),
    receiverId: integer.optional(),
    deliveredAtMicros: integer.optional(),
    deliverCount: integer,
    routedCount: integer,
    redelivered: boolean,
    exchangeId: stringId,
    routingKeyId: stringId,
    queueId: stringId.optional(),
    labelId: stringId,
    detailId: stringId,
    methodId: stringId.optional(),
    requestId: stringId.optional(),
    uniqueId: text.optional(),
    deadLettered: boolean,
    publishRecord: integer
      .optional()
      .note(
        "Number of the first publish's trace record: line of a file, or count of what was received.",
      ),
    brokerAtMillis: integer
      .optional()
      .note("The broker's own clock at the publish, where an interceptor notes it."),
    wireBytes: integer.note('Bytes of its body as it was sent.'),
    isReadLater: boolean.note(
      '1: it was stored before it was read, and its times are those of the reading.',
    ),
    toldAtMicros: integer
      .optional()
      .note(
        "Its publish as the broker's interceptor or its sender wrote it into the message, where it was read later.",
      ),
  },
  indexes: [
    // This index finds replies and heartbeats from their span.
    { name: 'message_later', on: 'spanId', where: 'span_id <> id' },
    // Few messages are redelivered or dead-lettered.
    { name: 'message_redelivered', on: 'spanId', where: 'redelivered = 1' },
    { name: 'message_dead_lettered', on: 'spanId', where: 'dead_lettered = 1' },
  ],
});

/** One delivery of a message. */
export const deliveryTable = new Table({
  name: 'delivery',
  columns: {
    messageId: integer,
    n: integer.note('Counts the deliveries of its message from 1.'),
    atMicros: integer,
    queueId: stringId,
    connectionId: integer,
    redelivered: boolean,
    deadLettered: boolean,
    record: integer.note('Number of its trace record.'),
  },
  primaryKey: ['messageId', 'n'],
  isWithoutRowid: true,
});

/** The same bytes published again, by a publisher that had lost its connection. */
export const republishTable = new Table({
  name: 'republish',
  columns: { messageId: integer, record: integer, atMicros: integer, connectionId: integer },
  primaryKey: ['messageId', 'record'],
  isWithoutRowid: true,
});

const bodyFormats = ['json', 'text', 'bytes'] as const;
export type BodyFormat = (typeof bodyFormats)[number];

/** The content of a message, stored once however often it was delivered. */
export const bodyTable = new Table({
  name: 'body',
  columns: {
    messageId: integer.primaryKey(),
    format: word(bodyFormats),
    content: textOrBytes
      .optional()
      .note(
        "The inner oslo message as JSON (format 'json'), other text ('text') or bytes ('bytes'); secrets are masked unless the capture says otherwise.",
      ),
    envelopeVersion: text.optional(),
    opaqueReason: text.optional().note('Why it could not be decoded; NULL: it was.'),
    properties: text.note('JSON.'),
    routingKeys: textList.note('JSON list.'),
    routedQueues: textList.optional().note('JSON list; NULL: the broker did not tell.'),
    vhostId: stringId,
    nodeId: stringId,
    userId: stringId,
  },
});
