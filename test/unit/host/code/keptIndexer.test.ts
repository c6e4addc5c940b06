import { expect, test, vi } from 'vitest';
import { KeptIndexer } from '../../../../src/host/code/keptIndexer';
import { FakeIndexers } from './fakeIndexer';
import { promisesSettled } from '../../../support/turns';

vi.mock('vscode', () => ({}));

function kept({ timeoutMillis = 10_000 } = {}) {
  const indexers = new FakeIndexers();
  const lines: string[] = [];
  const note = (text: string) => void lines.push(text);
  const prepared: unknown[] = [];
  const indexer = new KeptIndexer({
    startIndexer: indexers.start,
    prepare: async api => {
      prepared.push(api);
      await Promise.resolve();
    },
    log: { info: note, warn: note, error: note, debug: note },
    timeoutMillis,
  });
  const failures: string[] = [];
  indexer.onDidFail(reason => failures.push(reason));
  return { indexer, indexers, lines, prepared, failures };
}

test('the indexer starts with the first query, which waits for its configuration', async () => {
  const { indexer, indexers, prepared } = kept();
  expect(indexers.started).toEqual([]);
  indexers.answers.status = 'fine';
  expect(await indexer.api.status()).toBe('fine');
  expect(await indexer.api.status()).toBe('fine');
  expect(indexers.started).toHaveLength(1);
  expect(prepared).toHaveLength(1);
});

test('an indexer that dies is logged, started again and configured again', async () => {
  const { indexer, indexers, prepared, lines, failures } = kept();
  const question = indexer.api.usesIn('/a.py', []);
  await promisesSettled();
  indexers.last.die('out of memory');
  await expect(question).rejects.toThrow(
    'The indexer of Python files ended by itself (out of memory): code cannot be found until it runs again.',
  );
  expect(indexers.started).toHaveLength(2);
  expect(prepared).toHaveLength(2);
  expect(lines).toEqual(['the indexer ended by itself and is started again: out of memory']);
  expect(failures).toEqual([]);
  indexers.answers.usesIn = [];
  expect(await indexer.api.usesIn('/a.py', [])).toEqual([]);
});

test('an indexer that dies again is not restarted, and queries fail at once', async () => {
  const { indexer, indexers, failures } = kept();
  indexer.start();
  indexers.last.die('first');
  indexers.last.die('second');
  expect(failures).toEqual(['second']);
  expect(indexer.hasFailed).toBe(true);
  await expect(indexer.api.status()).rejects.toThrow('(second)');
  expect(indexers.started).toHaveLength(2);

  indexer.revive();
  indexers.answers.status = 'fine';
  expect(await indexer.api.status()).toBe('fine');
});

test('an indexer that cannot be started counts as one that dies', async () => {
  const lines: string[] = [];
  const note = (text: string) => void lines.push(text);
  const indexer = new KeptIndexer({
    startIndexer: () => {
      throw new Error('no such file');
    },
    prepare: () => Promise.resolve(),
    log: { info: note, warn: note, error: note, debug: note },
  });
  await expect(indexer.api.status()).rejects.toThrow('no such file');
  expect(lines).toHaveLength(2);
});

test('a query that is never answered ends with a sentence', async () => {
  const { indexer } = kept({ timeoutMillis: 20 });
  await expect(indexer.api.handlers({} as never)).rejects.toThrow('did not answer in time');
});

test('a failed configuration is logged, and queries are sent all the same', async () => {
  const indexers = new FakeIndexers();
  indexers.answers.status = 'fine';
  const warn = vi.fn();
  const indexer = new KeptIndexer({
    startIndexer: indexers.start,
    prepare: () => Promise.reject(new Error('no folder')),
    log: { info: warn, warn, error: warn, debug: warn },
  });
  expect(await indexer.api.status()).toBe('fine');
  expect(warn.mock.calls.join()).toMatch(/could not be told what to index: Error: no folder/u);
});

test('an announcement of a replaced indexer is ignored', () => {
  const { indexer, indexers } = kept();
  const heard = vi.fn();
  indexer.onDidAnnounce(heard);
  indexer.start();
  const [first] = indexers.started;
  first?.die('x');
  const event = { type: 'indexStatusChanged', status: {} as never, isChanged: true } as const;
  first?.announce(event);
  expect(heard).not.toHaveBeenCalled();
  indexers.last.announce(event);
  expect(heard).toHaveBeenCalledOnce();
});

test('the indexer ends with its owner, and is not restarted', () => {
  const { indexer, indexers, lines } = kept();
  indexer.start();
  indexer.dispose();
  expect(indexers.last.isDisposed).toBe(true);
  indexers.last.die('stopped');
  indexer.start();
  expect(indexers.started).toHaveLength(1);
  expect(lines).toEqual([]);
});
