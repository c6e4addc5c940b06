import { describe, expect, test } from 'vitest';
import { statusFacts } from '../../../../../webview/widgets/status/statusFacts';
import { gaps, status } from '../../../../webview/sampleRows';

const texts = (...args: Parameters<typeof statusFacts>) =>
  statusFacts(...args).map(fact => fact.text);

const quiet = status({ opaqueCount: 0, skippedCount: 0, droppedByLimit: 0 });

describe('the facts of the first line', () => {
  test('mention that there are no gaps only where some are possible', () => {
    expect(texts(quiet, true)).toContain('no gaps');
    expect(texts(quiet, false)).not.toContain('no gaps');
  });

  test('contain the rates of records and errors for a live capture', () => {
    const busy = { ...quiet, recordsPerSecond: 1204.4, errorsPerSecond: 0.34 };
    expect(texts(busy, true)).toEqual(expect.arrayContaining(['1,204 records/s', '0.3 errors/s']));
    expect(texts({ ...busy, errorsPerSecond: 12.4 }, true)).toContain('12 errors/s');
    expect(texts(quiet, true).join()).not.toContain('errors/s');
    expect(texts(busy, false).join()).not.toContain('/s');
  });

  test('begin with doubts', () => {
    const facts = statusFacts(
      {
        ...quiet,
        gaps: { count: 2, lostCount: 40, isLowerBound: true, latest: gaps[0] },
        isMasked: false,
      },
      true,
    );
    expect(facts.slice(0, 2)).toMatchObject([
      { text: 'secrets kept', tone: 'warn' },
      {
        text: '2 gaps, at least 40 records lost',
        tone: 'warn',
        leadsToGaps: true,
        why: 'the last one is a gap of 59 s: somebody closed the connection at the broker',
      },
    ]);
    expect(facts.map(fact => fact.text)).not.toContain('no gaps');
  });

  test('say in a sentence that times are those of reading', () => {
    const [fact] = statusFacts({ ...quiet, readLaterCount: 1200 }, false);
    expect(fact).toEqual({
      text: 'times are those of reading',
      tone: 'warn',
      why: '1,200 records lay in a queue or a stream before: their order is right, and the times between them say nothing',
    });
  });

  test('explain why lanes have no exact names', () => {
    const facts = statusFacts({ ...quiet, namingProblem: 'No answer.' }, false);
    expect(facts.at(-1)).toMatchObject({ tone: 'warn', why: 'No answer.' });
  });
});
