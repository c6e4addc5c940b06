import { expect, test, vi } from 'vitest';
import { nameOf, mismatchWords, nothingFound } from '../../../../src/host/code/codeWords';
import type { CodeSubject } from '../../../../src/protocol/code/codeApi';
import { codeAnswer } from '../../../webview/sampleCode';

vi.mock('vscode', () => ({}));

const request: CodeSubject = {
  type: 'request',
  call: {
    exchange: 'nova',
    topic: 'compute',
    isFanout: false,
    namespace: undefined,
    version: '6.0',
    method: 'attach_volume',
    objectName: undefined,
    objectMethod: undefined,
    senders: [],
    receivers: [],
  },
};
const notification: CodeSubject = {
  type: 'notification',
  notification: {
    exchange: 'nova',
    eventType: 'compute.instance.update',
    topic: 'notifications',
    priority: 'INFO',
    service: 'compute',
    isVersioned: false,
    senders: [],
  },
};
const settled = { isIndexing: false, fileCount: 10, done: 10, total: 10 };

test.each([
  [
    request,
    'handler',
    settled,
    'No code that handles "attach_volume" of topic "compute" was found.',
  ],
  [request, 'caller', settled, 'No code that sends "attach_volume" to topic "compute" was found.'],
  [
    notification,
    'handler',
    settled,
    'No code that listens to "compute.instance.update" was found.',
  ],
  [notification, 'caller', settled, 'No code that emits "compute.instance.update" was found.'],
  [
    request,
    'handler',
    { ...settled, fileCount: 0 },
    'There are no Python sources in which "attach_volume" could be found.',
  ],
  [
    request,
    'handler',
    { isIndexing: true, fileCount: 0, done: 0, total: 0 },
    'No code that handles "attach_volume" of topic "compute" was found. Python sources are still being counted.',
  ],
  [
    notification,
    'caller',
    { isIndexing: true, fileCount: 10, done: 120, total: 3000 },
    'No code that emits "compute.instance.update" was found. Still indexing: 120 of 3,000 files are read.',
  ],
] as const)(
  'a search without an answer is reported in one sentence (%#)',
  (subject, what, index, sentence) => {
    expect(nothingFound(subject, what, index)).toBe(sentence);
  },
);

test('a version mismatch says why it does not match', () => {
  const doubt = 'serves version 4.3, which does not take 4.5';
  expect(mismatchWords(codeAnswer({}, doubt))).toBe(
    `SchedulerManager.select_destinations: ${doubt}. Are the services of different releases?`,
  );
});

test('an action of an object is named by that object', () => {
  const call = { ...request.call, method: 'object_action', objectName: 'Instance' };
  expect(nameOf({ type: 'request', call: { ...call, objectMethod: 'save' } })).toBe(
    'Instance.save',
  );
});
