import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../support/root.mts';

const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** @returns paths that a text links to, or names in code as `src/core/base/json.ts` */
function pathsIn(text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target);
  const named = [...text.matchAll(/`((?:src|webview|test|lint)\/[\w./-]*)`/g)].map(
    ([, target]) => target,
  );
  return [...links, ...named].filter(each => each !== undefined);
}

describe.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'])('%s', file => {
  test('names files and folders that exist', () => {
    const paths = pathsIn(textOf(file)).filter(each => !each.startsWith('test/screenshots'));
    expect(paths.filter(each => !existsSync(path.join(root, each)))).toEqual([]);
  });
});

test('paths are found in links and in code', () => {
  expect(pathsIn('[a](b/c.md#d), [e](https://f), `src/g/`, `test/h.ts`, `other/i`')).toEqual([
    'b/c.md',
    'src/g/',
    'test/h.ts',
  ]);
});
