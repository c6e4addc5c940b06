import { describe, expect, test } from 'vitest';
import { statusFacts } from '../../../../webview/widgets/statusFacts';
import { status } from '../../../webview/sampleRows';

const texts = (...args: Parameters<typeof statusFacts>) =>
  statusFacts(...args).map(fact => fact.text);

const quiet = status({ opaqueCount: 0, skippedCount: 0, droppedByLimit: 0, overflowCount: 0 });

describe('the facts of the first line', () => {
  test('say that nothing was dropped only where something could be', () => {
    expect(texts(quiet, true)).toContain('0 dropped');
    expect(texts(quiet, false)).not.toContain('0 dropped');
  });

  test('begin with what is in doubt', () => {
    const facts = statusFacts({ ...quiet, overflowCount: 2, isMasked: false }, true);
    expect(facts.slice(0, 2)).toMatchObject([
      { text: 'the broker dropped some 2 times', tone: 'warn' },
      { text: 'secrets kept', tone: 'warn' },
    ]);
    expect(facts.map(fact => fact.text)).not.toContain('0 dropped');
  });

  test('say why lanes have no exact names', () => {
    const facts = statusFacts({ ...quiet, namingProblem: 'No answer.' }, false);
    expect(facts.at(-1)).toMatchObject({ tone: 'warn', why: 'No answer.' });
  });
});
