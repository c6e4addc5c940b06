/**
 * Writes the messages and spans that pairing found, in batches of one transaction each. Until a batch
 * is written, a change of a message or span costs only a place in a set.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Gap } from '../../core/amqp/gap';
import type { CorrelationSink } from '../../core/pairing/correlator';
import type { Delivery, Message, Republish, Span } from '../../core/pairing/entities';
import type { Participants } from '../../core/processes/participants';
import type { Write } from '../../node/sql/statements';
import { inTransaction, insertInto } from '../../node/sql/statements';
import type { ValuesOf } from '../../node/sql/table';
import { gapTable } from '../tables/gaps';
import type { CaptureMeta } from '../tables/meta';
import { writeMeta } from '../tables/meta';
import { deleteBefore } from './oldestBlock';
import type { WrittenParticipants } from './participantWriter';
import { ParticipantWriter } from './participantWriter';
import { RequestCounts } from './requestCounts';
import { StringWriter } from './stringWriter';
import type { StoredBody } from './trafficWriter';
import { TrafficWriter } from './trafficWriter';

/** Changes that a written batch made. */
export interface WrittenBatch extends WrittenParticipants {
  /** First message whose row is new or changed; `undefined` when there is none. */
  readonly dirtyFrom: number | undefined;
  /** Messages in the file that were written again, and first messages of such spans. */
  readonly changedIds: readonly number[];
}

export class CaptureWriter implements CorrelationSink {
  private readonly strings: StringWriter;
  private readonly traffic: TrafficWriter;
  private readonly requests: RequestCounts;
  private readonly connections: ParticipantWriter;
  private readonly putGap: Write<ValuesOf<typeof gapTable.columns>>;
  private readonly newMessages: Message[] = [];
  private readonly changedMessages = new Set<Message>();
  private readonly changedSpans = new Set<Span>();
  private readonly deliveries: Delivery[] = [];
  private readonly republishes: Republish[] = [];
  private readonly bodies: StoredBody[] = [];
  private readonly gaps = new Map<number, ValuesOf<typeof gapTable.columns>>();
  private lastWrittenId = 0;
  private spans = 0;
  private errors = 0;
  /** Id of the first message that is kept; earlier ones were dropped. */
  private firstId = 1;

  constructor(
    private readonly database: DatabaseSync,
    participants: Participants,
  ) {
    this.strings = new StringWriter(database);
    this.traffic = new TrafficWriter(database, this.strings);
    this.requests = new RequestCounts(database, this.strings);
    this.connections = new ParticipantWriter(database, participants, this.strings);
    this.putGap = insertInto(database, gapTable, 'INSERT OR REPLACE');
  }

  /** Id of the last message in the file; 0 when there is none. */
  get lastWritten(): number {
    return this.lastWrittenId;
  }

  /** Number of spans in the file. */
  get spanCount(): number {
    return this.spans;
  }

  /** Number of spans that have gone wrong so far, including those no longer in the file. */
  get errorCount(): number {
    return this.errors;
  }

  messageAdded(message: Message): void {
    this.newMessages.push(message);
    this.requests.addMessage(message);
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

  errorCounted(span: Span, difference: 1 | -1): void {
    this.errors += difference;
    this.requests.addErrors(span, difference);
  }

  addBody(body: StoredBody): void {
    this.bodies.push(body);
  }

  /** Adds a gap, or changes it. When it has ended, the next message is the first one after it. */
  addGap(gap: Gap): void {
    const next = (this.newMessages.at(-1)?.id ?? this.lastWrittenId) + 1;
    this.gaps.set(gap.id, { ...gap, messageId: gap.untilMicros === undefined ? undefined : next });
  }

  /** Writes all pending changes, and the capture's description of itself. */
  flush(meta: CaptureMeta): WrittenBatch {
    // After an error the counts kept here no longer fit the file: it must not be written again.
    const batch = inTransaction(this.database, () => {
      const written = this.writePending(meta.isEnded);
      writeMeta(this.database, meta);
      return written;
    });
    this.forgetPending();
    return batch;
  }

  /** Removes all messages before the given one, and the rows that belong to them alone. */
  dropBefore(messageId: number): void {
    this.firstId = messageId;
    inTransaction(this.database, () => {
      this.spans -= deleteBefore(this.database, messageId);
      this.strings.deleteUnused();
    });
  }

  private writePending(isEnd: boolean): WrittenBatch {
    const dirtyFrom = this.dirtyFrom();
    for (const message of this.newMessages) {
      if (message.span.id === message.id) this.spans++;
      this.traffic.writeMessage(message);
    }
    for (const message of this.changedMessages) this.traffic.rewriteMessage(message);
    for (const span of this.changedSpans) {
      if (Math.max(span.id, span.endMessageId ?? 0) >= this.firstId) this.traffic.writeSpan(span);
    }
    this.writeDeliveries();
    for (const republish of this.republishes) {
      if (republish.message.id >= this.firstId) this.traffic.writeRepublish(republish);
    }
    this.requests.writePending();
    for (const body of this.bodies) this.traffic.writeBody(body);
    for (const gap of this.gaps.values()) this.putGap.run(gap);
    return { dirtyFrom, changedIds: this.changedIds(), ...this.connections.writeChanges(isEnd) };
  }

  private writeDeliveries(): void {
    // A message's deliveries of this batch are numbered after those of earlier batches.
    const numbers = new Map<Message, number>();
    for (const { message } of this.deliveries) {
      numbers.set(message, (numbers.get(message) ?? message.deliverCount) - 1);
    }
    for (const delivery of this.deliveries) {
      if (delivery.message.id < this.firstId) continue;
      const n = (numbers.get(delivery.message) ?? 0) + 1;
      numbers.set(delivery.message, n);
      this.traffic.writeDelivery(delivery, n);
    }
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

  private forgetPending(): void {
    this.lastWrittenId = this.newMessages.at(-1)?.id ?? this.lastWrittenId;
    this.newMessages.length = 0;
    this.changedMessages.clear();
    this.changedSpans.clear();
    this.deliveries.length = 0;
    this.republishes.length = 0;
    this.bodies.length = 0;
    this.gaps.clear();
  }
}
