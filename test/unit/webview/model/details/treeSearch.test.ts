import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../../../src/core/base/json';
import { treeLines, untouchedTree } from '../../../../../src/core/oslo/jsonTree';
import {
  maxMatches,
  openAround,
  searchTree,
  stepMatch,
} from '../../../../../webview/model/details/treeSearch';

const value = {
  instance: {
    'nova_object.name': 'Instance',
    'nova_object.version': '2.8',
    'nova_object.data': { uuid: '0DB38F75', flavor: { name: 'm1.tiny', 'a/b~c': true } },
  },
  hosts: ['cmp1', 'cmp2'],
  count: 42,
};
const found = (words: string) => searchTree(value, words).map(match => match.path);

describe('a search in a tree', () => {
  test.each([
    ['uuid', ['/instance/uuid']],
    ['0db3', ['/instance/uuid']],
    ['cmp', ['/hosts/0', '/hosts/1']],
    ['instance', ['/instance']],
    ['2.8', ['/instance']],
    ['a/b~c', ['/instance/flavor/a~1b~0c']],
    ['true', ['/instance/flavor/a~1b~0c']],
    ['42', ['/count']],
    ['nova_object', []],
    ['', []],
    ['nowhere', []],
  ])('finds %j in keys and values, as the tree shows them', (words, paths) => {
    expect(found(words)).toEqual(paths);
  });

  test('opens the branches around a match, and no others', () => {
    const closed = {
      ...untouchedTree,
      opened: new Map([
        ['/hosts', false],
        ['/instance', false],
      ]),
    };
    const [match] = searchTree(value, 'tiny');
    if (!match) throw new Error('not found');
    const lines = treeLines(value, openAround(closed, match)).map(line => line.path);
    expect(lines).toEqual([
      '/instance',
      '/instance/uuid',
      '/instance/flavor',
      '/instance/flavor/name',
      '/instance/flavor/a~1b~0c',
      '/hosts',
      '/count',
    ]);
  });

  test('reveals a match far down a long list', () => {
    const list = Array.from({ length: 5_000 }, (_, at) => `host-${at}`);
    const [match] = searchTree(list, 'host-4321');
    if (!match) throw new Error('not found');
    const lines = treeLines(list, openAround(untouchedTree, match));
    expect(lines.some(line => line.path === match.path)).toBe(true);
    expect(lines.length).toBeLessThan(4_500);
  });

  test('stops at the limit of matches, and survives deep nesting', () => {
    expect(
      searchTree(
        Array.from({ length: 20_000 }, () => 'x'),
        'x',
      ),
    ).toHaveLength(maxMatches);
    let deep: JsonValue = 'needle';
    for (let depth = 0; depth < 3_000; depth++) deep = [deep];
    expect(searchTree(deep, 'needle')).toHaveLength(1);
  });

  test('continues at the other end', () => {
    const matches = searchTree(value, 'cmp');
    expect(stepMatch(matches, undefined, 1)).toBe(0);
    expect(stepMatch(matches, undefined, -1)).toBe(1);
    expect(stepMatch(matches, 1, 1)).toBe(0);
    expect(stepMatch(matches, 0, -1)).toBe(1);
    expect(stepMatch([], 0, 1)).toBeUndefined();
  });
});
