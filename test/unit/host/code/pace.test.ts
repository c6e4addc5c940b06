import { expect, test } from 'vitest';
import { Pace } from '../../../../src/host/code/pace';

function paceWithClock() {
  const clock = { millis: 1_000 };
  const pace = new Pace(2_000, 10, () => clock.millis);
  const ask = (tookMillis: number) =>
    pace.measure(() => {
      clock.millis += tookMillis;
      return Promise.resolve();
    });
  return { pace, clock, ask };
}

test('the first question waits for nothing', () => {
  expect(paceWithClock().pace.waitMillis).toBe(0);
});

test('a quick question may be asked again after 2 s', async () => {
  const { pace, clock, ask } = paceWithClock();
  await ask(5);
  expect(pace.waitMillis).toBe(2_000);
  clock.millis += 1_500;
  expect(pace.waitMillis).toBe(500);
  clock.millis += 9_000;
  expect(pace.waitMillis).toBe(0);
});

test('a slow one after ten times what it took', async () => {
  const { pace, ask } = paceWithClock();
  await ask(1_300);
  expect(pace.waitMillis).toBe(13_000);
  await ask(5);
  expect(pace.waitMillis).toBe(2_000);
});

test('one that failed counts as well', async () => {
  const { pace, clock } = paceWithClock();
  const failing = pace.measure(() => {
    clock.millis += 900;
    return Promise.reject(new Error('no'));
  });
  await expect(failing).rejects.toThrow('no');
  expect(pace.waitMillis).toBe(9_000);
});
