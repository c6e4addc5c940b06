import { describe, expect, test } from 'vitest';
import type { SpanDetails } from '../../../../../src/protocol/spans';
import { rememberedKind, tabsOf } from '../../../../../webview/model/details/contentTabs';
import { spanContent } from '../../../../../webview/model/details/spanContent';
import { SampleEngine, sampleCapture } from '../../../../webview/sampleEngine';

const engine = new SampleEngine(sampleCapture());
const spanAt = (spanId: number) => engine.spans.readSpan(spanId) as SpanDetails;
const titlesOf = (span: SpanDetails) => tabsOf(span, spanContent(span)).map(({ title }) => title);

const [answered, failed, cast, notification, pending, lateReply] = [2, 10, 1, 3, 22, 25].map(
  spanAt,
) as [SpanDetails, SpanDetails, SpanDetails, SpanDetails, SpanDetails, SpanDetails];

describe('the tabs of a span', () => {
  test('have a result when it was answered', () => {
    expect(titlesOf(answered)).toEqual(['Arguments', 'Context', 'Result', 'Properties', 'Raw']);
  });

  test('begin with the failure of a call that failed', () => {
    expect(titlesOf(failed)).toEqual(['Failure', 'Arguments', 'Context', 'Properties', 'Raw']);
  });

  test.each([
    ['a cast', cast],
    ['a notification', notification],
    ['a call without a reply', pending],
  ])('have no result when it is %s', (_, span) => {
    expect(titlesOf(span)).toEqual(['Arguments', 'Context', 'Properties', 'Raw']);
  });

  test('have no context when its message carries none', () => {
    const messages = cast.messages.map(message => ({ ...message, body: '{"method": "m"}' }));
    expect(titlesOf({ ...cast, messages })).toEqual(['Arguments', 'Properties', 'Raw']);
  });
});

test('a span without its request is remembered as a call, and a call that failed as a failure', () => {
  expect([answered, lateReply, failed, cast, notification].map(rememberedKind)).toEqual([
    'call',
    'call',
    'failure',
    'cast',
    'notification',
  ]);
});
