import type { SourceState } from '../../../src/core/amqp/sourceState';
import type { OfferedAction } from '../../../src/protocol/hostApi';
import { printable } from '../../../src/core/base/printable';
import { formatBytes, formatPercent } from '../../../src/core/text/amounts';
import { describeFailure } from './failureWords';

/** The words of the status line about the state of a source. */
export interface SourceWords {
  readonly tone: 'good' | 'busy' | 'warn' | 'bad' | 'quiet';
  /** One or two words beside the dot. */
  readonly word: string;
  /** A sentence about a failure or a wait, where one is needed. */
  readonly sentence: string | undefined;
  readonly action: { readonly title: string; readonly name: OfferedAction } | undefined;
}

/** @param nowMillis current time, for the countdown to a retry */
export function describeSource(source: SourceState, nowMillis: number): SourceWords {
  switch (source.state) {
    case 'stored':
      return say('quiet', 'stored');
    case 'connecting':
      return say(
        'busy',
        'connecting',
        source.attempt > 1 ? `Attempt ${source.attempt} at ${printable(source.host)}` : undefined,
      );
    case 'live':
      return describeLive(source);
    case 'paused':
      return {
        ...say(
          'warn',
          'capture paused',
          'Messages that are sent now will be missing in the capture.',
        ),
        action: { title: 'Resume Capture', name: 'toggleRecords' },
      };
    case 'waitingToRetry': {
      const seconds = Math.max(0, Math.ceil((source.retryAtMillis - nowMillis) / 1000));
      const { sentence } = describeFailure(source.failure);
      return {
        ...say('warn', seconds > 0 ? `retrying in ${seconds} s` : 'retrying', sentence),
        action: { title: 'Try Now', name: 'connect' },
      };
    }
    case 'importing':
      return say('busy', `importing ${progress(source.bytesRead, source.bytesTotal)}`);
    case 'following':
      return say('good', 'following the log');
    case 'stopped': {
      if (!source.failure) {
        return {
          ...say('quiet', 'not connected'),
          action: { title: 'Connect', name: 'connect' },
        };
      }
      const { sentence, action, actionTitle } = describeFailure(source.failure);
      return { ...say('bad', 'stopped', sentence), action: { title: actionTitle, name: action } };
    }
  }
}

function describeLive(source: Extract<SourceState, { state: 'live' }>): SourceWords {
  if (source.tracing === 'off') {
    return {
      ...say('warn', 'tracing off', tracingOffSentence(source)),
      action: { title: 'Enable Tracing', name: 'enableTracing' },
    };
  }
  if (source.tap?.kind === 'exchanges' && !source.isOverflowing) {
    return say('good', 'live', exchangeTapSentence(source.tap.exchanges));
  }
  return source.isOverflowing
    ? say('warn', 'live', 'Too much traffic: the broker is dropping the oldest trace records.')
    : say('good', 'live');
}

/** Tells that tracing is off; where it could not be turned on, also the reason and the way out. */
export const tracingOffSentence = ({
  tracingFailure,
}: Extract<SourceState, { state: 'live' }>): string =>
  tracingFailure
    ? `Tracing is off and could not be turned on. ${describeFailure(tracingFailure).sentence}. An administrator can run rabbitmqctl trace_on for this vhost on the broker.`
    : 'Tracing is off: the broker shows nothing of its traffic.';

/** Names the messages that an exchange tap cannot see. */
export const exchangeTapSentence = (exchanges: readonly string[]): string =>
  `Only what is published to ${printable(exchanges.join(', '), 120)} is seen here: no replies, no deliveries, and senders only where the message names them.`;

const say = (tone: SourceWords['tone'], word: string, sentence?: string): SourceWords => ({
  tone,
  word,
  sentence,
  action: undefined,
});

const progress = (read: number, total: number): string =>
  total > 0 ? formatPercent(read, total) : formatBytes(read);
