/** Reads what was in a span's messages, and how they travelled. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { JsonObject } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import type { MessageKind } from '../../core/pairing/entities';
import { remoteFailure } from '../../core/oslo/failure';
import { parsePythonJson } from '../../core/oslo/json';
import { kindOf, optionalString } from '../read/reader';
import type { ListedSpan } from '../read/spanList';
import { party, partyOf } from '../read/spanList';
import type { DeliveryLine, FailureLine, MessageLine, SpanLine } from './spanLine';
import { stringOf } from '../tables/codes';

type Columns = Record<string, unknown>;
type Contents = Pick<SpanLine, 'arguments' | 'payload' | 'result' | 'failure' | 'messages'>;

export class SpanContents {
  private readonly request: StatementSync;
  private readonly reply: StatementSync;
  private readonly messages: StatementSync;
  private readonly deliveries: StatementSync;

  constructor(database: DatabaseSync) {
    this.request = database.prepare('SELECT content FROM body WHERE message_id = ?');
    this.reply = database.prepare(
      `SELECT b.content FROM span s JOIN body b ON b.message_id = s.reply_message_id
       WHERE s.id = ?`,
    );
    this.messages = database.prepare(
      `SELECT m.id, m.kind, m.at, m.publish_count, ${stringOf('m.exchange_id')} AS exchange,
         ${stringOf('m.queue_id')} AS queue, m.wire_bytes, b.opaque_reason, b.routing_keys,
         b.routed_queues
       FROM message m LEFT JOIN body b ON b.message_id = m.id
       WHERE m.id IN (SELECT ?1 UNION ALL
         SELECT id FROM message WHERE span_id = ?1 AND span_id <> id) ORDER BY m.id`,
    );
    this.deliveries = database.prepare(
      `SELECT d.at, ${stringOf('d.queue_id')} AS queue, d.redelivered, d.dead_lettered,
         p.id AS process, ${party}
       FROM delivery d LEFT JOIN connection c ON c.id = d.connection_id
       LEFT JOIN process p ON p.id = c.process_id WHERE d.message_id = ? ORDER BY d.n`,
    );
  }

  read({ id, kind, failure }: Pick<ListedSpan, 'id' | 'kind' | 'failure'>): Contents {
    const request = innerOf(this.request.get(id));
    const reply = innerOf(this.reply.get(id));
    return {
      arguments: isRequest(kind) ? (request?.['args'] ?? null) : null,
      payload: kind === 'notification' ? (request?.['payload'] ?? null) : null,
      result: reply?.['result'] ?? null,
      failure: failure && failureLine(failure, reply),
      messages: (this.messages.all(id) as Columns[]).map(columns => this.message(columns)),
    };
  }

  private message(columns: Columns): MessageLine {
    const id = Number(columns['id']);
    const publishCount = Number(columns['publish_count']);
    return {
      id,
      kind: kindOf(columns['kind']),
      publishedAt: publishCount > 0 ? Number(columns['at']) : null,
      publishCount,
      exchange: optionalString(columns['exchange']) ?? '',
      routingKeys: stringsIn(columns['routing_keys']) ?? [],
      queue: optionalString(columns['queue']) ?? null,
      routedQueues: stringsIn(columns['routed_queues']),
      deliveries: (this.deliveries.all(id) as Columns[]).map(delivery),
      bodyBytes: Number(columns['wire_bytes']),
      opaqueReason: optionalString(columns['opaque_reason']) ?? null,
    };
  }
}

const isRequest = (kind: MessageKind): boolean =>
  kind === 'call' || kind === 'cast' || kind === 'fanout';

const delivery = (columns: Columns): DeliveryLine => ({
  at: Number(columns['at']),
  queue: String(columns['queue']),
  to: columns['process'] === null ? null : partyOf(columns),
  redelivered: columns['redelivered'] === 1,
  deadLettered: columns['dead_lettered'] === 1,
});

/** The inner message; `undefined` when it is opaque. */
function innerOf(columns: Columns | undefined): JsonObject | undefined {
  const content = columns?.['content'];
  if (typeof content !== 'string') return undefined;
  try {
    const inner = parsePythonJson(content);
    return isJsonObject(inner) ? inner : undefined;
  } catch {
    return undefined;
  }
}

function failureLine(
  listed: NonNullable<ListedSpan['failure']>,
  reply: JsonObject | undefined,
): FailureLine {
  const failure = reply?.['failure'];
  if (failure === undefined) return { ...listed, message: null, traceback: [] };
  const { message, traceback } = remoteFailure(failure);
  return { ...listed, message, traceback };
}

function stringsIn(json: unknown): string[] | null {
  return typeof json === 'string' ? (JSON.parse(json) as string[]) : null;
}
