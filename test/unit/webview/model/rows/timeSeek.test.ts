import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TimeSeek, firstNotBefore, likelyIndex } from '../../../../../webview/model/rows/timeSeek';
import { row } from '../../../../webview/sampleRows';
import { promisesSettled } from '../../../../support/turns';

const overview = {
  fromMicros: 1_000,
  bucketMicros: 100,
  counts: [5, 5, 5, 5],
  errors: [0, 0, 0, 0],
  shown: [4, 0, 2, 4],
  highlighted: [],
  gaps: [],
};

describe('the row of a moment', () => {
  test('is guessed from the counts of the overview', () => {
    expect(likelyIndex(overview, 1_050)).toBe(2);
    expect(likelyIndex(overview, 1_250)).toBe(5);
    expect(likelyIndex(overview, 999_999)).toBe(10);
    expect(likelyIndex(overview, 0)).toBe(0);
    expect(likelyIndex(undefined, 5)).toBe(0);
  });

  test('is found from any guess, and with few questions from a good one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3_000), fc.nat(3_000), fc.nat(3_000), async (count, first, guess) => {
        let asked = 0;
        const isBefore = (index: number) => {
          asked++;
          expect(index).toBeGreaterThanOrEqual(0);
          expect(index).toBeLessThan(count);
          return Promise.resolve(index < first);
        };
        const found = await firstNotBefore(count, guess, isBefore);
        expect(found).toBe(Math.min(first, count));
        expect(asked).toBeLessThanOrEqual(30);
        if (Math.abs(guess - first) < 3) expect(asked).toBeLessThanOrEqual(8);
      }),
    );
  });

  test('is that of the last moment when several come during a search', async () => {
    const shown: number[] = [];
    const done = new Promise<void>(resolve => {
      const seek = new TimeSeek({
        rowCount: () => 1_000,
        overview: () => undefined,
        readRow: index => Promise.resolve(row({ index, atMicros: index * 10 })),
        show: index => {
          shown.push(index);
          if (shown.length === 2) resolve();
        },
        report: problem => {
          throw problem;
        },
      });
      for (const micros of [1_000, 2_000, 3_000, 4_001]) seek.seek(micros);
    });
    await done;
    expect(shown).toEqual([100, 401]);
  });

  test('is the last row when the moment is after all rows; a failure is reported', async () => {
    const shown: number[] = [];
    const problems: unknown[] = [];
    const parts = {
      rowCount: () => 10,
      overview: () => undefined,
      show: (index: number) => void shown.push(index),
      report: (problem: unknown) => void problems.push(problem),
    };
    new TimeSeek({ ...parts, readRow: index => Promise.resolve(row({ index })) }).seek(9e15);
    await promisesSettled();
    expect(shown).toEqual([9]);
    new TimeSeek({ ...parts, readRow: () => Promise.reject(new Error('gone')) }).seek(1);
    await promisesSettled();
    expect(problems).toEqual([new Error('gone')]);
  });
});
