/**
 * Makes messages of trace records (a publish and its deliveries) and spans of messages (a call with
 * its reply), one record after another. Pure and incremental: what it learns goes to a
 * {@link CorrelationSink}, and what it remembers is bounded; a message that it has forgotten shows
 * as a delivery without publish.
 *
 * Rules: wire names and orders are those of oslo_messaging/_drivers/amqpdriver.py; a call's time
 * limit is the AMQP `expiration` that impl_rabbit.py sets.
 */
import type { TraceRecord } from '../amqp/traceRecord';
import { BoundedMap } from '../base/boundedMap';
import type { DecodedMessage, RpcRequest } from '../oslo/message';
import { BrokerClock } from './brokerClock';
import { describe } from './describe';
import type { Delivery, Message, Republish, Span } from './entities';
import { errorMessageId } from './entities';
import { ExpiryQueue } from './expiryQueue';
import { Latencies } from './latencies';
import type { Participants } from '../processes/participants';
import type { Connection } from '../processes/process';

/** Takes what correlation finds. Objects stay mutable: `…Changed` tells to store them again. */
export interface CorrelationSink {
  messageAdded(message: Message): void;
  messageChanged(message: Message): void;
  spanChanged(span: Span): void;
  delivered(delivery: Delivery): void;
  republished(republish: Republish): void;
  /** The span counts as an error from now on (+1), or does no longer (-1). */
  errorCounted(span: Span, difference: 1 | -1): void;
}

const rememberedMessages = 60_000;
const rememberedCalls = 60_000;
const rememberedRequests = 6_000;
/** A cast that nobody has taken for as long counts as undelivered. */
const castPatienceMicros = 60e6;
/** A reply that nobody has taken for as long is lost: who waits for replies takes them at once. */
const replyPatienceMicros = 10e6;

export class Correlator {
  private readonly byUniqueId = new BoundedMap<string, Message>(rememberedMessages);
  private readonly withoutId = new BoundedMap<string, Message[]>(rememberedMessages);
  private readonly calls = new BoundedMap<string, Span>(rememberedCalls);
  private readonly castsByRequest = new BoundedMap<string, Span[]>(rememberedRequests);
  private readonly expiries = new ExpiryQueue<Span>(
    span => span.state === 'pending' || span.state === 'unrouted' || isReplyUnderWay(span),
  );
  private readonly clock = new BrokerClock();
  private readonly latencies = new Latencies();
  private lastId = 0;
  private recordCount = 0;
  /** A tap may leave deliveries out; without any, nothing can be called undelivered. */
  private seesDeliveries = false;

  constructor(
    private readonly participants: Participants,
    private readonly sink: CorrelationSink,
  ) {}

  /**
   * @param contentKey equal for equal bodies, and short: it is remembered; pairs messages that
   *   carry no id of their own, and is of no interest for others
   * @returns the message it belongs to, and whether the record is the first of it
   */
  add(
    record: TraceRecord,
    decoded: DecodedMessage,
    contentKey: string,
  ): { message: Message; isNew: boolean } {
    const known = this.find(record, decoded, contentKey);
    if (known) {
      this.addTo(known, record);
      return { message: known, isNew: false };
    }
    const message = this.create(record, decoded);
    if (decoded.uniqueId !== undefined) this.byUniqueId.set(decoded.uniqueId, message);
    else this.rememberContent(contentKey, message);
    this.sink.messageAdded(message);
    this.addTo(message, record, decoded);
    return { message, isNew: true };
  }

  /** One more record of a message that is known by its content: nothing needs to be decoded. */
  addTo(message: Message, record: TraceRecord, decoded?: DecodedMessage): void {
    const connection = this.participants.at(senderOf(record, decoded), record.receivedAtMicros);
    this.recordCount++;
    connection.messageCount++;
    this.participants.counted(connection);
    // Who sends stands before who receives.
    connection.order ??= message.id + (record.kind === 'publish' ? 0 : 0.5);
    if (record.kind === 'publish') this.published(message, record, connection, decoded);
    else this.deliver(message, record, connection);
  }

  /** Settles calls whose time is over. Call it with the time of the newest record, or the clock. */
  advance(nowMicros: number): void {
    for (const span of this.expiries.advance(nowMicros)) this.expire(span, nowMicros);
  }

  /** Nothing more will come: requests that nobody has taken count as undelivered. */
  finish(nowMicros: number): void {
    this.advance(nowMicros);
    for (const span of this.expiries.drain()) {
      if (span.kind !== 'call') this.expire(span, nowMicros);
    }
  }

