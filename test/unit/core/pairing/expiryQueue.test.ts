import { describe, expect, test } from 'vitest';
import { ExpiryQueue } from '../../../../src/core/pairing/expiryQueue';
import { Latencies } from '../../../../src/core/pairing/latencies';
import { seconds } from '../../../support/records';

describe('items in the queue', () => {
  test('are dropped when they no longer wait and become many', () => {
    const looked: number[] = [];
    const queue = new ExpiryQueue<number>(n => {
      looked.push(n);
      return n === 7;
    });
    for (let n = 0; n <= 20_000; n++) queue.add(n, seconds(1_800));
    expect(looked).toHaveLength(20_000);
    expect(queue.advance(seconds(1_801))).toEqual([7, 20_000]);
  });

  test('are returned once, when their time is over', () => {
    const queue = new ExpiryQueue<string>(() => true);
    queue.advance(seconds(100));
    queue.add('late', seconds(160));
    queue.add('soon', seconds(101));
    expect(queue.advance(seconds(100.9))).toEqual([]);
    expect(queue.advance(seconds(101))).toEqual(['soon']);
    expect(queue.advance(seconds(159))).toEqual([]);
    expect(queue.advance(seconds(170))).toEqual(['late']);
    expect(queue.drain()).toEqual([]);
  });

  test('are returned in order when the clock jumps by years', () => {
    const queue = new ExpiryQueue<string>(() => true);
    queue.add('b', seconds(50));
    queue.add('a', seconds(5));
    expect(queue.advance(seconds(2_000_000_000))).toEqual(['a', 'b']);
  });

  test('are returned with the next second when their time was over from the start', () => {
    const queue = new ExpiryQueue<string>(() => true);
    queue.advance(seconds(100));
    queue.add('over', seconds(3));
    expect(queue.advance(seconds(101))).toEqual(['over']);
  });

  test('are returned though more of one second wait than a call may have arguments', () => {
    const queue = new ExpiryQueue<number>(() => true);
    for (let i = 0; i < 300_000; i++) queue.add(i, seconds(5));
    expect(queue.advance(seconds(6))).toHaveLength(300_000);
  });
});

describe('latencies', () => {
  test('half a second is slow for any method', () => {
    expect(new Latencies().noteLatency('a', 600_000)).toBe(true);
    expect(new Latencies().noteLatency('a', 400_000)).toBe(false);
  });

  test('four times the median is slow once there are enough calls', () => {
    const latencies = new Latencies();
    for (let i = 0; i < 20; i++) expect(latencies.noteLatency('a', 1_000 + i)).toBe(false);
    expect(latencies.noteLatency('a', 3_000)).toBe(false);
    expect(latencies.noteLatency('a', 9_000)).toBe(true);
    expect(latencies.noteLatency('b', 9_000)).toBe(false);
  });
});
