import type { TraceRecord } from '../amqp/traceRecord';
import { BoundedMap } from '../base/boundedMap';
import type { DecodedMessage } from '../oslo/message';
import { ConductorSaves } from '../processes/conductorSaves';
import type { Participants } from '../processes/participants';
import type { Connection } from '../processes/process';
import type { CastWork } from './castWork';
import type { Description } from './describe';
import type { Message, Span } from './entities';
import { EventForms } from './eventForms';
import { Latencies } from './latencies';
import { isRequest, timeLimitMillisOf, topicOf } from './recordFacts';
import type { SpanExpiry } from './spanExpiry';
import type { SpanEvent } from './spanStateTable';
import { afterEvent } from './spanStateTable';
import { StackRequests } from './stackRequests';

const rememberedCalls = 60_000;

/** Joins calls with their replies, and updates the state of each span. */
export class SpanPairing {
  private readonly calls = new BoundedMap<string, Span>(rememberedCalls);
  private readonly latencies = new Latencies();
  private readonly saves = new ConductorSaves();
  private readonly forms = new EventForms();
  private readonly stacks = new StackRequests();

  constructor(
    private readonly participants: Participants,
    private readonly work: CastWork,
    private readonly expiry: SpanExpiry,
  ) {}

  /** @returns the call that a reply answers; a new span for any other message */
  spanFor(
    messageId: number,
    record: TraceRecord,
    decoded: DecodedMessage,
    description: Description,
  ): Span {
    const isReply = decoded.kind === 'reply' || decoded.kind === 'heartbeat';
    const call = isReply ? this.calls.get(decoded.msgId) : undefined;
    if (call) return call;
    const span = newSpan(messageId, record, decoded, {
      ...description,
      stackRequestId: this.stackRequestOf(decoded, record),
    });
    if (span.msgId !== undefined) this.calls.set(span.msgId, span);
    if (decoded.kind === 'cast') this.work.rememberCast(span);
    if (decoded.kind === 'notification') {
      span.firstForm = this.forms.firstForm(decoded, span, record);
    }
    return span;
  }

  private stackRequestOf(
    decoded: DecodedMessage,
    { receivedAtMicros }: TraceRecord,
  ): string | undefined {
    return decoded.kind === 'notification' || isRequest(decoded)
      ? this.stacks.causeOf(decoded, receivedAtMicros)
      : undefined;
  }

  /** Brings a message's span up to date when the message is published for the first time. */
  published(
    message: Message,
    record: TraceRecord,
    decoded: DecodedMessage | undefined,
    sender: Connection,
  ): void {
    const { span } = message;
    switch (message.kind) {
      case 'call':
      case 'cast':
      case 'fanout':
        if (decoded && isRequest(decoded)) {
          this.participants.requested(sender, record.exchange, topicOf(record), decoded);
          this.saves.noteCall(decoded, span);
          this.noteOrigin(message, record, sender);
        }
        this.requestPublished(message, record.isCopy === true);
        break;
      case 'reply':
      case 'failure':
        this.replyPublished(message, sender);
        break;
      case 'heartbeat':
        span.heartbeatCount++;
        if (span.handler !== undefined) this.participants.answered(span.handler, sender.id);
        break;
      case 'notification':
        if (decoded?.kind === 'notification') {
          this.participants.notified(sender, record.exchange, decoded);
          this.noteOrigin(message, record, sender);
          const conductor = this.saves.notifierOf(decoded);
          if (conductor !== undefined) this.participants.answered(conductor, sender.id);
        }
        noteCaller(message);
        if (record.routedQueues?.length === 0 && message.deliverCount === 0) {
          change(span, 'unrouted');
        }
        break;
      case 'foreign':
        noteCaller(message);
        break;
    }
  }

  /** Handles a delivery of a message. */
  delivered(message: Message, record: TraceRecord, receiver: Connection): void {
    const { span } = message;
    const atMicros = record.receivedAtMicros;
    switch (message.kind) {
      case 'call':
      case 'cast':
      case 'fanout':
        if (span.deliveredAtMicros === undefined || record.redelivered) {
          span.deliveredAtMicros ??= atMicros;
          span.handler = receiver.id;
        }
        if (span.kind === 'call' && message.publishCount === 0) {
          this.expiry.awaitReply(span, atMicros);
        }
        change(span, span.kind === 'call' ? 'callTaken' : 'taken');
        break;
      case 'reply':
      case 'failure':
        span.replyMessageId ??= message.id;
        span.endMessageId ??= message.id;
        span.replyDeliveredAtMicros ??= atMicros;
        this.noteReader(span, record, receiver);
        if (message.kind === 'failure') span.failureClass ??= message.label;
        change(span, message.kind === 'failure' ? 'failureTaken' : 'replyTaken');
        break;
      case 'heartbeat':
        break;
      case 'notification':
      case 'foreign':
        span.deliveredAtMicros ??= atMicros;
        span.handler ??= receiver.id;
        change(span, 'taken');
        break;
    }
  }

