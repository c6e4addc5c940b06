/** Tests the indexer in its thread, as the extension starts it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { IndexerClient } from '../../../src/indexer/client';
import type { CodeEvent } from '../../../src/protocol/code/codeApi';
import { bundleCode } from '../../support/parserBundle';
import { projectFolder, rpcCall } from '../../support/pythonSources';
import { writeFiles } from '../../support/sourceTree';
import { useFolder } from '../../support/useFolder';
import { waitFor } from '../../support/waitFor';

const folder = useFolder();
let indexer: string;
let client: IndexerClient | undefined;
beforeAll(async () => {
  ({ indexer } = await bundleCode(folder));
});
afterEach(async () => {
  await client?.stop();
  client = undefined;
});

function started(database = path.join(folder, 'index.db')) {
  const events: CodeEvent[] = [];
  const exits: (string | undefined)[] = [];
  client = new IndexerClient(indexer, database);
  client.onDidAnnounce(event => events.push(event));
  client.onDidExit(reason => exits.push(reason));
  const untilIdle = (fileCount: number) =>
    waitFor(
      () => events.some(({ status }) => status.state === 'idle' && status.fileCount === fileCount),
      { what: `an index of ${fileCount} files` },
    );
  return { client, events, exits, untilIdle };
}

const settings = (...folders: string[]) => ({ folders, excludes: [], mappings: [] });
const attach = rpcCall({
  exchange: 'nova',
  topic: 'compute',
  method: 'attach_volume',
  version: '6.0',
});

test('the indexer indexes, announces progress, and answers queries', async () => {
  const nova = projectFolder('nova');
  const { client: own, events, untilIdle } = started();
  await own.api.configure(settings(nova));
  const { fileCount } = await waitFor(
    async () => {
      const status = await own.api.status();
      return status.state === 'idle' && status.fileCount > 0 ? status : undefined;
    },
    { what: 'an index' },
  );
  await untilIdle(fileCount);
  expect(events.some(each => each.isChanged)).toBe(true);
  const { handlers } = await own.api.handlers(attach);
  expect(handlers[0]?.place.qualifiedName).toBe('ComputeManager.attach_volume');
  expect(handlers[0]?.doubt).toBeUndefined();
  expect((await own.api.callers(attach))[0]?.place.line).toBe(27);
});

test('progress is announced a few times, however many files there are', async () => {
  const many = path.join(folder, 'many');
  writeFiles(
    many,
    Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => [`m${i}.py`, `X = ${i}\n`])),
  );
  const { client: own, events, untilIdle } = started(':memory:');
  const start = Date.now();
  await own.api.configure(settings(many));
  await untilIdle(1_500);
  // One announcement every fifth of a second, and the first and the last one.
  expect(events.length).toBeLessThan((Date.now() - start) / 200 + 3);
});

describe('the indexer ends', () => {
  test('when asked to: the thread ends without an error, and queries fail with a sentence', async () => {
    const { client: own, exits } = started();
    await own.api.configure(settings(projectFolder('nova')));
    await own.stop();
    expect(exits).toEqual([undefined]);
    await expect(own.api.status()).rejects.toThrow('the indexer has ended');
    await own.stop();
    expect(exits).toHaveLength(1);
  });

  test('in the middle of indexing, and the next one continues', async () => {
    const many = path.join(folder, 'many');
    const file = path.join(folder, 'interrupted.db');
    const { client: own } = started(file);
    await own.api.configure(settings(many));
    await waitFor(async () => (await own.api.status()).done > 0, { what: 'some files read' });
    await own.stop();
    const later = started(file);
    await later.client.api.configure(settings(many));
    await later.untilIdle(1_500);
    const { total } = await later.client.api.status();
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(1_500);
  });

  test('when its index cannot be opened, with the reason, and queries fail', async () => {
    const occupied = path.join(folder, 'occupied');
    writeFileSync(occupied, '');
    const { client: own, exits } = started(path.join(occupied, 'index.db'));
    await expect(own.api.status()).rejects.toThrow();
    await waitFor(() => exits.length > 0, { what: 'its end' });
    expect(exits[0]).toMatch(/EEXIST|ENOTDIR/);
  });
});

test('two indexers share one index, and both find all of it', async () => {
  const many = path.join(folder, 'shared');
  mkdirSync(many);
  writeFiles(
    many,
    Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`m${i}.py`, `X = ${i}\n`])),
  );
  const file = path.join(folder, 'shared.db');
  const one = started(file);
  const two = started(file);
  await Promise.all([
    one.client.api.configure(settings(many)),
    two.client.api.configure(settings(many)),
  ]);
  await Promise.all([one.untilIdle(300), two.untilIdle(300)]);
  expect(one.exits).toEqual([]);
  expect(two.exits).toEqual([]);
  await one.client.stop();
});
