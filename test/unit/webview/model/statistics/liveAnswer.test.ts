import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Aggregates } from '../../../../../webview/model/statistics/aggregates';
import { LiveAnswer } from '../../../../../webview/model/statistics/liveAnswer';
import { ViewOptions } from '../../../../../webview/model/state/viewOptions';
import { sampleOverview, sampleStatistics } from '../../../../webview/sampleTraffic';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('an answer about all rows', () => {
  test('is asked for only while it is on screen', async () => {
    const ask = vi.fn(() => Promise.resolve(1));
    const answer = new LiveAnswer(ask, 500);
    answer.refreshSoon();
    answer.invalidate();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).not.toHaveBeenCalled();
    answer.setWatched(true);
    await settle();
    expect(answer.value.value).toBe(1);
    answer.setWatched(false);
    answer.refreshSoon();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).toHaveBeenCalledTimes(1);
    answer.setWatched(true);
    await settle();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  test('waits after each answer before the next question, however often rows arrive', async () => {
    const ask = vi.fn(() => new Promise<void>(resolve => setTimeout(resolve, 2_000)));
    const answer = new LiveAnswer(ask, 500);
    answer.setWatched(true);
    for (let at = 0; at < 199; at++) {
      answer.refreshSoon();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(ask).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(20);
    await vi.advanceTimersByTimeAsync(480);
    expect(ask).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(20);
    expect(ask).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  test('is asked for at once when the list of rows is another', async () => {
    let rows = 1;
    const answer = new LiveAnswer(() => Promise.resolve(rows), 500);
    answer.setWatched(true);
    await settle();
    rows = 2;
    answer.invalidate();
    await settle();
    expect(answer.value.value).toBe(2);
  });

  test('stays when the next one fails, with the reason', async () => {
    let asked = 0;
    const ask = () => (++asked === 2 ? Promise.reject(new Error('busy')) : Promise.resolve(asked));
    const answer = new LiveAnswer(ask, 500);
    answer.setWatched(true);
    await settle();
    answer.invalidate();
    await settle();
    expect([answer.value.value, answer.error.value]).toEqual([1, 'busy']);
    answer.invalidate();
    await settle();
    expect([answer.value.value, answer.error.value]).toEqual([3, undefined]);
  });
});

describe('figures about all rows', () => {
  const aggregatesOf = () => {
    const source = {
      overview: vi.fn((buckets: number) => Promise.resolve(sampleOverview(buckets))),
      statistics: vi.fn((grouping: 'method' | 'pair' | 'service') =>
        Promise.resolve(sampleStatistics(grouping)),
      ),
      busyLanes: vi.fn(() => Promise.resolve({ level: 'host' as const, keys: [] })),
    };
    const options = new ViewOptions();
    return { source, options, aggregates: new Aggregates(source, options) };
  };

  test('are grouped as the view shows them, and not read for a view of rows', async () => {
    const { source, options, aggregates } = aggregatesOf();
    aggregates.invalidate();
    await settle();
    expect(source.statistics).not.toHaveBeenCalled();
    options.view.value = 'statistics';
    await settle();
    options.grouping.value = 'service';
    await settle();
    options.view.value = 'map';
    await settle();
    expect(source.statistics.mock.calls.flat()).toEqual(['method', 'service', 'pair']);
    expect(aggregates.statistics.value.value?.grouping).toBe('pair');
    options.view.value = 'sequence';
    aggregates.invalidate();
    await settle();
    expect(source.statistics).toHaveBeenCalledTimes(3);
  });

  test('have as many buckets as fit, up to the engine’s limit', async () => {
    const { source, aggregates } = aggregatesOf();
    aggregates.setBucketCount(0.4);
    await settle();
    expect(source.overview).not.toHaveBeenCalled();
    aggregates.setBucketCount(99_999);
    await settle();
    aggregates.setBucketCount(300.9);
    await settle();
    expect(source.overview.mock.calls.flat()).toEqual([2_000, 300]);
  });
});