  private find(
    record: TraceRecord,
    decoded: DecodedMessage,
    contentKey: string,
  ): Message | undefined {
    if (decoded.uniqueId !== undefined) return this.byUniqueId.get(decoded.uniqueId);
    if (record.kind === 'publish') return undefined;
    const candidates = this.withoutId.get(contentKey);
    return candidates?.find(
      each =>
        each.exchange === record.exchange &&
        (record.redelivered || each.deliverCount < Math.max(1, each.routedQueues.length)) &&
        (record.queue === undefined || each.routedQueues.includes(record.queue)),
    );
  }

  private rememberContent(contentKey: string, message: Message): void {
    const same = this.withoutId.get(contentKey);
    if (!same) this.withoutId.set(contentKey, [message]);
    else if (same.push(message) > 100) same.shift();
  }

  private create(record: TraceRecord, decoded: DecodedMessage): Message {
    const id = ++this.lastId;
    const described = describe(decoded, record);
    const requestId = 'requestId' in decoded ? decoded.requestId : undefined;
    const span = this.spanOf(id, record, decoded, described);
    const wireBytes = record.body.byteLength;
    span.wireBytes += wireBytes;
    return {
      id,
      span,
      ...described,
      exchange: record.exchange,
      routingKey: record.routingKeys[0] ?? '',
      requestId,
      uniqueId: decoded.uniqueId,
      atMicros: record.receivedAtMicros,
      publishCount: 0,
      sender: undefined,
      routedQueues: record.routedQueues ?? [],
      queue: record.routedQueues?.[0] ?? record.queue,
      receiver: undefined,
      deliveredAtMicros: undefined,
      deliverCount: 0,
      redelivered: false,
      deadLettered: false,
      publishRecord: undefined,
      brokerAtMillis: undefined,
      wireBytes,
    };
  }

  private spanOf(
    id: number,
    record: TraceRecord,
    decoded: DecodedMessage,
    { kind, label, method }: ReturnType<typeof describe>,
  ): Span {
    const isReply = decoded.kind === 'reply' || decoded.kind === 'heartbeat';
    const call = isReply ? this.calls.get(decoded.msgId) : undefined;
    if (call) return call;
    const request = isRequest(decoded) ? decoded : undefined;
    const span: Span = {
      id,
      kind,
      label,
      method,
      namespace: request?.namespace,
      version: request?.version,
      msgId: 'msgId' in decoded ? decoded.msgId : undefined,
      replyQueue: request?.replyQueue,
      requestId: 'requestId' in decoded ? decoded.requestId : undefined,
      globalRequestId: 'globalRequestId' in decoded ? decoded.globalRequestId : undefined,
      hasUser: 'hasUser' in decoded && decoded.hasUser,
      timeoutMillis: decoded.kind === 'call' ? expirationOf(record) : undefined,
      state: isReply ? 'orphanReply' : request ? 'pending' : 'ok',
      publishedAtMicros: undefined,
      deliveredAtMicros: undefined,
      replyPublishedAtMicros: undefined,
      replyDeliveredAtMicros: undefined,
      caller: undefined,
      handler: undefined,
      replyMessageId: undefined,
      endMessageId: undefined,
      heartbeatCount: 0,
      wireBytes: 0,
      failureClass: undefined,
      isSlow: false,
      workOf: undefined,
      errorConnections: undefined,
    };
    if (span.msgId !== undefined) this.calls.set(span.msgId, span);
    if (decoded.kind === 'cast' && span.requestId !== undefined) {
      const casts = this.castsByRequest.get(span.requestId);
      if (!casts) this.castsByRequest.set(span.requestId, [span]);
      else if (casts.push(span) > 100) casts.shift();
    }
    return span;
  }

  private published(
    message: Message,
    record: TraceRecord,
    sender: Connection,
    decoded: DecodedMessage | undefined,
  ): void {
    message.publishCount++;
    const number = this.numberOf(record);
    const at = this.clock.publishedAtMicros(record);
    if (message.publishCount > 1) {
      // The publisher lost its connection and sent the same bytes again.
      this.sink.republished({ message, atMicros: at, sender: sender.id, record: number });
      this.sink.messageChanged(message);
      return;
    }
    message.atMicros = at;
    message.publishRecord = number;
    message.brokerAtMillis = BrokerClock.millisOf(record);
    message.sender = sender.id;
    message.routedQueues = record.routedQueues ?? [];
    if (message.deliverCount === 0) message.queue = message.routedQueues[0];
    this.sink.messageChanged(message);

    const { span } = message;
    switch (message.kind) {
      case 'call':
      case 'cast':
      case 'fanout':
        if (decoded && isRequest(decoded)) {
          this.participants.requested(sender, record.exchange, topicOf(record), decoded);
        }
        this.requestPublished(span, message, record.isCopy === true);
        break;
      case 'reply':
      case 'failure':
        this.replyPublished(span, message, sender);
        break;
      case 'heartbeat':
        span.heartbeatCount++;
        if (span.handler !== undefined) this.participants.answered(span.handler, sender.id);
        break;
      case 'notification':
        if (decoded?.kind === 'notification') {
          this.participants.notified(sender, decoded.publisherId);
        }
        this.noteFirstPublish(span, message);
        if (record.routedQueues?.length === 0 && message.deliverCount === 0) {
          span.state = 'unrouted';
        }
        break;
      case 'foreign':
        this.noteFirstPublish(span, message);
        break;
    }
    this.noteWork(message, sender);
    this.settled(span);
  }

