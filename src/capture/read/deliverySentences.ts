/** Sentences about deliveries that did not go as usual: again, twice, or to a queue for dead letters. */
import { publishedWords } from '../../core/text/amounts';
import type { Delivery, SpanDetails } from '../../protocol/spans';

type WithMessages = Pick<SpanDetails, 'messages'>;

export function deadLetterSentence({ messages }: WithMessages): string {
  const deliveries = messages.flatMap(message => message.deliveries);
  const passedOn = deliveries.find(each => each.isDeadLettered);
  const taken = deliveries.find(each => !each.isDeadLettered);
  const why = taken ? `${nameOf(taken)} took it and refused it` : 'It expired or found no room';
  return `${why}: the broker passed it on to ${passedOn?.queue ?? 'another queue'}.`;
}

/** @returns an empty text when nothing was delivered again */
export function redeliverySentence({ messages }: WithMessages): string {
  const message = messages.find(({ deliveries }) => deliveries.some(each => each.isRedelivered));
  const again = message?.deliveries.find(each => each.isRedelivered);
  if (!again) return '';
  const before = message?.deliveries.find(each => !each.isRedelivered);
  const taker = nameOf(again);
  return before
    ? `${nameOf(before)} had it and was gone before it acknowledged the message; then ${taker} got it.`
    : `A consumer was gone before it acknowledged the message; then ${taker} got it.`;
}

/**
 * A receiver remembers the unique ids of the last messages and refuses one that it has had:
 * `_MsgIdCache` of oslo_messaging/_drivers/amqp.py.
 */
export function repetitionSentence({ messages }: WithMessages): string {
  const message = messages.find(({ publishCount }) => publishCount > 1);
  const deliveries = message?.deliveries ?? [];
  const words = publishedWords(message?.publishCount ?? 0) ?? 'published twice';
  const sent = `It was ${words}: its sender had lost its connection and did not know whether it had arrived.`;
  const [first, second] = deliveries;
  if (!first) return `${sent} Nobody took it.`;
  if (!second) return `${sent} ${nameOf(first)} took it once.`;
  const again = deliveries.find((each, at) =>
    deliveries.slice(0, at).some(before => isSameTaker(before, each)),
  );
  if (again) {
    return `${sent} ${nameOf(again)} got it twice and refuses the second one (DuplicateMessageError).`;
  }
  const takers = [...new Set(deliveries.map(nameOf))];
  return takers.length > 1
    ? `${sent} ${takers.join(' and ')} each got one, and each does the work.`
    : `${sent} ${nameOf(first)} got it twice; one process refuses the second one (DuplicateMessageError), two both do the work.`;
}

const isSameTaker = (one: Delivery, other: Delivery): boolean =>
  one.process === undefined
    ? one.connection === other.connection
    : one.process === other.process && one.lane === other.lane;

const nameOf = ({ lane, process }: Delivery): string =>
  [lane ?? 'an unknown consumer', ...(process === undefined ? [] : [`(${process})`])].join(' ');
