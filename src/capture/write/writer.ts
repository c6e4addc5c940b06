/**
 * Writes what correlation found, in batches of one transaction each. Until a batch is written,
 * changes of one message or span cost nothing but a place in a set.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CorrelationSink } from '../../core/pairing/correlator';
import type { Delivery, Message, Republish, Span } from '../../core/pairing/entities';
import { errorMessageId, messageKinds, spanStates } from '../../core/pairing/entities';
import type { Participants } from '../../core/processes/participants';
import type { Connection, Process } from '../../core/processes/process';
import type { CaptureMeta } from '../tables/meta';
import { writeMeta } from '../tables/meta';
import { RequestCounts } from './requestCounts';
import { Texts } from '../tables/texts';

export interface StoredBody {
  readonly messageId: number;
  readonly format: 'json' | 'text' | 'bytes';
  readonly content: string | Uint8Array | null;
  readonly envelopeVersion: string | undefined;
  readonly opaqueReason: string | undefined;
  readonly propertiesJson: string;
  readonly routingKeys: readonly string[];
  readonly routedQueues: readonly string[] | undefined;
  readonly vhost: string;
  readonly node: string;
  readonly user: string;
}

/** What a written batch changed, for those who show it. */
export interface WrittenBatch {
  /** First message of which anything is new; `undefined` when no row is. */
  readonly dirtyFrom: number | undefined;
  /** Messages that were in the file before and were written again, and first ones of such spans. */
  readonly changedIds: readonly number[];
  /** Lanes are new or counted anew. */
  readonly lanesChanged: boolean;
  /** Rows written earlier may show other lanes now. */
  readonly isRenamed: boolean;
}

const kindNumber = new Map(messageKinds.map((kind, number) => [kind, number]));
const stateNumber = new Map(spanStates.map((state, number) => [state, number]));

const insertInto = (table: string, columns: number, verb = 'INSERT'): string =>
  `${verb} INTO ${table} VALUES (${Array<string>(columns).fill('?').join(', ')})`;

export class CaptureWriter implements CorrelationSink {
  private readonly texts: Texts;
  private readonly newMessages: Message[] = [];
  private readonly changedMessages = new Set<Message>();
  private readonly changedSpans = new Set<Span>();
  private readonly deliveries: Delivery[] = [];
  private readonly republishes: Republish[] = [];
  private readonly bodies: StoredBody[] = [];
  private readonly requests: RequestCounts;
  /** Lane of each connection, by its id, as last written. */
  private readonly laneKeys: string[] = [];
  private lastWrittenId = 0;
  private spans = 0;
  private errors = 0;
  /** Messages before this one were dropped. */
  private firstId = 1;

  private readonly insertMessage: StatementSync;
  private readonly updateMessage: StatementSync;
  private readonly putSpan: StatementSync;
  private readonly insertDelivery: StatementSync;
  private readonly insertBody: StatementSync;
  private readonly putConnection: StatementSync;
  private readonly putConsumer: StatementSync;
  private readonly putProcess: StatementSync;
  private readonly insertRepublish: StatementSync;

  constructor(
    private readonly database: DatabaseSync,
    private readonly participants: Participants,
  ) {
    this.texts = new Texts(database);
    this.requests = new RequestCounts(database, this.texts);
    this.insertMessage = database.prepare(insertInto('message', 23));
    this.updateMessage = database.prepare(
      `UPDATE message SET at = ?, publish_count = ?, sender_id = ?, receiver_id = ?,
         delivered_at = ?, deliver_count = ?, routed_count = ?, redelivered = ?, queue_id = ?,
         dead_lettered = ?, publish_record = ?, broker_at_millis = ?
       WHERE id = ?`,
    );
    this.putSpan = database.prepare(insertInto('span', 26, 'INSERT OR REPLACE'));
    this.insertDelivery = database.prepare(insertInto('delivery', 8, 'INSERT OR REPLACE'));
    this.insertBody = database.prepare(insertInto('body', 11));
    this.putConnection = database.prepare(insertInto('connection', 8, 'INSERT OR REPLACE'));
    this.putConsumer = database.prepare(insertInto('consumer', 2, 'INSERT OR REPLACE'));
    this.putProcess = database.prepare(insertInto('process', 12, 'INSERT OR REPLACE'));
    this.insertRepublish = database.prepare(insertInto('republish', 4, 'INSERT OR REPLACE'));
  }

  /** Id of the last message that is in the file; 0 when there is none. */
  get lastWritten(): number {
    return this.lastWrittenId;
  }

  /** Spans in the file. */
  get spanCount(): number {
    return this.spans;
  }

  messageAdded(message: Message): void {
    this.newMessages.push(message);
    this.requests.add(message);
  }

  messageChanged(message: Message): void {
    if (message.id <= this.lastWrittenId) this.changedMessages.add(message);
  }

