import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { circlesIn, importGraphOf } from '../../support/importCircles.mts';
import { writeFiles } from '../../support/sourceTree';
import { useFolder } from '../../support/useFolder';

const words = (text: string) => text.split(' ').filter(each => each !== '');
const graph = (imports: Readonly<Record<string, string>>) =>
  new Map(Object.entries(imports).map(([file, targets]) => [file, words(targets)]));

describe('circles of imports', () => {
  test.each([
    ['a line', { a: 'b', b: 'c', c: '' }, []],
    ['two ways to one file', { a: 'b c', b: 'd', c: 'd', d: '' }, []],
    ['two files that import each other', { a: 'b', b: 'a' }, ['a b']],
    ['a file that imports itself', { a: 'a' }, ['a']],
    ['a long circle with a way in and out', { i: 'a', a: 'b', b: 'c', c: 'a o', o: '' }, ['a b c']],
    ['circles that share a file are one', { a: 'b c', b: 'a', c: 'a' }, ['a b c']],
    ['a circle that leads to another', { a: 'b', b: 'a c', c: 'd', d: 'c' }, ['c d', 'a b']],
    ['an import of what is not in the graph', { a: 'x' }, []],
  ])('%s', (_name, imports, circles) => {
    expect(circlesIn(graph(imports))).toEqual(circles.map(words));
  });
});

describe('the imports of files', () => {
  const dir = useFolder('test');

  test('are found in each form, also of types; packages are not followed', () => {
    writeFiles(dir, {
      'a.ts': [
        "import 'node:fs';",
        "import type { B } from './b';",
        "export * from './sub/c';",
        "export const d = import('./d');",
        "export type E = import('./e.mts').E;",
      ].join('\n'),
      'b.ts': '',
      'sub/c.tsx': '',
      'd.ts': '',
      'e.mts': '',
    });
    const file = path.join(dir, 'a.ts');
    expect([...importGraphOf([file])]).toEqual([
      [file, ['b.ts', 'sub/c.tsx', 'd.ts', 'e.mts'].map(each => path.join(dir, each))],
    ]);
  });
});
