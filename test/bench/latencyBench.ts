import { OwnRabbitNode } from '../support/rabbitmq';
import { isReply, observe } from '../support/observedCloud';
import { percentilesOf } from '../../src/capture/aggregates/percentiles';
import type { Figure } from './figure';

/**
 * Measures latencies of a live capture against the clocks of the services, one request at a time,
 * because a busy process records a message's time long before it sends it.
 */
export async function benchLatencies(folder: string): Promise<Figure[]> {
  const node = await OwnRabbitNode.start();
  try {
    const { truth, spans, uniqueIds } = await observe(node, {
      vhost: '/',
      folder,
      requests: 30,
      concurrency: 1,
    });
    const requests = new Map(truth.sent.map(line => [line.unique_id, line]));
    const ends = truth.sent.filter(line => isReply(line) && line.ending !== false);
    const replies = new Map(ends.map(line => [line.msg_id, line]));
    const differences = spans.flatMap(span => {
      const request = requests.get(uniqueIds.get(span.spanId) ?? '');
      const reply = replies.get(request?.msg_id ?? '');
      const { publishedAtMicros: from, replyPublishedAtMicros: to } = span;
      if (!request || !reply || from === undefined || to === undefined) return [];
      return [Math.abs(to - from - (reply.at - request.at)) / 1000];
    });
    const found = percentilesOf(differences);
    if (!found) throw new Error('no call was answered');
    return [
      {
        what: "latency on the wire, off from the services' clocks, p50 / p99",
        value: `${found.p50.toFixed(1)} / ${found.p99.toFixed(1)} ms`,
        comparedWith: `${differences.length} calls, one request at a time`,
        ratio: '',
        aim: 'p50 < 5 ms',
      },
    ];
  } finally {
    await node.dispose();
  }
}
