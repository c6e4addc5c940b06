import { expect, test } from 'vitest';
import type { ProblemCase, ProblemItem } from '../../../../../src/protocol/problems';
import { ProblemList } from '../../../../../webview/model/requests/problemList';

const item = (spanId: number, label: string): ProblemItem => ({
  spanId,
  messageId: spanId,
  label,
  atMicros: spanId,
  isReadLater: false,
  toldAtMicros: undefined,
  caller: undefined,
  handlers: [],
  sentence: '',
});
const caseOf = (spanId: number, label: string): ProblemCase => ({
  count: 2,
  failureClass: 'NoValidHost',
  lanes: [],
  laneCount: 0,
  firstAtMicros: 0,
  newest: item(spanId, label),
});

/** A list whose engine answers about a case only when the test releases the answer. */
function heldList() {
  const [one, other] = [caseOf(1, 'one'), caseOf(2, 'other')];
  const answers: (() => void)[] = [];
  const list = new ProblemList({
    listProblems: () =>
      Promise.resolve({
        groups: [{ kind: 'failed', count: 4, cases: [one, other], normal: [] }],
      }),
    listCase: (_kind, spanId) =>
      new Promise(resolve => {
        answers.push(() => resolve([item(spanId, 'found')]));
      }),
  });
  const release = async () => {
    for (const answer of answers.splice(0)) answer();
    await new Promise(resolve => setTimeout(resolve));
  };
  return { list, one, other, release };
}

test('two cases that are opened one right after the other are both open', async () => {
  const { list, one, other, release } = heldList();
  void list.toggle('failed', one);
  void list.toggle('failed', other);
  await release();
  expect(list.itemsOf('failed', one)?.map(({ spanId }) => spanId)).toEqual([1]);
  expect(list.itemsOf('failed', other)?.map(({ spanId }) => spanId)).toEqual([2]);
});

test('a case that is closed while the problems are read again stays closed', async () => {
  const { list, one, release } = heldList();
  void list.toggle('failed', one);
  await release();
  list.refresh();
  await new Promise(resolve => setTimeout(resolve));
  void list.toggle('failed', one);
  await release();
  expect(list.itemsOf('failed', one)).toBeUndefined();
});
