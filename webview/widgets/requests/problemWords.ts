import type { ProblemKind } from '../../../src/protocol/problems';

/** Titles of problems in operators' words, with their meanings. */
export const problemWords: Readonly<
  Record<ProblemKind, { readonly title: string; readonly meaning: string }>
> = {
  unanswered: {
    title: 'Taken, but never answered',
    meaning:
      'A server took the call and sent no reply before its time was over: it died, hangs, or is too slow. Look at the log of the server that took it.',
  },
  undelivered: {
    title: 'Never taken from the queue',
    meaning:
      'The message lies in a queue that nobody reads: the service is down, or all its workers are busy or stuck.',
  },
  unrouted: {
    title: 'No queue to go to',
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
    title: 'Delivered again',
    meaning:
      'A consumer was gone before it acknowledged the message, so the broker gave it to another one.',
  },
  republished: {
    title: 'Published twice',
    meaning:
      'The sender lost its connection and published the same message again. A receiver that gets both refuses the second one; two receivers both do the work.',
  },
  deadLettered: {
    title: 'Passed on as dead letters',
    meaning:
      'The messages expired in their queue, were refused or found no room; a policy sends them elsewhere.',
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
