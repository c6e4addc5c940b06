import { expect, test } from 'vitest';
import { WallClock } from '../../../../src/adapters/amqp/wallClock';

function clockAt(wall: number, monotonic: number) {
  const time = { wall, monotonic };
  const clock = new WallClock(
    () => time.wall,
    () => time.monotonic,
  );
  const pass = (millis: number, wallMillis = millis) => {
    time.monotonic += millis;
    time.wall += wallMillis;
    clock.catchUp();
    return clock.nowMicros();
  };
  return { clock, pass };
}

test('the clock counts microseconds between the milliseconds of the wall clock', () => {
  const { clock, pass } = clockAt(1_000, 5);
  expect(clock.nowMicros()).toBe(1_000_000);
  expect(pass(0.25, 0)).toBe(1_000_250);
});

test('the clock does not go back with the wall clock', () => {
  const { pass } = clockAt(1_000_000, 0);
  expect(pass(10, -500_000)).toBe(1_000_010_000);
});

test('the clock follows when the wall clock jumps ahead, as after a suspend of the machine', () => {
  const { pass } = clockAt(1_000_000, 0);
  expect(pass(10, 3_600_000)).toBe(4_600_000_000);
  expect(pass(10)).toBe(4_600_010_000);
});

test('the clock with default sources tells the current time', () => {
  const beforeMillis = Date.now();
  const millis = new WallClock().nowMicros() / 1000;
  // The wall clock tells whole milliseconds only, and the clock may be one behind it.
  expect(millis).toBeGreaterThanOrEqual(beforeMillis - 1);
  expect(millis).toBeLessThanOrEqual(Date.now() + 1);
});
