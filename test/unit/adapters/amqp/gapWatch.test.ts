import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GapWatchOptions } from '../../../../src/adapters/amqp/gapWatch';
import { GapWatch } from '../../../../src/adapters/amqp/gapWatch';
import { WallClock } from '../../../../src/adapters/amqp/wallClock';
import type { Gap } from '../../../../src/core/amqp/gap';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const seconds = (value: number) => value * 1_000_000;

/** A watch of a recording; `at` lets the clock go on to a second, with its timers. */
function recording(options: Partial<GapWatchOptions> = {}) {
  const gaps = new Map<number, Gap>();
  const clock = new WallClock(Date.now, Date.now);
  const watch = new GapWatch(
    { losesUnread: () => true, isTraced: true, seesSwitch: true, ...options },
    clock,
    gap => gaps.set(gap.id, gap),
  );
  const at = (second: number) => {
    vi.advanceTimersByTime(second * 1000 - Date.now());
    return watch;
  };
  const begun = () => {
    at(1).bound();
    at(2).tracingRead('on', seconds(2));
    at(10).tracingRead('on', seconds(10));
    at(10).foundEmpty(seconds(9.5));
    return { at, gaps, watch };
  };
  const told = () =>
    [...gaps.values()].map(each => [each.cause, each.sinceMicros, each.untilMicros]);
  return { begun, at, told, gaps };
}

