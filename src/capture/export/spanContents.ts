/** Reads the contents and the deliveries of a span's messages. */
import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../../core/base/json';
import type { MessageKind } from '../../core/pairing/entities';
import { remoteFailure } from '../../core/oslo/failure';
import { boolean, integer, text, textList, textOrBytes } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { Query, ValueQuery } from '../../node/sql/statements';
import { innerMessage } from '../read/innerMessage';
import type { ListedSpan } from '../read/spanList';
import { partyColumns, partyOf, partyShape } from '../read/spanList';
import { lookedUpString, messageKind, stringOf } from '../tables/codes';
import type { FailureLine, MessageLine, SpanLine } from './spanLine';

type Contents = Pick<SpanLine, 'arguments' | 'payload' | 'result' | 'failure' | 'messages'>;

const messageShape = {
  id: integer,
  kind: messageKind,
  atMicros: integer,
  publishCount: integer,
  isReadLater: boolean,
  toldAtMicros: integer.optional(),
  exchange: text.or(''),
  queue: text.optional(),
  wireBytes: integer,
  opaqueReason: text.optional(),
  routingKeys: textList.or([]),
  routedQueues: textList.optional(),
};

const deliveryShape = {
  ...partyShape,
  atMicros: integer,
  queue: lookedUpString,
  redelivered: boolean,
  deadLettered: boolean,
};

const content = textOrBytes.optional();

export class SpanContents {
  private readonly request: ValueQuery<string | Uint8Array | undefined>;
  private readonly reply: ValueQuery<string | Uint8Array | undefined>;
  private readonly messages: Query<typeof messageShape>;
  private readonly deliveries: Query<typeof deliveryShape>;

  constructor(database: DatabaseSync) {
    this.request = new ValueQuery(
      database,
      'SELECT content FROM body WHERE message_id = ?',
      content,
    );
    this.reply = new ValueQuery(
      database,
      `SELECT b.content FROM span s JOIN body b ON b.message_id = s.reply_message_id
       WHERE s.id = ?`,
      content,
    );
    this.messages = new Query(
      database,
      `SELECT m.id, m.kind, m.at, m.publish_count, ${stringOf('m.exchange_id')} AS exchange,
         ${stringOf('m.queue_id')} AS queue, m.wire_bytes, m.is_read_later, m.told_at,
         b.opaque_reason, b.routing_keys,
         b.routed_queues
       FROM message m LEFT JOIN body b ON b.message_id = m.id
       WHERE m.id IN (SELECT ?1 UNION ALL
         SELECT id FROM message WHERE span_id = ?1 AND span_id <> id) ORDER BY m.id`,
      messageShape,
    );
    this.deliveries = new Query(
      database,
      `SELECT d.at, ${stringOf('d.queue_id')} AS queue, d.redelivered, d.dead_lettered,
         ${partyColumns}
       FROM delivery d LEFT JOIN connection c ON c.id = d.connection_id
       LEFT JOIN process p ON p.id = c.process_id WHERE d.message_id = ? ORDER BY d.n`,
      deliveryShape,
    );
  }

  contentsOf({ id, kind, failure }: Pick<ListedSpan, 'id' | 'kind' | 'failure'>): Contents {
    const request = innerMessage(this.request.get(id));
    const reply = innerMessage(this.reply.get(id));
    return {
      arguments: isRequest(kind) ? (request?.['args'] ?? null) : null,
      payload: kind === 'notification' ? (request?.['payload'] ?? null) : null,
      result: reply?.['result'] ?? null,
      failure: failure && failureLine(failure, reply),
      messages: this.messages.all(id).map(message => this.messageLine(message)),
    };
  }

  private messageLine(message: RowOf<typeof messageShape>): MessageLine {
    const { id, publishCount } = message;
    return {
      id,
      kind: message.kind,
      publishedAt: publishCount > 0 ? message.atMicros : null,
      readLater: message.isReadLater,
      toldAt: message.toldAtMicros ?? null,
      publishCount,
      exchange: message.exchange,
      routingKeys: message.routingKeys,
      queue: message.queue ?? null,
      routedQueues: message.routedQueues ?? null,
      deliveries: this.deliveries.all(id).map(delivery => ({
        at: delivery.atMicros,
        queue: delivery.queue,
        to: partyOf(delivery),
        redelivered: delivery.redelivered,
        deadLettered: delivery.deadLettered,
      })),
      bodyBytes: message.wireBytes,
      opaqueReason: message.opaqueReason ?? null,
    };
  }
}

const isRequest = (kind: MessageKind): boolean =>
  kind === 'call' || kind === 'cast' || kind === 'fanout';

function failureLine(
  listed: NonNullable<ListedSpan['failure']>,
  reply: JsonObject | undefined,
): FailureLine {
  const failure = reply?.['failure'];
  if (failure === undefined) return { ...listed, message: null, traceback: [] };
  const { message, traceback } = remoteFailure(failure);
  return { ...listed, message, traceback };
}
