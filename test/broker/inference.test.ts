/** Inferences from the wire, compared with the services' own records. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Observed } from '../support/observedCloud';
import { isReply, observe } from '../support/observedCloud';
import { node, useFolder, useVhost } from './brokerTest';

const vhost = useVhost('inference');
const folder = useFolder();

describe('under 20 requests at once', () => {
  const requestCount = 80;
  let observed: Observed;
  beforeAll(async () => {
    observed = await observe(node, { vhost, folder, requests: requestCount, concurrency: 20 });
  });

  test('each request of the API is one request, and every message is in one', () => {
    const { truth, spans, uniqueIds } = observed;
    expect(new Set(spans.map(({ requestId }) => requestId)).size).toBe(requestCount);
    const sent = truth.sent.filter(line => !isReply(line)).map(line => line.unique_id);
    expect(spans.map(({ spanId }) => uniqueIds.get(spanId)).sort()).toEqual(sent.sort());
  });

  test('99 of 100 spans have their true parent, and only guessed parents are wrong', () => {
    const { truth, spans, uniqueIds } = observed;
    const parents = new Map(truth.sent.map(line => [line.unique_id, line.while]));
    const wrong = spans.filter(({ spanId, parentId }) => {
      const inferred = parentId === undefined ? null : uniqueIds.get(parentId);
      return inferred !== parents.get(uniqueIds.get(spanId) ?? '');
    });
    expect(wrong.length / spans.length).toBeLessThanOrEqual(0.01);
    expect(wrong.filter(({ guess }) => guess === undefined).map(({ label }) => label)).toEqual([]);
  });

  test('no message is seen before its service sent it', () => {
    const { truth, spans, uniqueIds } = observed;
    const sent = new Map(truth.sent.map(line => [line.unique_id, line.at]));
    const replied = new Map(
      truth.sent
        .filter(line => isReply(line) && line.ending !== false)
        .map(line => [line.msg_id, line.at]),
    );
    const msgIds = new Map(truth.sent.map(line => [line.unique_id, line.msg_id]));
    // The clock of a source may lag behind the wall clock by a tenth of a second.
    const lagMicros = 100_000;
    let replies = 0;
    for (const { spanId, label, publishedAtMicros, replyPublishedAtMicros } of spans) {
      const uniqueId = uniqueIds.get(spanId) ?? '';
      expect(publishedAtMicros, label).toBeGreaterThan((sent.get(uniqueId) ?? NaN) - lagMicros);
      if (replyPublishedAtMicros === undefined) continue;
      const repliedAt = replied.get(msgIds.get(uniqueId) ?? null) ?? NaN;
      expect(replyPublishedAtMicros, label).toBeGreaterThan(repliedAt - lagMicros);
      replies++;
    }
    expect(replies).toBeGreaterThan(30);
  });

  test('messages that a handler sent stand between its request and its reply', () => {
    const { truth, spans, uniqueIds } = observed;
    const handledBy = new Map(truth.sent.map(line => [line.unique_id, line.while]));
    const byUniqueId = new Map(spans.map(span => [uniqueIds.get(span.spanId), span]));
    let children = 0;
    for (const span of spans) {
      const parent = byUniqueId.get(handledBy.get(uniqueIds.get(span.spanId) ?? '') ?? undefined);
      if (!parent) continue;
      children++;
      expect(span.publishedAtMicros, span.label).toBeGreaterThanOrEqual(
        parent.publishedAtMicros ?? NaN,
      );
      if (parent.replyPublishedAtMicros === undefined) continue;
      expect(span.publishedAtMicros, span.label).toBeLessThanOrEqual(parent.replyPublishedAtMicros);
    }
    expect(children).toBeGreaterThan(30);
  });
});
