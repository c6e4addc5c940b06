/** Inferences from the wire, compared with the services' own records. */
import { beforeAll, describe, expect, test } from 'vitest';
import { queueOptions } from '../support/miniCloud';
import type { Observed } from '../support/observedCloud';
import { isReply, observe } from '../support/observedCloud';
import { useFolder } from '../support/useFolder';
import { node, useVhost } from './brokerTest';

const folder = useFolder();

const spansByUniqueId = ({ spans, uniqueIds }: Observed) =>
  new Map(spans.map(span => [uniqueIds.get(span.spanId) ?? '', span]));

const mostDifferent = [queueOptions.at(0), queueOptions.at(-1)].filter(each => each !== undefined);

describe.each(mostDifferent)('under 20 requests at once, with %s', (name, query) => {
  const vhost = useVhost(`inference with ${name}`);
  const requestCount = 80;
  let observed: Observed;
  beforeAll(async () => {
    observed = await observe(node, {
      ...{ vhost, folder, query },
      ...{ requests: requestCount, concurrency: 20 },
    });
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
    const labels = new Map(spans.map(({ spanId, label }) => [spanId, label]));
    const sure = wrong.filter(({ guess }) => guess === undefined);
    expect(
      sure.map(({ label, parentId }) => `${label} below ${labels.get(parentId ?? 0) ?? 'nothing'}`),
    ).toEqual([]);
  });

  test('no message is seen before its service sent it, or after the capture was read', () => {
    const { truth, spans, uniqueIds, readAtMicros } = observed;
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
      expect(publishedAtMicros, label).toBeLessThanOrEqual(readAtMicros);
      if (replyPublishedAtMicros === undefined) continue;
      const repliedAt = replied.get(msgIds.get(uniqueId) ?? null) ?? NaN;
      expect(replyPublishedAtMicros, label).toBeGreaterThan(repliedAt - lagMicros);
      expect(replyPublishedAtMicros, label).toBeLessThanOrEqual(readAtMicros);
      replies++;
    }
    expect(replies).toBeGreaterThan(30);
  });

  test('a request is seen before every message that was sent after it had been taken', () => {
    const { truth } = observed;
    const spanOf = spansByUniqueId(observed);
    for (const { unique_id: id, at } of truth.took) {
      const later = truth.sent.filter(line => line.at > at && spanOf.has(line.unique_id));
      const seen = later.map(line => spanOf.get(line.unique_id)?.publishedAtMicros ?? NaN);
      const { publishedAtMicros, label } = spanOf.get(id) ?? {};
      expect(publishedAtMicros, label).toBeLessThanOrEqual(Math.min(...seen));
    }
    expect(truth.took.length).toBeGreaterThan(30);
  });

  test('a reply is seen before the next message of the handler that waited for it', () => {
    const { truth } = observed;
    const spanOf = spansByUniqueId(observed);
    let replies = 0;
    for (const [uniqueId, handled] of spanOf) {
      const sent = truth.sent
        .filter(line => line.while === uniqueId)
        .map(line => spanOf.get(line.unique_id));
      for (const [at, span] of sent.entries()) {
        const nextAtMicros = sent[at + 1]?.publishedAtMicros ?? handled.replyPublishedAtMicros;
        if (span?.replyPublishedAtMicros === undefined || nextAtMicros === undefined) continue;
        expect(span.replyPublishedAtMicros, span.label).toBeLessThanOrEqual(nextAtMicros);
        replies++;
      }
    }
    expect(replies).toBeGreaterThan(30);
  });

  test('messages that a handler sent stand between its request and its reply', () => {
    const { truth } = observed;
    const handledBy = new Map(truth.sent.map(line => [line.unique_id, line.while]));
    const spanOf = spansByUniqueId(observed);
    let children = 0;
    for (const [uniqueId, span] of spanOf) {
      const parent = spanOf.get(handledBy.get(uniqueId) ?? '');
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
