import { formatCount } from '../../../src/core/text/amounts';
import type { NormalProblem, ProblemKind } from '../../../src/protocol/problems';

/** Titles of problems in operators' words, with their meanings. */
export const problemWords: Readonly<
  Record<ProblemKind, { readonly title: string; readonly meaning: string }>
> = {
  unanswered: {
    title: 'Delivered, no reply',
    meaning:
      'A service received the call and sent no reply before the timeout: it crashed, hangs or is slow. Check the log of the receiving service.',
  },
  undelivered: {
    title: 'Never taken from the queue',
    meaning:
      'The message lies in a queue that nobody reads: the service is down, or all its workers are busy or stuck.',
  },
  unrouted: {
    title: 'Unroutable: no queue bound',
    meaning:
      'No queue is bound for it, so the broker dropped it: the service never started here, or the topic is wrong.',
  },
  deadQueue: {
    title: 'Fanout queues that nobody reads',
    meaning:
      'Other queues of the same fanout are read: the agent or service that made this one is gone or cut off, and its queue still fills.',
  },
  answeredLate: {
    title: 'Answered too late',
    meaning: 'The reply came, but the caller had given up and seen a MessagingTimeout before.',
  },
  replyLost: {
    title: 'Answered, but the reply was lost',
    meaning:
      'The server did its work, and nobody took the reply: the caller was gone, or its reply queue was.',
  },
  redelivered: {
    title: 'Redelivered',
    meaning: 'The consumer disconnected before acknowledging, so the broker delivered it again.',
  },
  republished: {
    title: 'Published twice',
    meaning:
      'The sender lost its connection and published the same message again. A receiver that gets both refuses the second one; two receivers both do the work.',
  },
  deadLettered: {
    title: 'Dead-lettered',
    meaning: 'Expired, rejected, or pushed out of a full queue; a policy routed them elsewhere.',
  },
  orphanReply: {
    title: 'Replies to calls outside of this capture',
    meaning:
      'Their calls began before this capture did, fell into a gap of the recording, or were not traced.',
  },
  unknown: {
    title: 'Unknown because of a gap',
    meaning:
      'The recording has a gap in which their replies may have come. They count as no errors.',
  },
  failed: {
    title: 'Answered with an exception',
    meaning: 'The handler raised, and the caller got the exception. Select one for its traceback.',
  },
};

/** The most frequent event types or methods of messages without a consumer: `a ×4, b ×1 and 3 more`. */
export function labelWords({ labels, labelCount }: NormalProblem): string {
  const others = labelCount - labels.length;
  const words = labels.map(
    ({ label, count }) => `${label.slice(0, maxLabelLength)} ×${formatCount(count)}`,
  );
  return `${words.join(', ')}${others > 0 ? ` and ${formatCount(others)} more` : ''}`;
}

const maxLabelLength = 200;
