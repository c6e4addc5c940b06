import { expect, test } from 'vitest';
import { inSlices } from '../../../src/capture/aggregates/inSlices';
import { LatestWins } from '../../../src/engine/latestWins';

/** Runs until it is aborted. */
const endless = (signal: AbortSignal): Promise<void> =>
  inSlices(
    0,
    (afterId, count) => {
      const until = performance.now() + 2;
      while (performance.now() < until);
      return Array.from({ length: count }, (_, at) => [afterId + at + 1]);
    },
    signal,
  );

test('a new task aborts the previous one with the same name only', async () => {
  const newest = new LatestWins();
  const [first, other] = [newest.run('a', endless), newest.run('b', endless)];
  const second = newest.run('a', () => Promise.resolve('answer'));
  await expect(first).rejects.toThrow('nobody waits');
  await expect(second).resolves.toBe('answer');
  newest.end('b');
  await expect(other).rejects.toThrow('nobody waits');
});

test('an end after the answer has no effect', async () => {
  const newest = new LatestWins();
  await newest.run('a', () => Promise.resolve());
  newest.end('a');
  await expect(newest.run('a', () => Promise.resolve('again'))).resolves.toBe('again');
});
