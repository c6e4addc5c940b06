import { expect, test } from 'vitest';
import { Cooldown } from '../../../../src/host/code/cooldown';

function cooldownWithClock() {
  const clock = { millis: 1_000 };
  const cooldown = new Cooldown(2_000, 10, () => clock.millis);
  const ask = (tookMillis: number) =>
    cooldown.askAndMeasure(() => {
      clock.millis += tookMillis;
      return Promise.resolve();
    });
  return { cooldown, clock, ask };
}

test('the first query need not wait', () => {
  expect(cooldownWithClock().cooldown.waitMillis).toBe(0);
});

test('a quick query may be repeated after 2 s', async () => {
  const { cooldown, clock, ask } = cooldownWithClock();
  await ask(5);
  expect(cooldown.waitMillis).toBe(2_000);
  clock.millis += 1_500;
  expect(cooldown.waitMillis).toBe(500);
  clock.millis += 9_000;
  expect(cooldown.waitMillis).toBe(0);
});

test('a slow query may be repeated after ten times its duration', async () => {
  const { cooldown, ask } = cooldownWithClock();
  await ask(1_300);
  expect(cooldown.waitMillis).toBe(13_000);
  await ask(5);
  expect(cooldown.waitMillis).toBe(2_000);
});

test('a query that a busy machine made slow may be repeated after 20 s', async () => {
  const { cooldown, ask } = cooldownWithClock();
  await ask(6_000);
  expect(cooldown.waitMillis).toBe(20_000);
});

test('a failed query counts too', async () => {
  const { cooldown, clock } = cooldownWithClock();
  const failing = cooldown.askAndMeasure(() => {
    clock.millis += 900;
    return Promise.reject(new Error('no'));
  });
  await expect(failing).rejects.toThrow('no');
  expect(cooldown.waitMillis).toBe(9_000);
});