  private numberOf(record: TraceRecord): number {
    return record.line ?? this.recordCount;
  }

  private noteFirstPublish(span: Span, message: Message): void {
    span.publishedAtMicros = message.atMicros;
    span.caller = message.sender;
  }

  private requestPublished(span: Span, message: Message, isCopy: boolean): void {
    this.noteFirstPublish(span, message);
    if (isCopy) {
      // Nothing more will be seen of it, however it went.
      span.state = 'ok';
      return;
    }
    if (message.deliverCount === 0 && message.routedQueues.length === 0) span.state = 'unrouted';
    // Unrouted is what the broker said of the first attempt: a later one may still be taken.
    if (span.kind === 'call') this.awaitReply(span, message.atMicros);
    else if (span.state === 'pending')
      this.expiries.add(span, message.atMicros + castPatienceMicros);
  }

  private awaitReply(span: Span, sinceMicros: number): void {
    if (span.timeoutMillis === undefined) return;
    this.expiries.add(span, sinceMicros + span.timeoutMillis * 1000);
  }

  private replyPublished(span: Span, reply: Message, sender: Connection): void {
    // A server that finds the reply queue gone tries again, each time with another unique id.
    if (span.replyMessageId !== undefined && span.replyMessageId !== reply.id) return;
    span.replyMessageId = reply.id;
    span.endMessageId = reply.id;
    span.replyPublishedAtMicros = reply.atMicros;
    if (reply.deliverCount === 0) this.expiries.add(span, reply.atMicros + replyPatienceMicros);
    if (reply.kind === 'failure') span.failureClass = reply.label;
    if (span.workOf) this.workReached(span.workOf, reply.id);
    if (span.state === 'orphanReply') {
      span.handler = sender.id;
      return;
    }
    if (span.handler === undefined) span.handler = sender.id;
    else this.participants.answered(span.handler, sender.id);
    if (span.publishedAtMicros !== undefined) {
      const latency = reply.atMicros - span.publishedAtMicros;
      span.isSlow = this.latencies.add(span.label, latency);
      if (span.timeoutMillis !== undefined && latency > span.timeoutMillis * 1000) {
        span.state = 'answeredLate';
        return;
      }
    }
    span.state = reply.kind === 'failure' ? 'failed' : 'ok';
  }

  private deliver(message: Message, record: TraceRecord, receiver: Connection): void {
    const queue = record.queue ?? '';
    const at = record.receivedAtMicros;
    this.seesDeliveries = true;
    const deadLettered = record.properties.headers?.['x-death'] !== undefined;
    message.deliverCount++;
    if (deadLettered) {
      message.deadLettered = true;
    } else if (message.deliveredAtMicros === undefined) {
      message.queue = queue;
      message.receiver = receiver.id;
      message.deliveredAtMicros = at;
    } else if (record.redelivered) {
      // The first consumer died with it unacknowledged: the one that has it now handles it.
      message.receiver = receiver.id;
    }
    message.redelivered ||= record.redelivered;
    this.participants.consumed(receiver, queue);
    this.sink.delivered({
      message,
      atMicros: at,
      queue,
      receiver: receiver.id,
      redelivered: record.redelivered,
      deadLettered,
      record: this.numberOf(record),
    });
    this.sink.messageChanged(message);

    const { span } = message;
    if (deadLettered) {
      // Who reads the dead letters is not who should have taken it; it may have been refused after
      // it was taken.
      const isTaken = message.deliveredAtMicros !== undefined;
      if (!isTaken && (span.state === 'pending' || span.state === 'ok')) span.state = 'undelivered';
      this.settled(span);
      return;
    }
    switch (message.kind) {
      case 'call':
      case 'cast':
      case 'fanout':
        if (span.deliveredAtMicros === undefined || record.redelivered) {
          span.deliveredAtMicros ??= at;
          span.handler = receiver.id;
        }
        if (span.kind === 'call' && message.publishCount === 0) this.awaitReply(span, at);
        if (span.kind !== 'call') span.state = 'ok';
        else if (span.state === 'unrouted') span.state = 'pending';
        else if (span.state === 'undelivered') span.state = 'unanswered';
        break;
      case 'reply':
      case 'failure':
        span.replyMessageId ??= message.id;
        span.endMessageId ??= message.id;
        span.replyDeliveredAtMicros ??= at;
        span.caller ??= receiver.id;
        if (message.kind === 'failure') span.failureClass ??= message.label;
        if (span.state === 'pending' || span.state === 'replyLost') {
          span.state = message.kind === 'failure' ? 'failed' : 'ok';
        }
        if (span.state === 'unanswered') span.state = 'answeredLate';
        break;
      case 'heartbeat':
        break;
      case 'notification':
      case 'foreign':
        span.deliveredAtMicros ??= at;
        span.handler ??= receiver.id;
        span.state = 'ok';
        break;
    }
    this.settled(span);
  }

