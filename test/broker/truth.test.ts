import { beforeAll, expect, test } from 'vitest';
import { MiniCloud } from '../support/miniCloud';
import type { SentLine, TookLine, Truth } from '../support/truth';
import { readTruth } from '../support/truth';
import { useFolder } from '../support/useFolder';
import { waitFor } from '../support/waitFor';
import { node, useVhost } from './brokerTest';

const vhost = useVhost('truth');
const requestCount = 60;
const folder = useFolder();
let truth: Truth;

/** A method whose handler never returns. */
const endless = 'live_migration';
const isRequest = ({ method }: SentLine): boolean => method !== undefined;
const isFromApi = ({ program }: SentLine): boolean => program === 'mini-api';
/** Key of one handling: several processes take a fanout under the same id. */
const handling = ({ pid }: { pid: number }, uniqueId: string): string => `${pid} ${uniqueId}`;

beforeAll(async () => {
  const cloud = new MiniCloud(
    node.transportUrl(vhost),
    ...['--truth', folder, '--requests', `${requestCount}`, '--concurrency', '20', '--stay'],
  );
  try {
    await cloud.asked();
    // Casts of the API take some more time.
    await waitFor(() => isDone(readTruth(folder)), { what: 'the services to finish' });
    truth = readTruth(folder);
  } finally {
    await cloud.stop();
  }
});

function isDone({ sent, took, finished }: Truth): boolean {
  const requests = sent.filter(isRequest);
  const taken = new Set(took.map(line => line.unique_id));
  const ended = new Set(finished.map(line => line.unique_id));
  return (
    requests.filter(isFromApi).length === requestCount &&
    requests.every(
      ({ unique_id: id, method }) => taken.has(id) && (ended.has(id) || method === endless),
    )
  );
}

test('each request was sent once, and then taken by another process', () => {
  const { sent, took } = truth;
  expect(new Set(sent.map(line => line.unique_id)).size).toBe(sent.length);
  const requests = new Map(sent.filter(isRequest).map(line => [line.unique_id, line]));
  for (const line of took) {
    const request = requests.get(line.unique_id);
    expect(request, JSON.stringify(line)).toBeDefined();
    expect(line.at).toBeGreaterThanOrEqual(request?.at ?? Infinity);
    expect(line.pid).not.toBe(request?.pid);
    expect(line.msg_id).toBe(request?.msg_id);
  }
  const handlings = took.map(line => handling(line, line.unique_id));
  expect(new Set(handlings).size).toBe(handlings.length);
});

test("a handler's messages are sent between its beginning and its end, by its process", () => {
  const { sent, took, finished } = truth;
  const beginnings = new Map(took.map(line => [handling(line, line.unique_id), line.at]));
  const ends = new Map(finished.map(line => [handling(line, line.unique_id), line.at]));
  const children = sent.filter(line => line.while !== null);
  expect(children.length).toBeGreaterThan(requestCount);
  for (const child of children) {
    const parent = handling(child, child.while ?? '');
    expect(child.at, JSON.stringify(child)).toBeGreaterThanOrEqual(
      beginnings.get(parent) ?? Infinity,
    );
    expect(child.at, JSON.stringify(child)).toBeLessThanOrEqual(ends.get(parent) ?? -Infinity);
  }
});

test('every message has a parent, except the requests of the API, and replies', () => {
  for (const line of truth.sent) {
    const hasParent = line.reply !== true && !isFromApi(line);
    expect(line.while === null, JSON.stringify(line)).toBe(!hasParent);
  }
});

test('each finished call was answered once, by the process that handled it', () => {
  const { sent, finished } = truth;
  const answers = sent
    .filter(line => line.ending === true)
    .map(line => `${line.pid} ${line.msg_id}`);
  const calls = finished
    .filter(line => line.msg_id !== null)
    .map(line => `${line.pid} ${line.msg_id}`);
  expect(answers.sort()).toEqual(calls.sort());
});

test('a process handles several requests at once, and their messages are interleaved', () => {
  const { sent } = truth;
  const parentsOf = new Map<number, string[]>();
  for (const { pid, while: parent } of sent) {
    if (parent === null) continue;
    const parents = parentsOf.get(pid) ?? [];
    if (parents.at(-1) !== parent) parentsOf.set(pid, [...parents, parent]);
  }
  // A parent that occurs again after another one was interrupted by it.
  const interruptions = [...parentsOf.values()].map(all => all.length - new Set(all).size);
  expect(Math.max(...interruptions)).toBeGreaterThan(10);
  expect(mostAtOnce(truth.took, truth)).toBeGreaterThan(5);
});

/** Greatest number of handlings at the same time in one process. */
function mostAtOnce(took: readonly TookLine[], { finished }: Truth): number {
  const ends = new Map(finished.map(line => [handling(line, line.unique_id), line.at]));
  const end = (line: TookLine): number => ends.get(handling(line, line.unique_id)) ?? Infinity;
  const underWay = took.map(
    line =>
      took.filter(each => each.pid === line.pid && each.at <= line.at && end(each) > line.at)
        .length,
  );
  return Math.max(...underWay);
}