  spanChanged(span: Span): void {
    this.changedSpans.add(span);
  }

  delivered(delivery: Delivery): void {
    this.deliveries.push(delivery);
  }

  republished(republish: Republish): void {
    this.republishes.push(republish);
  }

  /** Spans that have gone wrong so far, also those that are no longer in the file. */
  get errorCount(): number {
    return this.errors;
  }

  errorCounted(span: Span, difference: 1 | -1): void {
    this.errors += difference;
    this.requests.addErrors(span, difference);
  }

  addBody(body: StoredBody): void {
    this.bodies.push(body);
  }

  /** Writes all that is pending, together with what the capture now says of itself. */
  flush(meta: CaptureMeta): WrittenBatch {
    const batch = this.inTransaction(() => {
      const written = this.write();
      writeMeta(this.database, meta);
      return written;
    });
    this.forget();
    return batch;
  }

  /** Removes all messages before the given one, with what belongs to them alone. */
  dropBefore(messageId: number): void {
    this.firstId = messageId;
    this.inTransaction(() => this.deleteBefore(messageId));
  }

  /** After an error the numbers that are kept here no longer fit the file: write no more to it. */
  private inTransaction<T>(act: () => T): T {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const result = act();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite itself takes back what a full disk has cut short.
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  private deleteBefore(messageId: number): void {
    for (const [table, condition] of [
      ['delivery', 'message_id < ?'],
      ['republish', 'message_id < ?'],
      ['body', 'message_id < ?'],
      ['bookmark', 'message_id < ?'],
      ['request', 'last_message_id < ?'],
      ['message', 'id < ?'],
      ['span', 'id < ? AND max(id, coalesce(end_message_id, 0)) < ?'],
    ] as const) {
      const parameters = table === 'span' ? [messageId, messageId] : [messageId];
      const { changes } = this.database
        .prepare(`DELETE FROM ${table} WHERE ${condition}`)
        .run(...parameters);
      if (table === 'span') this.spans -= Number(changes);
    }
    this.texts.dropUnused();
  }

  private write(): WrittenBatch {
    const dirtyFrom = this.dirtyFrom();
    for (const message of this.newMessages) this.writeMessage(message);
    for (const message of this.changedMessages) this.rewriteMessage(message);
    for (const span of this.changedSpans) {
      if (Math.max(span.id, span.endMessageId ?? 0) >= this.firstId) this.writeSpan(span);
    }
    // A message's first delivery of this batch is numbered by how many there were before it.
    const numbers = new Map<Message, number>();
    for (const { message } of this.deliveries) {
      numbers.set(message, (numbers.get(message) ?? message.deliverCount) - 1);
    }
    for (const delivery of this.deliveries) {
      if (delivery.message.id < this.firstId) continue;
      const n = (numbers.get(delivery.message) ?? 0) + 1;
      numbers.set(delivery.message, n);
      this.insertDelivery.run(
        delivery.message.id,
        n,
        delivery.at,
        this.texts.id(delivery.queue),
        delivery.connection,
        Number(delivery.redelivered),
        Number(delivery.deadLettered),
        delivery.record,
      );
    }
    for (const { message, record, at, connection } of this.republishes) {
      if (message.id >= this.firstId) this.insertRepublish.run(message.id, record, at, connection);
    }
    this.requests.write();
    for (const body of this.bodies) this.writeBody(body);
    return { dirtyFrom, changedIds: this.changedIds(), ...this.writeParticipants() };
  }

  private dirtyFrom(): number | undefined {
    let from = this.newMessages[0]?.id ?? Infinity;
    for (const message of this.changedMessages) from = Math.min(from, message.id);
    for (const span of this.changedSpans) from = Math.min(from, span.id);
    return from === Infinity ? undefined : from;
  }

  private changedIds(): readonly number[] {
    const ids = [...this.changedMessages, ...this.changedSpans].map(({ id }) => id);
    return [...new Set(ids)].filter(id => id <= this.lastWrittenId);
  }

  private forget(): void {
    this.lastWrittenId = this.newMessages.at(-1)?.id ?? this.lastWrittenId;
    this.newMessages.length = 0;
    this.changedMessages.clear();
    this.changedSpans.clear();
    this.deliveries.length = 0;
    this.republishes.length = 0;
    this.bodies.length = 0;
  }

  private writeMessage(message: Message): void {
    if (message.span.id === message.id) this.spans++;
    this.insertMessage.run(
      message.id,
      message.span.id,
      kindNumber.get(message.kind) ?? 0,
      message.at,
      message.publishCount,
      message.sender ?? null,
      message.receiver ?? null,
      message.deliveredAt ?? null,
      message.deliverCount,
      message.routedQueues.length,
      Number(message.redelivered),
      this.texts.id(message.exchange),
      this.texts.id(message.routingKey),
      this.texts.idOrNull(message.queue),
      this.texts.id(message.label),
      this.texts.id(message.detail),
      this.texts.idOrNull(message.method),
      this.texts.idOrNull(message.requestId),
      message.uniqueId ?? null,
      Number(message.deadLettered),
      message.publishRecord ?? null,
      message.brokerAtMillis ?? null,
      message.wireBytes,
    );
  }

  private rewriteMessage(message: Message): void {
    this.updateMessage.run(
      message.at,
      message.publishCount,
      message.sender ?? null,
      message.receiver ?? null,
      message.deliveredAt ?? null,
      message.deliverCount,
      message.routedQueues.length,
      Number(message.redelivered),
      this.texts.idOrNull(message.queue),
      Number(message.deadLettered),
      message.publishRecord ?? null,
      message.brokerAtMillis ?? null,
      message.id,
    );
  }

  private writeSpan(span: Span): void {
    this.putSpan.run(
      span.id,
      kindNumber.get(span.kind) ?? 0,
      stateNumber.get(span.state) ?? 0,
      this.texts.id(span.label),
      this.texts.idOrNull(span.method),
      this.texts.idOrNull(span.namespace),
      this.texts.idOrNull(span.version),
      span.msgId ?? null,
      this.texts.idOrNull(span.replyQueue),
      this.texts.idOrNull(span.requestId),
      this.texts.idOrNull(span.globalRequestId),
      Number(span.hasUser),
      span.timeoutMillis ?? null,
      span.publishedAt ?? null,
      span.deliveredAt ?? null,
      span.replyPublishedAt ?? null,
      span.replyDeliveredAt ?? null,
      span.caller ?? null,
      span.handler ?? null,
      span.replyMessageId ?? null,
      span.endMessageId ?? null,
      span.heartbeatCount,
      this.texts.idOrNull(span.failureClass),
      Number(span.isSlow),
      errorMessageId(span) ?? null,
      span.wireBytes,
    );
  }

  private writeBody(body: StoredBody): void {
    this.insertBody.run(
      body.messageId,
      body.format,
      body.content,
      body.envelopeVersion ?? null,
      body.opaqueReason ?? null,
      body.propertiesJson,
      JSON.stringify(body.routingKeys),
      body.routedQueues ? JSON.stringify(body.routedQueues) : null,
      this.texts.id(body.vhost),
      this.texts.id(body.node),
      this.texts.id(body.user),
    );
  }

  private writeParticipants(): Pick<WrittenBatch, 'lanesChanged' | 'isRenamed'> {
    const { connections, processes, consumers, hasNewQueue } = this.participants.takeChanges();
    // What was sent to the queue before, and not taken, points at its reader now.
    let isRenamed = hasNewQueue;
    for (const process of processes) {
      this.writeProcess(process);
      for (const connection of process.connections)
        isRenamed = this.movesLane(connection) || isRenamed;
    }
    for (const connection of connections) {
      isRenamed = this.movesLane(connection) || isRenamed;
      this.putConnection.run(
        connection.id,
        connection.name,
        connection.facts?.connectionName ?? null,
        connection.facts?.connectedAtMillis ?? null,
        connection.process.id,
        connection.order ?? null,
        connection.messageCount,
        connection.errorCount,
      );
    }
    for (const [queue, connection] of consumers) {
      this.putConsumer.run(this.texts.id(queue), connection);
    }
    return { lanesChanged: connections.length > 0 || isRenamed, isRenamed };
  }

  /** @returns whether rows that are written show another lane now */
  private movesLane({ id, process }: Connection): boolean {
    const key = processKey(process);
    const before = this.laneKeys[id];
    this.laneKeys[id] = key;
    return before !== undefined && before !== key;
  }

  private writeProcess(process: Process): void {
    const { service, host, isNamed, inferredFrom } = process.name;
    this.putProcess.run(
      process.id,
      service,
      host,
      Number(isNamed),
      process.program ?? null,
      process.pid ?? null,
      inferredFrom ?? null,
      service,
      laneKey(service, host),
      processKey(process),
      process.connectedAt ?? null,
      process.follows?.id ?? null,
    );
  }
}

/** `service`, `service · host`, `service · host · process`; what saved filters go by. */
export const laneKey = (...parts: readonly string[]): string =>
  parts.filter(part => part !== '').join(' · ');

const processKey = (process: Process): string =>
  laneKey(process.name.service, process.name.host, processName(firstOf(process)));

const processName = ({ pid, id }: Process): string => (pid === undefined ? `#${id}` : String(pid));

/** The process before all its restarts. */
function firstOf(process: Process): Process {
  let first = process;
  while (first.follows) first = first.follows;
  return first;
}