  private expire(span: Span, nowMicros: number): void {
    if (isReplyUnderWay(span) && this.seesDeliveries) {
      if (nowMicros < (span.replyPublishedAtMicros ?? 0) + replyPatienceMicros) return;
      span.state = 'replyLost';
      return this.settled(span);
    }
    if (span.state !== 'pending') return;
    if (span.deliveredAtMicros === undefined && this.seesDeliveries) span.state = 'undelivered';
    else span.state = span.kind === 'call' ? 'unanswered' : 'ok';
    this.settled(span);
  }

  /** A message that a process sends while it handles a cast of the same request belongs to it. */
  private noteWork(message: Message, sender: Connection): void {
    if (message.requestId === undefined) return;
    const cast = this.castsByRequest
      .get(message.requestId)
      ?.findLast(
        each =>
          each !== message.span &&
          each.handler !== undefined &&
          this.participants.isSameProcess(each.handler, sender.id),
      );
    if (!cast) return;
    // Its reply is part of the work, too. Casts need not know theirs: a chain of them has no end.
    if (message.kind === 'call') message.span.workOf = cast;
    this.workReached(cast, message.id);
  }

  private workReached(cast: Span, messageId: number): void {
    cast.endMessageId = messageId;
    this.sink.spanChanged(cast);
  }

  private settled(span: Span): void {
    const isError = errorMessageId(span) !== undefined;
    if (isError && !span.errorConnections) {
      span.errorConnections = [span.caller, span.handler].filter(each => each !== undefined);
      this.countErrors(span.errorConnections, 1);
      this.sink.errorCounted(span, 1);
    } else if (!isError && span.errorConnections) {
      // What seemed to be lost was only late.
      this.countErrors(span.errorConnections, -1);
      this.sink.errorCounted(span, -1);
      span.errorConnections = undefined;
    }
    this.sink.spanChanged(span);
  }

  private countErrors(connectionIds: readonly number[], difference: 1 | -1): void {
    for (const id of connectionIds) {
      const connection = this.participants.get(id);
      if (!connection) continue;
      connection.errorCount += difference;
      this.participants.counted(connection);
    }
  }
}

/**
 * The connection that a record came over. An exchange does not tell who sent what it copies: a
 * caller is known by the queue that it waits at, a notification by its publisher; of others only
 * the exchange is known, and they stay unknown together.
 */
function senderOf(record: TraceRecord, decoded: DecodedMessage | undefined): string {
  if (record.connection !== '' || !record.isCopy) return record.connection;
  if (decoded?.kind === 'notification') return `publisher ${decoded.publisherId}`;
  const replyQueue = decoded && isRequest(decoded) ? decoded.replyQueue : undefined;
  return replyQueue === undefined
    ? `unknown sender to ${record.exchange}`
    : `caller that waits at ${replyQueue}`;
}

/** Answered in time, and the reply was not seen to arrive. */
const isReplyUnderWay = (span: Span): boolean =>
  (span.state === 'ok' || span.state === 'failed') &&
  span.replyPublishedAtMicros !== undefined &&
  span.replyDeliveredAtMicros === undefined;

const isRequest = (decoded: DecodedMessage): decoded is RpcRequest =>
  decoded.kind === 'call' || decoded.kind === 'cast' || decoded.kind === 'fanout';

/** A fanout has its topic in the name of its exchange only. */
const topicOf = ({ exchange, routingKeys }: TraceRecord): string =>
  (routingKeys[0] ?? '') === '' ? exchange.replace(/_fanout$/, '') : (routingKeys[0] ?? '');

/** Milliseconds; `undefined` without a readable expiration. */
function expirationOf(record: TraceRecord): number | undefined {
  const { expiration } = record.properties;
  const millis = typeof expiration === 'string' ? Number(expiration) : NaN;
  return Number.isFinite(millis) && millis >= 0 ? millis : undefined;
}
