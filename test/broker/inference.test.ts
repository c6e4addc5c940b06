/** What is inferred from the wire, against what the services say that they really did. */
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RequestSpan } from '../../src/protocol/requests';
import { MiniCloud } from '../support/miniCloud';
import { bundleEngine, recordTask, TestEngine } from '../support/testEngine';
import type { SentLine, Truth } from '../support/truth';
import { readTruth } from '../support/truth';
import { waitFor } from '../support/waitFor';
import { node, useFolder, useVhost } from './brokerTest';

const vhost = useVhost('inference');
const folder = useFolder();

interface Observed {
  readonly truth: Truth;
  readonly spans: readonly RequestSpan[];
  /** `_unique_id` of each span's request or notification. */
  readonly uniqueIds: ReadonlyMap<number, string>;
}

const isReply = ({ reply }: SentLine): boolean => reply === true;

/** The services take so many requests, so many at once, while a capture is live. */
async function observe(requests: number, concurrency: number): Promise<Observed> {
  const truthFolder = mkdtempSync(path.join(folder, 'truth-'));
  const file = `${truthFolder}.rpcscope`;
  const connection = node.connection({ vhost, managementUrl: node.managementUrl });
  const task = recordTask(file, connection, path.join(folder, 'journal'));
  const engine = new TestEngine(await bundleEngine(), task);
  await engine.untilLive('on');
  const cloud = new MiniCloud(
    node.transportUrl(vhost),
    ...['--truth', truthFolder, '--requests', `${requests}`, '--concurrency', `${concurrency}`],
    '--stay',
  );
  try {
    await cloud.asked();
    // Names come seconds after connections; who serves is still there.
    await waitFor(
      async () => {
        const lanes = await engine.api.lanes.listLanes();
        // The api may be gone before it has a name, and is guessed to be nova's.
        const guessed = lanes.filter(({ inferredFrom }) => inferredFrom !== undefined);
        if (!guessed.every(({ service }) => /^(mini-api|nova-api|nova client)$/.test(service)))
          return false;
        const rows = await engine.rows();
        return rows.length >= readTruth(truthFolder).sent.length;
      },
      { what: 'all that was sent, with names' },
    );
  } finally {
    await cloud.stop();
  }
  const list = await engine.api.requests.listRequests('', 1_000);
  const details = await Promise.all(
    list.requests.map(({ id }) => engine.api.requests.readRequest(id)),
  );
  await engine.stop();
  const database = new DatabaseSync(file, { readOnly: true });
  const messages = database.prepare('SELECT id, unique_id FROM message WHERE id = span_id').all();
  database.close();
  return {
    truth: readTruth(truthFolder),
    spans: details.flatMap(request => request?.spans ?? []),
    uniqueIds: new Map(messages.map(row => [Number(row['id']), String(row['unique_id'])])),
  };
}

describe('under 20 requests at once', () => {
  const requestCount = 80;
  let observed: Observed;
  beforeAll(async () => {
    observed = await observe(requestCount, 20);
  });

  test('each request of the api is a request, and all that was sent is in one', () => {
    const { truth, spans, uniqueIds } = observed;
    expect(new Set(spans.map(({ requestId }) => requestId)).size).toBe(requestCount);
    const sent = truth.sent.filter(line => !isReply(line)).map(line => line.unique_id);
    expect(spans.map(({ spanId }) => uniqueIds.get(spanId)).sort()).toEqual(sent.sort());
  });

  test('99 of 100 spans have their true parent, and only guesses are ever wrong', () => {
    const { truth, spans, uniqueIds } = observed;
    const parents = new Map(truth.sent.map(line => [line.unique_id, line.while]));
    const wrong = spans.filter(({ spanId, parentId }) => {
      const inferred = parentId === undefined ? null : uniqueIds.get(parentId);
      return inferred !== parents.get(uniqueIds.get(spanId) ?? '');
    });
    expect(wrong.length / spans.length).toBeLessThanOrEqual(0.01);
    expect(wrong.filter(({ guess }) => guess === undefined).map(({ label }) => label)).toEqual([]);
  });
});

// A busy process notes the time of a message long before it comes to send it: one at a time, and a
// machine that is busy otherwise gets another chance, and as much patience as its own timers need.
test(
  'latencies are those of the clocks of the services',
  { retry: 4, timeout: 120_000 },
  async () => {
    const lateness = timerLateness();
    const { truth, spans, uniqueIds } = await observe(30, 1);
    const requests = new Map(truth.sent.map(line => [line.unique_id, line]));
    const ends = truth.sent.filter(line => isReply(line) && line.ending !== false);
    const replies = new Map(ends.map(line => [line.msg_id, line]));
    const differences = spans.flatMap(span => {
      const request = requests.get(uniqueIds.get(span.spanId) ?? '');
      const reply = replies.get(request?.msg_id ?? '');
      const { publishedAtMicros: from, replyPublishedAtMicros: to } = span;
      if (!request || !reply || from === undefined || to === undefined) return [];
      return [Math.abs(to - from - (reply.at - request.at))];
    });
    expect(differences.length).toBeGreaterThan(30);
    const median = differences.toSorted((a, b) => a - b)[differences.length >> 1];
    expect(median).toBeLessThan(5_000 + 10 * lateness.stop());
  },
);

/** How late timers of this process are while it runs: the median, in microseconds. */
function timerLateness(): { stop(): number } {
  const late: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - last - 10));
    last = now;
  }, 10);
  return {
    stop() {
      clearInterval(timer);
      return 1000 * (late.toSorted((a, b) => a - b)[late.length >> 1] ?? 0);
    },
  };
}
