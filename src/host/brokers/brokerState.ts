/** Icon and words of a connection, for the Brokers view and the status bar. */
import { gapCountWords } from '../../core/amqp/gap';
import { assertNever } from '../../core/base/assertNever';
import { formatCount } from '../../core/text/amounts';
import type { CaptureStatus } from '../../protocol/status';
import { brokerItems } from '../../protocol/actions/conditions';
import type { FailureSubject } from '../errors';
import { explainFailure } from '../errors';

export interface BrokerState {
  /** Name of a product icon. */
  readonly icon: string;
  /** Id of a theme colour. */
  readonly colour: string | undefined;
  readonly words: string;
  /** A whole sentence about the trouble; `undefined` when there is none. */
  readonly trouble: string | undefined;
  readonly item: (typeof brokerItems)[keyof typeof brokerItems];
}

/** @param status `undefined` while the engine starts */
export function brokerState(
  status: CaptureStatus | undefined,
  subject: FailureSubject,
): BrokerState {
  if (!status) return connecting('connecting');
  const { source } = status;
  switch (source.state) {
    case 'connecting':
      return connecting(`connecting to ${source.host}`);
    case 'live':
      return live(source.tracing, [
        tracingWords[source.tracing],
        rate(status),
        ...dropped(status, source.isOverflowing),
      ]);
    case 'paused':
      return { ...live('on', [notTaking]), icon: 'debug-pause' };
    case 'waitingToRetry':
      return {
        icon: 'warning',
        colour: 'list.warningForeground',
        words: 'trying again',
        trouble: explainFailure(source.failure, subject).sentence,
        item: brokerItems.connected,
      };
    case 'stopped':
      return source.failure
        ? {
            icon: 'error',
            colour: 'list.errorForeground',
            words: 'stopped',
            trouble: explainFailure(source.failure, subject).sentence,
            item: brokerItems.disconnected,
          }
        : disconnected;
    case 'stored':
    case 'importing':
    case 'following':
      return disconnected;
    default:
      return assertNever(source);
  }
}

export const disconnected: BrokerState = {
  icon: 'circle-outline',
  colour: undefined,
  words: 'not connected',
  trouble: undefined,
  item: brokerItems.disconnected,
};

const connecting = (words: string): BrokerState => ({
  icon: 'loading~spin',
  colour: undefined,
  words,
  trouble: undefined,
  item: brokerItems.connected,
});

type Tracing = 'on' | 'off' | 'unknown';

const tracingWords: Readonly<Record<Tracing, string>> = {
  on: 'tracing on',
  off: 'tracing off',
  unknown: 'tracing unknown',
};

const live = (tracing: Tracing, words: readonly string[]): BrokerState => ({
  icon: 'circle-filled',
  colour: tracing === 'off' ? 'list.warningForeground' : 'testing.iconPassed',
  words: words.join(' · '),
  trouble: undefined,
  item: tracing === 'off' ? brokerItems.untraced : brokerItems.connected,
});

export const notTaking = 'capture paused';

const rate = (status: CaptureStatus): string =>
  `${formatCount(Math.round(status.recordsPerSecond))}/s`;

export function dropped(status: CaptureStatus, isOverflowing: boolean): readonly string[] {
  const words: string[] = [];
  if (isOverflowing) words.push('broker is dropping');
  if (status.gaps.count > 0) words.push(gapCountWords(status.gaps));
  if (status.droppedByLimit > 0) {
    words.push(`${formatCount(status.droppedByLimit)} removed by limit`);
  }
  return words;
}
