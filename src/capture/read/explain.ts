import { formatDuration, plural } from '../../core/text/amounts';
import type { Gap } from '../../core/amqp/gap';
import { gapWords } from '../../core/amqp/gap';
import { remoteFailure } from '../../core/oslo/failure';
import type { MessageDetails, SpanDetails } from '../../protocol/spans';
import { redeliverySentence } from './deliverySentences';
import { innerMessage } from './innerMessage';

/** Longest message of an exception that is told, in characters. */
const maxSaid = 300;

/**
 * Explains how a span went, in one or two sentences in operators' words.
 *
 * @param gap gap of the recording that hides the outcome
 */
export function explain(
  span: Omit<SpanDetails, 'explanation'>,
  failureClass: string | undefined,
  gap: Gap | undefined,
): string {
  return `${outcome(span, failureClass, gap)} ${redeliverySentence(span)}`.trimEnd();
}

function outcome(
  span: Omit<SpanDetails, 'explanation'>,
  failureClass: string | undefined,
  gap: Gap | undefined,
): string {
  const handler = span.handlers.join(', ') || 'nobody';
  const limit =
    span.timeoutMillis === undefined ? '' : ` within ${formatDuration(span.timeoutMillis * 1000)}`;
  const request = span.messages.find(each => each.messageId === span.spanId);
  const queues = (request?.routedQueues ?? []).join(', ');
  const words = gap ? `the ${gapWords(gap)}` : 'a gap of the recording';
  switch (span.state) {
    case 'pending':
      return span.deliveredAtMicros === undefined
        ? `Waiting in ${queues || 'its queue'}: nobody has taken it yet.`
        : `${handler} has taken it and has not answered yet.`;
    case 'ok':
      return explainOk(span, handler, request?.deliveries.length ?? 0, queues);
    case 'failed':
      return `${handler} answered${latency(span)} with ${failureWords(span, failureClass)}`;
    case 'unanswered':
      return span.handlers.length > 0
        ? `${handler} took it, but no reply came${limit}: the caller got a MessagingTimeout.`
        : `No reply came${limit}: the caller got a MessagingTimeout. Nothing shows whether it was taken.`;
    case 'undelivered': {
      const passedOn = request?.deliveries.find(each => each.isDeadLettered);
      if (passedOn) {
        return `Nobody took it in time, or it was refused: the broker passed it on to ${passedOn.queue}.`;
      }
      return `Nobody took it from ${queues || 'its queue'}${limit}: no consumer, or a stuck one.`;
    }
    case 'unrouted':
      return `No queue is bound to exchange "${request?.exchange ?? ''}" for this routing key: the broker dropped it.`;
    case 'answeredLate':
      return `${handler} answered${latency(span)}, after the caller had given up${limit === '' ? '' : ` (limit ${formatDuration((span.timeoutMillis ?? 0) * 1000)})`}.`;
    case 'replyLost':
      return `${handler} answered${latency(span)}, but nobody took the reply from its queue: the caller was gone, or its reply queue was.`;
    case 'unknown':
      return span.deliveredAtMicros === undefined
        ? `Nothing shows that it was taken: that may have fallen into ${words}.`
        : `${handler} took it. Its reply may have fallen into ${words}.`;
    case 'orphanReply':
      return 'A reply to a call that is not in this capture: it began before, fell into a gap, or was not traced.';
  }
}

function explainOk(
  span: Omit<SpanDetails, 'explanation'>,
  handler: string,
  deliveries: number,
  queues: string,
): string {
  switch (span.kind) {
    case 'call':
      return `${handler} answered${latency(span)}.`;
    case 'fanout':
      return `Delivered to ${plural(deliveries, 'queue')}.`;
    case 'notification':
      return deliveries > 0
        ? `Consumed by ${handler}.`
        : `In ${queues ? `queue ${queues}` : 'its queue'}; nothing consumes it (normal for notifications).`;
    default:
      if (deliveries > 0) return `Delivered to ${handler}.`;
      // A trace stream tells no queues; a message for which none is bound is unrouted.
      return queues ? `Published to ${queues}.` : 'Published; into which queue is unknown.';
  }
}

/** The class and the message of the exception, as a sentence ends. */
function failureWords(
  { messages }: Pick<SpanDetails, 'messages'>,
  failureClass = 'an exception',
): string {
  const failure = messages.findLast(({ kind }) => kind === 'failure');
  const [line = ''] = (failure === undefined ? '' : said(failure)).trim().split(/[\r\n]/, 1);
  const text = line.length > maxSaid ? `${line.slice(0, maxSaid)}…` : line;
  const words = text === '' ? failureClass : `${failureClass}: ${text}`;
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** The message of the exception that a reply holds. */
function said({ body, bodyFormat, isBodyCut }: MessageDetails): string {
  const reply = bodyFormat === 'json' && !isBodyCut ? innerMessage(body) : undefined;
  const failure = reply?.['failure'] ?? null;
  return failure === null ? '' : remoteFailure(failure).message;
}

function latency(span: Omit<SpanDetails, 'explanation'>): string {
  const end = span.replyDeliveredAtMicros ?? span.replyPublishedAtMicros;
  if (end === undefined || span.publishedAtMicros === undefined || span.isReadLater) return '';
  return ` after ${formatDuration(end - span.publishedAtMicros)}`;
}
