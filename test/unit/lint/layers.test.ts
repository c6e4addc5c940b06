import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import layerRule, { entriesOf, roomOf } from '../../../lint/layerRule.mjs';
import { layers, namedNodeModules } from '../../../lint/layers.mjs';
import { circlesIn, specifiersIn } from '../../support/importCircles.mts';
import { root } from '../../support/root.mts';
import { sourceFilesBelow } from '../../support/sourceFiles.mts';

const rooms = Object.keys(layers);
const isPath = (entry: string) => /^(?:src|webview)(?:\/|$)/.test(entry) || entry.endsWith('.json');
const entries = [...new Set(Object.values(layers).flat())];
/** Rooms that all may import, whether they do or not. */
const basics = ['src/core/base', 'src/core/text'];
const packages = entries.filter(entry => !isPath(entry) && !entry.startsWith('node'));

/** Modules that stand for an entry of the table: a file of a room, a part of a package. */
function specifierOf(room: string, entry: string): string {
  if (entry === 'node') return 'node:fs/promises';
  if (!isPath(entry)) return entry;
  const isFile = path.extname(entry) !== '';
  const target = isFile ? entry.replace(/\.ts$/, '') : `${entry}/some`;
  const relative = path.relative(room, target);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

const linter = new Linter({ cwd: root });

/** @returns numbers of the lines, counted from 1, that the rule refuses in a file of a room */
function refusedLines(room: string, lines: readonly string[]): number[] {
  const messages = linter.verify(
    lines.join('\n'),
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { layers: layerRule },
      rules: { 'layers/imports': 'error' },
    },
    path.join(root, room, 'some.ts'),
  );
  expect(messages.filter(each => each.ruleId !== 'layers/imports')).toEqual([]);
  return messages.map(each => each.line);
}

const allLines = (lines: readonly unknown[]) => lines.map((_, at) => at + 1);

describe('the layer table', () => {
  test.each(rooms)('a file of %s imports what its row lists, and its own room', room => {
    const allowed = [room, ...(layers[room] ?? [])].map(entry => specifierOf(room, entry));
    expect(
      refusedLines(
        room,
        allowed.map(each => `import '${each}';`),
      ),
    ).toEqual([]);
  });

  test.each(rooms)('a file of %s imports nothing that its row does not list', room => {
    const known = [...rooms, ...packages, ...namedNodeModules, 'node', 'left-pad', '@types/node'];
    const forbidden = known
      .filter(entry => entry !== room && !layers[room]?.includes(entry))
      .map(entry => specifierOf(room, entry));
    expect(forbidden.length).toBeGreaterThan(10);
    const lines = forbidden.map(each => `import '${each}';`);
    expect(refusedLines(room, lines)).toEqual(allLines(lines));
  });

  test('types, re-exports, dynamic imports and types in place are imports', () => {
    const lines = [
      "import type { A } from 'vscode';",
      "export { b } from 'vscode';",
      "export * from 'vscode';",
      "export const c = import('vscode');",
      'export const computed = import(`vscode`);',
      "export type D = import('vscode').Uri;",
      "import e = require('vscode');",
    ];
    expect(refusedLines('src/core/base', lines)).toEqual(allLines(lines));
  });

  test('a folder without a row in the layer table may import nothing, and be imported by nobody', () => {
    expect(refusedLines('src/new', ["import '../core/base/json';"])).toEqual([1]);
    expect(refusedLines('src/host', ["import '../new/file';", "import '../../test/a';"])).toEqual([
      1, 2,
    ]);
  });

  test('a folder below a room belongs to it', () => {
    expect(refusedLines('webview/widgets/new', ["import '../../paint/some';"])).toEqual([]);
    expect(refusedLines('webview/layout/new', ["import '../../paint/some';"])).toEqual([1]);
  });

  test('each entry is a folder, a file or a dependency', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const paths = [...rooms, ...entries.filter(isPath)];
    expect(paths.filter(each => !existsSync(path.join(root, each)))).toEqual([]);
    expect(packages.filter(each => each !== 'vscode' && !(each in dependencies))).toEqual([]);
  });

  test('the linter of the project holds it', async () => {
    const eslint = new ESLint({ cwd: root });
    for (const file of ['src/core/base/json.ts', 'webview/widgets/app.tsx']) {
      const config = (await eslint.calculateConfigForFile(path.join(root, file))) as {
        rules: Record<string, unknown>;
      };
      expect(config.rules['layers/imports']).toEqual([2]);
    }
  });
});

describe('the rooms', () => {
  test('use each entry of their rows', () => {
    const used = new Set(
      ['src', 'webview']
        .flatMap(folder => sourceFilesBelow(path.join(root, folder)))
        .map(file => path.relative(root, file))
        .flatMap(file =>
          specifiersIn(path.join(root, file))
            .flatMap(specifier => entriesOf(file, specifier))
            .map(entry => `${roomOf(file) ?? 'no room'}: ${entry ?? 'no room'}`),
        ),
    );
    const unused = Object.entries(layers).flatMap(([room, row]) =>
      row
        .filter(entry => !basics.includes(entry))
        .map(entry => `${room}: ${entry}`)
        .filter(each => !used.has(each)),
    );
    expect(unused).toEqual([]);
  });

  // Features of the host lead to each other, services of the engine announce through it, and the
  // protocol's subjects share its calls.
  test('import each other in one direction, within most parts', () => {
    const rows = Object.entries(layers).filter(
      ([room]) => !/^src\/(?:host|engine|protocol)(?:\/|$)/.test(room),
    );
    expect(circlesIn(new Map(rows))).toEqual([]);
  });

  test('belong to parts that import each other in one direction', () => {
    const partOf = (room: string) => room.split('/').slice(0, 2).join('/');
    const graph = new Map<string, string[]>();
    for (const [room, row] of Object.entries(layers)) {
      const part = partOf(room);
      const others = row.map(partOf).filter(other => other !== part);
      graph.set(part, [...(graph.get(part) ?? []), ...others]);
    }
    expect(circlesIn(graph)).toEqual([]);
  });
});
