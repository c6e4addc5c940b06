import { beforeEach, expect, test } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter';
import type { FilterSettings } from '../../../../src/host/filters/filterStore';
import { FilterStore } from '../../../../src/host/filters/filterStore';
import { maxMuted } from '../../../../src/protocol/hostApi';
import type { FilterScope } from '../../../../src/host/filters/savedFilters';
import { maxFilterLength } from '../../../../src/core/filter/parse';
import { MemoryState } from '../memento';

/** Settings that report each change, as VS Code does. */
class MemorySettings implements FilterSettings {
  readonly values = new Map<FilterScope, unknown>();
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;

  readEntries(scope: FilterScope): unknown {
    return this.values.get(scope);
  }

  writeEntries(scope: FilterScope, value: readonly unknown[]): Promise<void> {
    this.values.set(scope, value);
    this.changed.fire(undefined);
    return Promise.resolve();
  }
}

let settings: MemorySettings;
let state: MemoryState;
let store: FilterStore;
let changes: number;
beforeEach(() => {
  settings = new MemorySettings();
  state = new MemoryState();
  store = new FilterStore(state, settings);
  changes = 0;
  store.onDidChange(() => changes++);
});

test('filters of the workspace stand before those of the user', async () => {
  await store.save({ name: 'slow', filter: 'latency:>1s', scope: 'user' });
  await store.save({ name: 'slow', filter: 'latency:>9s', scope: 'workspace' });
  expect(store.saved.map(({ filter, scope }) => [filter, scope])).toEqual([
    ['latency:>9s', 'workspace'],
    ['latency:>1s', 'user'],
  ]);
  await store.remove({ name: 'slow', scope: 'workspace' });
  expect(store.saved.map(({ scope }) => scope)).toEqual(['user']);
  expect(changes).toBe(3);
});

test('the history holds fifty different filters, the last one first', async () => {
  for (let at = 0; at < 60; at++) await store.addToHistory(`method:m${at}`);
  await store.addToHistory(' method:m30 ');
  expect(store.history).toHaveLength(50);
  expect(store.history.slice(0, 2)).toEqual(['method:m30', 'method:m59']);
  expect(store.history.filter(each => each === 'method:m30')).toHaveLength(1);
});

test('a repeated, empty or too long filter does not enter the history', async () => {
  await store.addToHistory('a');
  changes = 0;
  for (const filter of ['a', ' a ', '', '  ', 'x'.repeat(maxFilterLength + 1)]) {
    await store.addToHistory(filter);
  }
  expect(store.history).toEqual(['a']);
  expect(changes).toBe(0);
});

test('muted labels and the history are kept in the state of the workspace', async () => {
  await store.setMuted(['report_state', 'report_state', 'Service.update']);
  await store.addToHistory('a');
  const again = new FilterStore(state, settings);
  expect(again.muted).toEqual(['report_state', 'Service.update']);
  expect(again.history).toEqual(['a']);
  expect(changes).toBe(2);
});

test('the number of muted labels is limited', async () => {
  await store.setMuted(Array.from({ length: maxMuted + 7 }, (_, at) => `m${at}`));
  expect(store.muted).toHaveLength(maxMuted);
});
