import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../../src/core/base/json';
import type { TreeLine } from '../../../../src/core/oslo/jsonTree';
import { toggleLine, treeLines, untouchedTree } from '../../../../src/core/oslo/jsonTree';

const object = (name: string, data: Record<string, JsonValue>, prefix = 'nova_object') => ({
  [`${prefix}.name`]: name,
  [`${prefix}.version`]: '2.8',
  [`${prefix}.namespace`]: 'nova',
  [`${prefix}.data`]: data,
});
const text = (lines: readonly TreeLine[]) =>
  lines.map(({ depth, key, typeName, summary, moreCount }) =>
    [`${'  '.repeat(depth)}${key}`, typeName, summary, moreCount || undefined]
      .filter(part => part !== undefined && part !== '')
      .join(' '),
  );

describe('a tree of JSON', () => {
  test('opens its first level', () => {
    const value = { a: { b: 1, c: { d: null } }, e: [], f: true, g: 'x' };
    expect(text(treeLines(value, untouchedTree))).toEqual([
      'a {2}',
      '  b 1',
      '  c {1}',
      'e []',
      'f true',
      'g "x"',
    ]);
  });

  test('folds a versioned object to its class, version and key fields', () => {
    const instance = object('Instance', {
      display_name: 'vm1',
      uuid: '0db38f75',
      host: 'cmp1',
      vm_state: 'building',
      task_state: null,
      memory_mb: 512,
    });
    const nested = { call: { instance } };
    expect(text(treeLines(nested, untouchedTree))).toEqual([
      'call {1}',
      '  instance Instance 2.8 {vm1 · 0db38f75 · cmp1 · building}',
    ]);
  });

  test('shows the fields of an opened object without its wrapping', () => {
    const lines = treeLines({ v: object('Volume', { id: 7 }, 'versioned_object') }, untouchedTree);
    expect(text(lines)).toEqual(['v Volume 2.8 {7}', '  id 7']);
  });

  test('shows a list object as its members', () => {
    const list = { l: object('InstanceList', { objects: [object('Instance', { id: 1 })] }) };
    expect(text(treeLines(list, untouchedTree))).toEqual([
      'l InstanceList 2.8 [1]',
      '  0 Instance 2.8 {1}',
    ]);
  });

  test('opens and closes branches, and remembers them', () => {
    const value = { a: { b: { c: 1 } } };
    const [a, b] = treeLines(value, untouchedTree);
    const opened = toggleLine(untouchedTree, b as TreeLine);
    expect(text(treeLines(value, opened))).toEqual(['a {1}', '  b {1}', '    c 1']);
    expect(text(treeLines(value, toggleLine(opened, a as TreeLine)))).toEqual(['a {1}']);
  });

  test('marks the fields of an object that were changed', () => {
    const instance = {
      ...object('Instance', { task_state: 'spawning', host: 'cmp1' }),
      'nova_object.changes': ['task_state', 'gone', 7],
    };
    const lines = treeLines({ instance }, untouchedTree);
    expect(lines.filter(each => each.isChanged).map(each => each.key)).toEqual(['task_state']);
  });

  test('knows the steps to each line in the filter language', () => {
    const value = {
      instance: object('Instance', { flavor: object('Flavor', { id: 1 }) }),
      hosts: [{ name: 'cmp1' }],
      all: object('InstanceList', { objects: [object('Instance', { uuid: 'u' })] }),
    };
    const every = { opened: { get: () => true } as never, shownChildren: new Map() };
    const keys = treeLines(value, every).map(line => line.keys.join(' '));
    expect(keys).toEqual([
      'instance',
      'instance flavor',
      'instance flavor id',
      'hosts',
      'hosts',
      'hosts name',
      'all',
      'all objects',
      'all objects uuid',
    ]);
  });

  test('shows a long list piece by piece', () => {
    const value = Array.from({ length: 100_000 }, (_, at) => at);
    const lines = treeLines(value, untouchedTree);
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)?.moreCount).toBe(99_900);
    const more = toggleLine(untouchedTree, lines.at(-1) as TreeLine);
    expect(treeLines(value, more)).toHaveLength(1101);
  });

  test('keeps keys with slashes apart', () => {
    const lines = treeLines({ 'a/b': 1, a: { b: 2 }, '': 3, '~1': 4 }, untouchedTree);
    expect(new Set(lines.map(line => line.path)).size).toBe(lines.length);
  });

  test('never fails and never repeats a path', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const lines = treeLines(value as JsonValue, untouchedTree);
        expect(new Set(lines.map(line => line.path)).size).toBe(lines.length);
      }),
    );
  });
});
