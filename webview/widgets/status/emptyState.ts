import type { SourceState } from '../../../src/core/amqp/sourceState';
import type { OfferedAction } from '../../../src/protocol/hostApi';
import type { CaptureStatus } from '../../../src/protocol/status';
import { formatCount, plural } from '../../../src/core/text/amounts';
import { describeFailure } from './failureWords';
import { exchangeTapSentence, tracingOffSentence } from './sourceWords';

/** The text of an empty diagram, and the one action that helps. */
export interface EmptyState {
  readonly sentence: string;
  readonly button: EmptyStateButton | undefined;
}

export type EmptyStateButton =
  | { readonly kind: 'showAllRows'; readonly title: string }
  | { readonly kind: 'action'; readonly title: string; readonly action: OfferedAction };

/** @param totalCount number of rows without any filter */
export function emptyState(status: CaptureStatus, totalCount: number): EmptyState {
  if (totalCount > 0) {
    return {
      sentence:
        totalCount === 1
          ? 'The only row is hidden.'
          : `All ${formatCount(totalCount)} rows are hidden.`,
      button: { kind: 'showAllRows', title: 'Show All Rows' },
    };
  }
  const { source, playback } = status;
  if (playback) {
    return { sentence: 'Nothing had been sent at this point.', button: undefined };
  }
  switch (source.state) {
    case 'connecting':
      return { sentence: `Connecting to ${source.host}…`, button: undefined };
    case 'live':
      return source.tracing === 'off'
        ? {
            sentence: tracingOffSentence(source),
            button: action('Enable Tracing', 'enableTracing'),
          }
        : { sentence: nothingYet(source), button: undefined };
    case 'paused':
      return {
        sentence: 'No records are taken from the broker.',
        button: action('Resume Capture', 'toggleRecords'),
      };
    case 'waitingToRetry':
      return {
        sentence: describeFailure(source.failure).sentence,
        button: action('Try Again Now', 'connect'),
      };
    case 'importing':
      return { sentence: 'Reading the file…', button: undefined };
    case 'following':
      return { sentence: 'Following the log; nothing is in it yet.', button: undefined };
    case 'stopped': {
      if (!source.failure) {
        return { sentence: 'Not connected.', button: action('Connect', 'connect') };
      }
      const words = describeFailure(source.failure);
      return { sentence: words.sentence, button: action(words.actionTitle, words.action) };
    }
    case 'stored':
      return status.skippedCount > 0
        ? {
            sentence: `None of ${plural(status.skippedCount, 'record')} in this file could be read.`,
            button: action('Show Log', 'showLog'),
          }
        : { sentence: 'This capture holds no messages.', button: undefined };
  }
}

/** Names the messages that an exchange tap will never see, so that nobody waits for them. */
const nothingYet = ({ tap }: Extract<SourceState, { state: 'live' }>): string =>
  tap?.kind === 'exchanges'
    ? `Connected; nothing has been sent yet. ${exchangeTapSentence(tap.exchanges)}`
    : 'Connected; nothing has been sent yet.';

const action = (title: string, name: OfferedAction): EmptyStateButton => ({
  kind: 'action',
  title,
  action: name,
});
