import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RequestSpan } from '../../src/protocol/requests';
import { MiniCloud } from './miniCloud';
import type { RabbitNode } from './rabbitmq';
import { bundleEngine, recordTask, TestEngine } from './testEngine';
import type { SentLine, Truth } from './truth';
import { readTruth } from './truth';
import { waitFor } from './waitFor';
import { allRequests } from '../../src/protocol/requests';

/** A live capture of the services' traffic, with the services' own records of it. */
export interface Observed {
  readonly truth: Truth;
  readonly spans: readonly RequestSpan[];
  /** `_unique_id` of each span's request or notification. */
  readonly uniqueIds: ReadonlyMap<number, string>;
  /** Moment after all messages had been seen, in microseconds since the epoch. */
  readonly readAtMicros: number;
}

export const isReply = ({ reply }: SentLine): boolean => reply === true;

export interface ObserveOptions {
  readonly vhost: string;
  /** Folder for the capture and for the records of the services. */
  readonly folder: string;
  readonly requests: number;
  /** Number of requests that are under way at any time. */
  readonly concurrency: number;
  /** The services' way to use queues, as the query of a transport URL. Default: oslo.messaging's. */
  readonly query?: string;
}

/** Records services that take requests, and returns the capture with their own records. */
export async function observe(
  node: RabbitNode,
  { vhost, folder, requests, concurrency, query = '' }: ObserveOptions,
): Promise<Observed> {
  const truthFolder = mkdtempSync(path.join(folder, 'truth-'));
  const file = `${truthFolder}.rpcscope`;
  const connection = node.connection({ vhost, managementUrl: node.managementUrl });
  const task = recordTask(file, connection, path.join(folder, 'journal'));
  const engine = new TestEngine(await bundleEngine(), task);
  await engine.untilLive('on');
  const cloud = new MiniCloud(
    node.transportUrl(vhost) + query,
    ...['--truth', truthFolder, '--requests', `${requests}`, '--concurrency', `${concurrency}`],
    '--stay',
  );
  try {
    await cloud.asked();
    // Names come seconds after connections, while the services are still there.
    await waitFor(
      async () => {
        const lanes = await engine.api.lanes.listLanes();
        // The API may be gone before it has a name; it is then guessed to be nova's.
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
  const list = await engine.api.requests.listRequests(allRequests, 1_000);
  const details = await Promise.all(
    list.requests.map(({ id }) => engine.api.requests.readRequest(id)),
  );
  const readAtMicros = Date.now() * 1000;
  await engine.stop();
  const database = new DatabaseSync(file, { readOnly: true });
  const messages = database.prepare('SELECT id, unique_id FROM message WHERE id = span_id').all();
  database.close();
  return {
    truth: readTruth(truthFolder),
    spans: details.flatMap(request => request?.spans ?? []),
    uniqueIds: new Map(messages.map(row => [Number(row['id']), String(row['unique_id'])])),
    readAtMicros,
  };
}
