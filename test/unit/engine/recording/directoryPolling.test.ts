import { expect, test } from 'vitest';
import type { BrokerSnapshot } from '../../../../src/core/amqp/brokerSnapshot';
import { SourceError } from '../../../../src/core/amqp/traceSource';
import { Participants } from '../../../../src/core/processes/participants';
import { DirectoryPolling } from '../../../../src/engine/recording/directoryPolling';
import { promisesSettled } from '../../../support/turns';

/** A polling whose requests the test answers one by one. */
function polling() {
  const requests: { readonly reject: (error: Error) => void }[] = [];
  let answerCount = 0;
  const directory = {
    fetchSnapshot: () =>
      new Promise<BrokerSnapshot>((_resolve, reject) => requests.push({ reject })),
  };
  return {
    requests,
    answerCount: () => answerCount,
    polling: new DirectoryPolling(directory, new Participants(), () => answerCount++),
    signal: new AbortController().signal,
  };
}

test('a slow management API is not asked again before it has answered', async () => {
  const { polling: directory, requests, answerCount, signal } = polling();
  for (let millis = 0; millis < 200_000; millis += 1_000) directory.pollIfDue(millis, signal);
  expect(requests).toHaveLength(1);
  requests[0]?.reject(new SourceError({ code: 'managementUnreachable', detail: 'refused' }));
  await promisesSettled();
  expect(directory.problem).toBe('refused');
  expect(answerCount()).toBe(1);
});

test('once all connections have names, the next request follows after a minute', async () => {
  const { polling: directory, requests, signal } = polling();
  const begunMillis = performance.now();
  directory.pollIfDue(begunMillis, signal);
  requests[0]?.reject(new Error('no JSON'));
  await promisesSettled();
  expect(directory.problem).toBe('the management API did not answer');
  directory.pollIfDue(begunMillis + 59_000, signal);
  expect(requests).toHaveLength(1);
  directory.pollIfDue(performance.now() + 60_001, signal);
  expect(requests).toHaveLength(2);
});