  /**
   * Handles a message that the broker moved to another queue. The reader of that queue is not its
   * intended receiver, and the message may have been rejected after a first delivery.
   */
  deadLettered({ span, deliveredAtMicros }: Message): void {
    if (deliveredAtMicros === undefined) change(span, 'deadLettered');
  }

  private requestPublished(message: Message, isCopy: boolean): void {
    const { span } = message;
    noteCaller(message);
    if (isCopy) {
      change(span, 'copied');
      return;
    }
    if (message.deliverCount === 0 && message.routedQueues?.length === 0) change(span, 'unrouted');
    // "Unrouted" is the result of the first attempt; a retry may still be received.
    if (span.kind === 'call') this.expiry.awaitReply(span, message.atMicros);
    else if (span.state === 'pending') this.expiry.awaitConsumer(span, message.atMicros);
  }

  private replyPublished(reply: Message, sender: Connection): void {
    const { span } = reply;
    // A server that finds the reply queue gone retries, each time with another unique id.
    if (span.replyMessageId !== undefined && span.replyMessageId !== reply.id) return;
    span.replyMessageId = reply.id;
    span.endMessageId = reply.id;
    span.replyPublishedAtMicros = reply.atMicros;
    if (reply.deliverCount === 0) this.expiry.awaitReplyConsumer(span, reply.atMicros);
    if (reply.kind === 'failure') span.failureClass = reply.label;
    if (span.workOf) this.work.reached(span.workOf, reply.id);
    if (span.state === 'orphanReply') {
      span.handler = sender.id;
      return;
    }
    if (span.handler === undefined) span.handler = sender.id;
    else this.participants.answered(span.handler, sender.id);
    change(span, this.answerOf(span, reply));
  }

  private noteOrigin(
    { span, atMicros }: Message,
    { isCopy }: TraceRecord,
    sender: Connection,
  ): void {
    // The senders of copies are not told apart by connections.
    if (isCopy || span.requestId === undefined || !span.hasUser) return;
    this.participants.sentFor(span.requestId, sender, span.kind !== 'notification', atMicros);
  }

  /** A reply is read by the process that sent the call. */
  private noteReader(span: Span, { queue }: TraceRecord, reader: Connection): void {
    if (span.caller === undefined) span.caller = reader.id;
    else if (queue !== undefined) this.participants.gotReply(span.caller, queue, reader);
  }

  private answerOf(span: Span, reply: Message): SpanEvent {
    if (span.publishedAtMicros !== undefined && !span.isReadLater) {
      const latencyMicros = reply.atMicros - span.publishedAtMicros;
      span.isSlow = this.latencies.noteLatency(span.label, latencyMicros);
      const isLate = span.timeoutMillis !== undefined && latencyMicros > span.timeoutMillis * 1000;
      if (isLate && !this.expiry.isStretched(span.publishedAtMicros, reply.atMicros)) {
        return 'answeredLate';
      }
    }
    return reply.kind === 'failure' ? 'failed' : 'answered';
  }
}

function change(span: Span, event: SpanEvent): void {
  span.state = afterEvent(span.state, event);
}

function noteCaller({ span, atMicros, sender }: Message): void {
  span.publishedAtMicros = atMicros;
  span.caller = sender;
}

function newSpan(
  messageId: number,
  record: TraceRecord,
  decoded: DecodedMessage,
  { kind, label, method, stackRequestId }: Description & Pick<Span, 'stackRequestId'>,
): Span {
  const isReply = decoded.kind === 'reply' || decoded.kind === 'heartbeat';
  const request = isRequest(decoded) ? decoded : undefined;
  return {
    id: messageId,
    kind,
    label,
    method,
    namespace: request?.namespace,
    version: request?.version,
    msgId: 'msgId' in decoded ? decoded.msgId : undefined,
    replyQueue: request?.replyQueue,
    requestId: 'requestId' in decoded ? decoded.requestId : undefined,
    globalRequestId: 'globalRequestId' in decoded ? decoded.globalRequestId : undefined,
    stackRequestId,
    traceId: 'traceId' in decoded ? decoded.traceId : undefined,
    hasUser: 'hasUser' in decoded && decoded.hasUser,
    timeoutMillis: decoded.kind === 'call' ? timeLimitMillisOf(record) : undefined,
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
    isReadLater: false,
    firstForm: undefined,
    workOf: undefined,
    errorConnections: undefined,
  };
}