describe('a recording', () => {
  test('has no gap before it has begun', () => {
    const { at, told } = recording();
    at(1).lost('connectionLost');
    at(2).bound();
    at(3).lost('connectionLost');
    at(4).bound();
    at(5).tracingRead('on', seconds(5));
    expect(told()).toEqual([]);
  });

  test('begins with its first records when they come before the answer that tracing is on', () => {
    const { at, told } = recording();
    at(1).bound();
    at(3).received(seconds(3));
    at(4).switchedOn(seconds(2));
    at(5).tracingRead('on', seconds(5));
    expect(told()).toEqual([]);
  });

  test('misses what was sent until we turned tracing on, where it had been off for others', () => {
    const { at, told } = recording();
    at(1).bound();
    at(3).received(seconds(3));
    at(5).switchedOn(seconds(4));
    at(6).tracingRead('on', seconds(6));
    expect(told()).toEqual([['tracingOff', seconds(1), seconds(6)]]);
  });

  test('misses what was sent from the last empty queue to the first record of the next session', () => {
    const { begun, at, told } = recording();
    begun();
    at(11).lost('closedByOperator');
    expect(told()).toEqual([['closedByOperator', seconds(9.5), undefined]]);
    at(12).lost('connectionLost');
    at(13).bound();
    at(14).received(seconds(13.8));
    expect(told()).toEqual([['closedByOperator', seconds(9.5), seconds(13.8)]]);
  });

  test('was ended by the broker when the vhost went down after its queues', () => {
    const { begun, at, told } = recording();
    begun();
    at(11).lost('queueDeleted');
    at(12).lost('brokerStopped');
    at(13).lost('connectionLost');
    expect(told()).toEqual([['brokerStopped', seconds(9.5), undefined]]);
  });

  test('is whole again when tracing is seen on, though nothing is sent', () => {
    const { begun, at, told } = recording();
    begun();
    at(11).lost('brokerStopped');
    at(13).bound();
    at(14).tracingRead('on', seconds(13.9));
    expect(told()).toEqual([['brokerStopped', seconds(9.5), seconds(14)]]);
  });

  test('misses more when tracing is off in the next session', () => {
    const { begun, at, told } = recording();
    begun();
    at(11).lost('brokerStopped');
    at(13).bound();
    at(14).tracingRead('off', seconds(13.9));
    at(15).tracingRead('off', seconds(14.9));
    at(16).switchedOn(seconds(15.9));
    at(16).tracingRead('on', seconds(15.9));
    expect(told()).toEqual([
      ['brokerStopped', seconds(9.5), seconds(13)],
      ['tracingOff', seconds(13), seconds(16)],
    ]);
  });

  test('waits until the channels follow a switch that somebody else has turned on', () => {
    const { begun, at, told } = recording();
    begun();
    at(11).tracingRead('off', seconds(10.9));
    at(12).tracingRead('on', seconds(11.9));
    at(12.5).received(seconds(12.5));
    expect(told()).toEqual([['tracingOff', seconds(9.5), undefined]]);
    at(13).tracingRead('on', seconds(12.9));
    expect(told()).toEqual([['tracingOff', seconds(9.5), seconds(13)]]);
  });

  test('does not take records from before tracing went off for the end of that gap', () => {
    const { begun, at, told } = recording();
    begun();
    at(11).tracingRead('off', seconds(10.9));
    // A channel follows the switch a little later.
    at(12).foundEmpty(seconds(11.5));
    at(12).received(seconds(12));
    at(13).tracingRead('off', seconds(13));
    expect(told()).toEqual([['tracingOff', seconds(9.5), undefined]]);
    at(14).tracingRead('unknown', seconds(14));
    expect(told()).toEqual([['tracingOff', seconds(9.5), undefined]]);
  });

  test.each(['off', 'unknown'] as const)(
    'does not believe that tracing is off while records come, and the switch is %s',
    position => {
      const { begun, at, told } = recording();
      begun();
      at(11).tracingRead('off', seconds(10.9));
      at(14).foundEmpty(seconds(13.5));
      at(14).received(seconds(14));
      at(15).tracingRead(position, seconds(14.9));
      const whole = [['tracingOff', seconds(9.5), seconds(15)]];
      expect(told()).toEqual(whole);
      if (position === 'off') {
        at(16).tracingRead('off', seconds(15.9));
        expect(told()).toEqual(whole);
      }
      at(17).tracingRead('on', seconds(16.9));
      at(18).tracingRead('off', seconds(17.9));
      expect(told()).toHaveLength(2);
    },
  );

  test('sums up what the broker drops until the queue is empty', () => {
    const { begun, at, gaps } = recording();
    begun();
    at(11).dropped(40, false);
    at(11.5).dropped(2, true);
    expect([...gaps.values()]).toMatchObject([
      { cause: 'overflow', sinceMicros: seconds(9.5), lostCount: 42, isLowerBound: true },
    ]);
    at(20).tracingRead('on', seconds(20));
    at(20).foundEmpty(seconds(19));
    at(21).dropped(1, false);
    expect([...gaps.values()]).toMatchObject([
      { untilMicros: seconds(11.5) },
      { sinceMicros: seconds(19), untilMicros: seconds(21), lostCount: 1, isLowerBound: false },
    ]);
  });

  test('says that it stood still when its timers are late', () => {
    const { begun, watch, told } = { ...recording(), watch: undefined as GapWatch | undefined };
    const { at } = begun();
    // The process is stopped: the clock goes on, and no timer runs.
    vi.setSystemTime(60_000);
    const resumed = watch ?? at(60);
    resumed.lost('connectionLost');
    expect(told()).toEqual([['standstill', seconds(9.5), undefined]]);
  });

  test('does not say so of a later gap because the clock was set back', () => {
    const gaps = new Map<number, Gap>();
    let monotonicMillis = 0;
    const clock = new WallClock(Date.now, () => monotonicMillis);
    const watch = new GapWatch(
      { losesUnread: () => true, isTraced: false, seesSwitch: false },
      clock,
      gap => gaps.set(gap.id, gap),
    );
    const pass = (millis: number) => {
      monotonicMillis += millis;
      vi.advanceTimersByTime(millis);
    };
    watch.bound();
    monotonicMillis += 60_000;
    vi.setSystemTime(60_000);
    watch.lost('connectionLost');
    watch.bound();
    vi.setSystemTime(0);
    for (let count = 0; count < 100; count++) pass(400);
    watch.foundEmpty(clock.nowMicros());
    watch.lost('connectionLost');
    pass(400);
    watch.bound();
    watch.dispose();
    expect([...gaps.values()]).toMatchObject([
      { cause: 'standstill', sinceMicros: 0, untilMicros: seconds(60) },
      { cause: 'connectionLost', sinceMicros: seconds(100), untilMicros: seconds(100.4) },
    ]);
  });

  test('ends its gap when it is stopped', () => {
    const { begun, at, told } = recording();
    begun();
    at(11).lost('paused');
    at(12).dispose();
    expect(told()).toEqual([['paused', seconds(9.5), seconds(12)]]);
  });

  test("misses nothing of somebody else's queue, which keeps its messages, but without tracing", () => {
    const { begun, at, told } = recording({ losesUnread: () => false });
    begun();
    at(11).lost('connectionLost');
    at(12).bound();
    at(13).tracingRead('on', seconds(13));
    expect(told()).toEqual([]);
    at(14).switchedOn(seconds(13.9));
    at(15).tracingRead('on', seconds(15));
    expect(told()).toEqual([['tracingOff', seconds(13), seconds(15)]]);
  });

  test('does not depend on tracing when it reads exchanges', () => {
    const { at, told } = recording({ isTraced: false, seesSwitch: false });
    at(1).bound();
    at(2).lost('connectionLost');
    at(3).bound();
    expect(told()).toEqual([['connectionLost', seconds(1), seconds(3)]]);
  });
});
