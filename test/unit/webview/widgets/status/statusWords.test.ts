import { describe, expect, test } from 'vitest';
import type { SourceFailureCode, SourceState } from '../../../../../src/core/amqp/sourceState';
import { emptyState } from '../../../../../webview/widgets/status/emptyState';
import { describeFailure } from '../../../../../webview/widgets/status/failureWords';
import { describeSource } from '../../../../../webview/widgets/status/sourceWords';
import { status } from '../../../../webview/sampleRows';

const failure = { code: 'accessRefused', detail: 'ACCESS_REFUSED', host: 'ctl1:5672' } as const;
const live = { state: 'live', host: 'ctl1:5672', tracing: 'on', isOverflowing: false } as const;

describe('a failure', () => {
  test('names the host and quotes the other side', () => {
    expect(describeFailure(failure)).toEqual({
      sentence: 'ctl1:5672 refused the user name or password: ACCESS_REFUSED',
      action: 'editBroker',
      actionTitle: 'Edit Broker…',
    });
  });

  test('is still a sentence without a host and a detail', () => {
    expect(describeFailure({ code: 'timedOut', detail: '' }).sentence).toBe(
      'The broker did not answer in time.',
    );
  });

  test('with an unknown code is still a failure', () => {
    const unknown = { code: 'constructor' as SourceFailureCode, detail: 'x' };
    expect(describeFailure(unknown).sentence).toBe('The connection to the broker failed: x');
  });
});

describe('the state of a source', () => {
  test.each<[SourceState, string, string | undefined, string | undefined]>([
    [{ state: 'stored' }, 'stored', undefined, undefined],
    [{ state: 'connecting', host: 'h:1', attempt: 1 }, 'connecting', undefined, undefined],
    [{ state: 'connecting', host: 'h:1', attempt: 3 }, 'connecting', 'Attempt 3 at h:1', undefined],
    [live, 'live', undefined, undefined],
    [
      { ...live, tracing: 'off' },
      'tracing off',
      'Tracing is off: the broker shows nothing of its traffic.',
      'enableTracing',
    ],
    [
      { ...live, tracing: 'off', tracingFailure: { code: 'managementForbidden', detail: '401' } },
      'tracing off',
      'Tracing is off and could not be turned on. The user lacks the rights for this in the management API of the broker: 401. An administrator can run rabbitmqctl trace_on for this vhost on the broker.',
      'enableTracing',
    ],
    [
      { ...live, isOverflowing: true },
      'live',
      'Too much traffic: the broker is dropping the oldest trace records.',
      undefined,
    ],
    [
      { state: 'paused', host: 'h:1' },
      'capture paused',
      'Messages that are sent now will be missing in the capture.',
      'toggleRecords',
    ],
    [
      { state: 'waitingToRetry', failure, retryAtMillis: 5400 },
      'retrying in 5 s',
      'ctl1:5672 refused the user name or password: ACCESS_REFUSED',
      'connect',
    ],
    [{ state: 'importing', bytesRead: 50, bytesTotal: 200 }, 'importing 25%', undefined, undefined],
    [
      { state: 'importing', bytesRead: 5000, bytesTotal: 0 },
      'importing 4.9 KB',
      undefined,
      undefined,
    ],
    [{ state: 'following', bytesRead: 5000 }, 'following the log', undefined, undefined],
    [{ state: 'stopped' }, 'not connected', undefined, 'connect'],
    [
      { state: 'stopped', failure },
      'stopped',
      'ctl1:5672 refused the user name or password: ACCESS_REFUSED',
      'editBroker',
    ],
  ])('is described: %j is "%s"', (source, word, sentence, action) => {
    const words = describeSource(source, 1000);
    expect([words.word, words.sentence, words.action?.name]).toEqual([word, sentence, action]);
  });
});

describe('a diagram without rows', () => {
  const said = (source: SourceState, totalCount = 0) => {
    const { sentence, button } = emptyState(status({ source }), totalCount);
    return [sentence, button?.title];
  };

  test('has one sentence with the reason, and one button', () => {
    expect(said({ ...live, tracing: 'off' })[1]).toBe('Enable Tracing');
    expect(said(live)).toEqual(['Connected; nothing has been sent yet.', undefined]);
    const tap = { kind: 'exchanges', exchanges: ['nova'] } as const;
    expect(said({ ...live, tap })[0]).toMatch(/published to nova .* no replies, no deliveries/);
    expect(said({ state: 'stopped', failure })[1]).toBe('Edit Broker…');
    expect(said({ state: 'stopped' })).toEqual(['Not connected.', 'Connect']);
    expect(said({ state: 'paused', host: 'h' })).toEqual([
      'No records are taken from the broker.',
      'Resume Capture',
    ]);
    expect(said({ state: 'waitingToRetry', failure, retryAtMillis: 0 })[1]).toBe('Try Again Now');
    expect(said({ state: 'following', bytesRead: 0 })).toEqual([
      'Following the log; nothing is in it yet.',
      undefined,
    ]);
    expect(said({ state: 'stored' })).toEqual(['This capture holds no messages.', undefined]);
  });

  test('offers to show all rows when all are hidden', () => {
    expect(said(live, 1_064)).toEqual(['All 1,064 rows are hidden.', 'Show All Rows']);
    expect(said(live, 1)).toEqual(['The only row is hidden.', 'Show All Rows']);
  });
});
