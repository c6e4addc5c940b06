/** A hand-written request, and a hand-written report of problems. */
import type { ProblemCase, ProblemItem, ProblemReport } from '../../src/protocol/problems';
import type { RequestDetails, RequestSpan } from '../../src/protocol/requests';
import { startMicros } from './sampleRows';

export { startMicros };

export const requestSpan = (
  fields: Partial<RequestSpan> & { readonly spanId: number },
): RequestSpan => ({
  parentId: undefined,
  parentAmong: [],
  guess: undefined,
  depth: 0,
  kind: 'call',
  state: 'ok',
  label: `span ${fields.spanId}`,
  secondForm: undefined,
  requestId: 'req-a02ad91e-6f1d-4f0a-9a53-0c7d5e7b1a10',
  caller: 'nova-conductor · ctl1',
  handlers: ['nova-scheduler · ctl1'],
  guessedLanes: [],
  publishCount: 1,
  isRedelivered: false,
  publishedAtMicros: startMicros,
  deliveredAtMicros: undefined,
  replyPublishedAtMicros: undefined,
  replyDeliveredAtMicros: undefined,
  isReadLater: false,
  endAtMicros: startMicros,
  isCritical: false,
  isError: false,
  failureClass: undefined,
  ...fields,
});

export const requestDetails = (spans: readonly RequestSpan[]): RequestDetails => ({
  id: 'req-a02ad91e-6f1d-4f0a-9a53-0c7d5e7b1a10',
  name: 'nova: build server',
  subject: { name: 'web-1', id: undefined },
  firstAtMicros: startMicros,
  lastAtMicros: startMicros + 1_000,
  isReadLater: false,
  spanCount: spans.length,
  errorCount: spans.filter(({ isError }) => isError).length,
  firstMessageId: 1,
  requestIds: ['req-a02ad91e-6f1d-4f0a-9a53-0c7d5e7b1a10'],
  spans,
  isCut: false,
});

/** The spans of the sample's first rows: a cast, its calls, and one with a guessed parent. */
export const sampleRequest = requestDetails([
  requestSpan({
    spanId: 1,
    kind: 'cast',
    label: 'schedule_and_build_instances',
    deliveredAtMicros: startMicros + 700,
    endAtMicros: startMicros + 90_000,
    isCritical: true,
  }),
  requestSpan({
    spanId: 2,
    parentId: 1,
    depth: 1,
    label: 'select_destinations',
    publishedAtMicros: startMicros + 10_000,
    deliveredAtMicros: startMicros + 10_700,
    replyPublishedAtMicros: startMicros + 30_000,
    replyDeliveredAtMicros: startMicros + 31_000,
    endAtMicros: startMicros + 31_000,
    isCritical: true,
  }),
  requestSpan({
    spanId: 3,
    parentId: 2,
    depth: 2,
    kind: 'notification',
    label: 'scheduler.select_destinations.start',
    publishedAtMicros: startMicros + 20_000,
    endAtMicros: startMicros + 20_000,
    handlers: [],
  }),
  requestSpan({
    spanId: 6,
    parentId: 1,
    depth: 1,
    kind: 'call',
    state: 'failed',
    label: 'build_and_run_instance',
    guess: 'Its sender was handling 2 messages of the request at that time.',
    publishedAtMicros: startMicros + 50_000,
    deliveredAtMicros: startMicros + 51_000,
    replyPublishedAtMicros: startMicros + 90_000,
    endAtMicros: startMicros + 90_000,
    isError: true,
    failureClass: 'NoValidHost',
  }),
]);

const problemItem = (fields: Partial<ProblemItem>): ProblemItem => ({
  spanId: 6,
  messageId: 6,
  label: 'build_and_run_instance',
  atMicros: startMicros + 50_000,
  isReadLater: false,
  toldAtMicros: undefined,
  caller: 'nova-conductor · ctl1',
  handlers: ['nova-compute · cmp1'],
  sentence: 'nova-compute · cmp1 took it, but no reply came within 60 s.',
  ...fields,
});

const problemCase = (fields: Partial<ProblemCase>): ProblemCase => ({
  count: 1,
  failureClass: undefined,
  lanes: ['nova-compute · cmp1'],
  laneCount: 1,
  firstAtMicros: startMicros,
  newest: problemItem({}),
  ...fields,
});

export const sampleProblems: ProblemReport = {
  groups: [
    {
      kind: 'unanswered',
      count: 1,
      cases: [problemCase({})],
      normal: [],
    },
    {
      kind: 'failed',
      count: 3,
      cases: [
        problemCase({
          count: 3,
          failureClass: 'NoValidHost',
          lanes: ['nova-scheduler · ctl1'],
          laneCount: 7,
          newest: problemItem({
            spanId: 9,
            messageId: 9,
            label: 'select_destinations',
            sentence: 'It was answered after 31 ms with NoValidHost: No valid host was found.',
          }),
        }),
      ],
      normal: [],
    },
    {
      kind: 'undelivered',
      count: 0,
      cases: [],
      normal: [
        {
          kind: 'notification',
          name: 'notifications.info',
          count: 22,
          lastMessageId: 3,
          sentence: 'Nobody consumes "notifications.info" here, which is usual.',
          labels: [
            { label: 'compute.instance.update', count: 7 },
            { label: 'image.update', count: 2 },
          ],
          labelCount: 15,
        },
      ],
    },
  ],
};
