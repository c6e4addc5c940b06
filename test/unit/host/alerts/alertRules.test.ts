import { expect, test } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import { AlertRules, maxRules, typedRule } from '../../../../src/host/alerts/alertRules';
import type { SavedFilter } from '../../../../src/protocol/hostApi';
import { MemoryState } from '../memento';

function opened(stored?: unknown, saved: readonly SavedFilter[] = []) {
  const memento = new MemoryState();
  if (stored !== undefined) void memento.update('alertRules', stored);
  const changed = new Emitter<undefined>();
  const filters = { saved, onDidChange: changed.event };
  const rules = new AlertRules(memento, filters);
  let news = 0;
  rules.onDidChange(() => news++);
  return {
    memento,
    rules,
    newsCount: () => news,
    edit: (now: readonly SavedFilter[]) => {
      Object.assign(filters, { saved: now });
      changed.fire(undefined);
    },
  };
}

const builds = { name: 'failed builds', scope: 'user', filter: 'status:failed' } as const;

test('rules outlive the window', async () => {
  const { memento, rules } = opened();
  await rules.replace([typedRule('status:failed'), { ...builds, isOn: false }]);
  const again = new AlertRules(memento, { saved: [], onDidChange: new Emitter<undefined>().event });
  expect(again.list()).toEqual([
    { name: 'status:failed', filter: 'status:failed', scope: undefined, isOn: true },
    { ...builds, isOn: false },
  ]);
});

test('a rule of a saved filter follows its changes, and outlives its deletion', async () => {
  const { rules, edit, newsCount } = opened(undefined, [builds]);
  await rules.replace([{ ...builds, isOn: true }]);
  edit([{ ...builds, filter: 'status:failed method:build_*' }]);
  expect(rules.list()).toMatchObject([{ filter: 'status:failed method:build_*', isOn: true }]);
  edit([{ ...builds, scope: 'workspace', filter: 'of another scope' }]);
  expect(rules.list()).toMatchObject([{ filter: 'status:failed' }]);
  expect(newsCount()).toBe(3);
});

test('a muted rule stays in the list, and the others stay on', async () => {
  const { rules } = opened();
  const [one, other] = [typedRule('status:failed'), typedRule('status:unanswered')];
  await rules.replace([one, other]);
  await rules.mute(one);
  expect(rules.list().map(({ isOn }) => isOn)).toEqual([false, true]);
});

test.each<[string, unknown, number]>([
  ['nothing', undefined, 0],
  ['an object', { name: 'x' }, 0],
  ['a text', 'status:failed', 0],
  ['null among others', [null, 1, 'x', [], typedRule('ok')], 1],
  ['numbers for texts', [{ name: 1, filter: 2, isOn: true }], 0],
  ['empty texts', [{ name: ' ', filter: ' ', isOn: true }], 0],
  ['a filter without end', [{ name: 'x', filter: 'y'.repeat(10_001), isOn: true }], 0],
  ['two that are one', [typedRule('a'), typedRule('a')], 1],
  ['too many', Array.from({ length: 10_000 }, (_, n) => typedRule(`m${n}`)), maxRules],
])('the valid rules of a stored %s are read', (_, stored, count) => {
  expect(opened(stored).rules.list()).toHaveLength(count);
});

test('a stored rule whose state and scope are unknown values is off and has no scope', () => {
  const { rules } = opened([
    { name: 'x', filter: 'y', isOn: 'yes', scope: 'everywhere', newer: { a: 1 } },
  ]);
  expect(rules.list()).toEqual([{ name: 'x', filter: 'y', isOn: false, scope: undefined }]);
});
