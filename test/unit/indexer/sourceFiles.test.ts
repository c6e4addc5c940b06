/** Tests which files of a folder are Python sources, and the names of their modules. */
import { spawnSync } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import type { FoundFile } from '../../../src/indexer/sourceFiles';
import { gitignorePatterns, moduleOf, pathIn, pythonFiles } from '../../../src/indexer/sourceFiles';
import { temporaryFolder } from '../../support/captures';
import { writeFiles } from '../../support/sourceTree';
import { useFolder } from '../../support/useFolder';

const folder = useFolder('test');

interface Options {
  readonly excludes?: readonly string[];
  readonly signal?: AbortSignal;
  readonly only?: string;
  readonly at?: string;
}

async function found(options: Options = {}): Promise<FoundFile[]> {
  const { excludes = [], signal = new AbortController().signal, only, at = folder } = options;
  const all: FoundFile[] = [];
  for await (const each of pythonFiles(at, excludes, signal, only)) all.push(each);
  return all;
}

const paths = async (options?: Options): Promise<string[]> =>
  (await found(options)).map(each => each.path);

const write = (...files: string[]) =>
  writeFiles(folder, Object.fromEntries(files.map(file => [file, ''])));

describe('the path in a folder', () => {
  test.each([
    ['/w/nova/a.py', 'nova/a.py'],
    ['/w/..x/a.py', '..x/a.py'],
    ['/w/...', '...'],
    ['/other/a.py', undefined],
    ['/', undefined],
    ['/wider/a.py', undefined],
  ])('the path of %s in /w is %s', (file, expected) => {
    expect(pathIn('/w', file)).toBe(expected);
  });
});

describe('modules', () => {
  test('are named after the packages around them, and their file', async () => {
    write('nova/__init__.py', 'nova/rpc.py', 'nova/compute/__init__.py', 'nova/compute/manager.py');
    expect((await found()).map(each => [each.path, each.module, each.isPackage])).toEqual([
      ['nova/__init__.py', 'nova', true],
      ['nova/rpc.py', 'nova.rpc', false],
      ['nova/compute/__init__.py', 'nova.compute', true],
      ['nova/compute/manager.py', 'nova.compute.manager', false],
    ]);
  });

  test('start with the first folder that is a package', async () => {
    write('nova/__init__.py', 'nova/tools/run.py', 'nova/tools/sub/__init__.py', 'setup.py');
    expect((await found()).map(each => each.module)).toEqual(['setup', 'nova', 'run', 'sub']);
  });

  test('start with the name of the source folder when it is a package', async () => {
    write('nova/__init__.py', 'nova/compute/__init__.py', 'nova/compute/manager.py');
    const inside = await found({ at: path.join(folder, 'nova') });
    expect(inside.map(each => [each.path, each.module])).toEqual([
      ['__init__.py', 'nova'],
      ['compute/__init__.py', 'nova.compute'],
      ['compute/manager.py', 'nova.compute.manager'],
    ]);
  });

  test('have the same names when they are listed as single files', async () => {
    write('nova/__init__.py', 'nova/rpc.py', 'nova/tools/run.py', 'setup.py', 'a/b/__init__.py');
    for (const { file, ...whole } of await found()) {
      expect(await moduleOf(folder, file)).toEqual(whole);
    }
  });

  test('are not made of other kinds of files', async () => {
    write('a.pyc', 'b.pyi', 'c.py.orig', 'd.txt', '.py.swp', 'e', 'f.PY');
    mkdirSync(path.join(folder, 'g.py'));
    expect(await paths()).toEqual([]);
  });
});

describe('.gitignore', () => {
  test.each<[what: string, rules: Record<string, string>, files: string[], expected: string[]]>([
    ['a pattern for a file', { '.gitignore': 'b.py' }, ['a.py', 'b.py', 'x/b.py'], ['a.py']],
    ['a folder', { '.gitignore': 'build/' }, ['build/a.py', 'x/build/b.py', 'c.py'], ['c.py']],
    ['from the root', { '.gitignore': '/build' }, ['build/a.py', 'x/build/b.py'], ['x/build/b.py']],
    ['a pattern', { '.gitignore': '*_pb2.py' }, ['a_pb2.py', 'x/b_pb2.py', 'c.py'], ['c.py']],
    ['a comment and blanks', { '.gitignore': '# a.py\n\n  \n' }, ['a.py'], ['a.py']],
    ['with CRLF', { '.gitignore': 'a.py\r\nb.py\r\n' }, ['a.py', 'b.py', 'c.py'], ['c.py']],
    ['a negated pattern', { '.gitignore': '*.py\n!keep.py' }, ['a.py', 'keep.py'], ['keep.py']],
    [
      'a negated pattern in an ignored folder',
      { '.gitignore': 'build/\n!build/keep.py' },
      ['build/keep.py', 'a.py'],
      ['a.py'],
    ],
    [
      'a file in an inner folder',
      { 'x/.gitignore': 'b.py' },
      ['b.py', 'x/a.py', 'x/b.py', 'x/y/b.py'],
      ['b.py', 'x/a.py'],
    ],
    [
      'a negated pattern in an inner folder',
      { '.gitignore': '*.py', 'x/.gitignore': '!keep.py' },
      ['keep.py', 'x/a.py', 'x/keep.py', 'x/y/keep.py'],
      ['x/keep.py', 'x/y/keep.py'],
    ],
    [
      'a pattern from the root of an inner folder',
      { 'x/.gitignore': '/y' },
      ['x/y/a.py', 'x/z/y/a.py', 'y/a.py'],
      ['x/z/y/a.py', 'y/a.py'],
    ],
    [
      'a file in an ignored folder, which has no effect',
      { '.gitignore': 'x/', 'x/.gitignore': '!*' },
      ['x/a.py', 'b.py'],
      ['b.py'],
    ],
  ])('with %s', async (_what, rules, files, expected) => {
    writeFiles(folder, rules);
    write(...files);
    expect((await paths()).sort()).toEqual([...expected].sort());
  });

  test('is case-sensitive', async () => {
    writeFiles(folder, { '.gitignore': 'Lib/' });
    write('Lib/a.py', 'lib/b.py');
    expect(await paths()).toEqual(['lib/b.py']);
  });

  test('is ignored when it cannot be read', async () => {
    mkdirSync(path.join(folder, '.gitignore'));
    write('a.py');
    expect(await paths()).toEqual(['a.py']);
  });
});

describe('globs of files.exclude', () => {
  test.each<[globs: string[], files: string[], expected: string[]]>([
    [['**/.git', '**/build'], ['build/a.py', 'x/build/b.py', 'c.py'], ['c.py']],
    [['build'], ['build/a.py', 'x/build/b.py'], ['x/build/b.py']],
    [['*.py'], ['a.py', 'x/b.py'], ['x/b.py']],
    [['**/*_pb2.py'], ['a_pb2.py', 'x/b_pb2.py', 'c.py'], ['c.py']],
    [['**/{build,dist}'], ['build/a.py', 'x/dist/b.py', 'c.py'], ['c.py']],
    [['{a,b/{c,d}}/*.py'], ['a/1.py', 'b/c/2.py', 'b/d/3.py', 'b/e/4.py'], ['b/e/4.py']],
    [['x/**'], ['x/a.py', 'x/y/b.py', 'c.py'], ['c.py']],
    [['**/test[12].py'], ['test1.py', 'x/test2.py', 'test3.py'], ['test3.py']],
    [['#a.py', '!b.py'], ['#a.py', '!b.py', 'c.py'], ['c.py']],
    [['', '{}', '{', '**'], ['a.py'], []],
  ])('%j', async (excludes, files, expected) => {
    write(...files);
    expect(await paths({ excludes })).toEqual(expected);
  });

  test('are not reversed by .gitignore', async () => {
    writeFiles(folder, { '.gitignore': '!generated', 'x/.gitignore': '!generated\n!*.py' });
    write('generated/a.py', 'x/generated/b.py', 'c.py');
    expect(await paths({ excludes: ['**/generated'] })).toEqual(['c.py']);
  });

  test('with braces become one pattern for each word', () => {
    expect(gitignorePatterns('**/{a,b}.{c,d}')).toEqual(['**/a.c', '**/a.d', '**/b.c', '**/b.d']);
    expect(gitignorePatterns('a{b')).toEqual(['/a{b']);
  });
});

describe('rules of a stranger', () => {
  test('a pipe in place of the rules is not read', async () => {
    execFileSync('mkfifo', [path.join(folder, '.gitignore')]);
    write('a.py');
    expect(await paths()).toEqual(['a.py']);
  });

  test('patterns that take long to match, or make many patterns, are left out', async () => {
    const slow = `${'*a'.repeat(30)}b`;
    write('b.py', `${'a'.repeat(100)}.py`);
    writeFileSync(path.join(folder, '.gitignore'), `${slow}\n${'**/'.repeat(30)}x\nb.py\n`);
    const excludes = [slow, '{a,b}'.repeat(40)];
    expect(await paths({ excludes })).toEqual([`${'a'.repeat(100)}.py`]);
  });
});

describe('links', () => {
  const link = (target: string, name: string) => symlinkSync(target, path.join(folder, name));

  test('to enclosing folders are not followed again', async () => {
    write('x/y/a.py');
    link('..', 'x/y/up');
    link('.', 'x/self');
    link(folder, 'x/root');
    expect(await paths()).toEqual(['x/y/a.py']);
  });

  test('links to each other or to nowhere are skipped', async () => {
    link('b', 'a');
    link('a', 'b');
    link('nowhere', 'c.py');
    link('d.py', 'd.py');
    write('e.py');
    expect(await paths()).toEqual(['e.py']);
  });

  test('to the root of the file system end after some thousand folders', async () => {
    link('/', 'all');
    write('a.py');
    expect(await paths()).toContain('a.py');
  });

  test('to a folder outside are followed once', async () => {
    const other = temporaryFolder();
    writeFiles(other.path, { 'lib/__init__.py': '', 'lib/a.py': '' });
    link(path.join(other.path, 'lib'), 'first');
    link(path.join(other.path, 'lib'), 'second');
    expect((await found()).map(each => [each.path, each.module])).toEqual([
      ['first/__init__.py', 'first'],
      ['first/a.py', 'first.a'],
    ]);
    other.remove();
  });

  test('never hide the original name of a folder, wherever they stand', async () => {
    write('nova/__init__.py', 'nova/rpc.py', 'aaa/b.py');
    link('nova', 'alias');
    link('../nova', 'aaa/nova_link');
    expect((await found()).map(each => each.module)).toEqual(['b', 'nova', 'nova.rpc']);
  });

  test('to a file are files', async () => {
    const other = temporaryFolder();
    writeFiles(other.path, { 'settings.py': '' });
    link(path.join(other.path, 'settings.py'), 'local.py');
    expect((await found()).map(each => [each.path, each.module])).toEqual([['local.py', 'local']]);
    other.remove();
  });
});

describe('unreadable folders', () => {
  test('a missing folder has no files', async () => {
    expect(await paths({ at: path.join(folder, 'nowhere') })).toEqual([]);
  });

  test('a file in place of a folder has no files', async () => {
    write('a.py');
    expect(await paths({ at: path.join(folder, 'a.py') })).toEqual([]);
  });

  test('without permission are skipped', async () => {
    write('a.py', 'closed/b.py', 'z.py');
    chmodSync(folder, 0o755);
    chmodSync(path.join(folder, 'closed'), 0o000);
    expect(await asOrdinaryUser()).toEqual(['a.py', 'z.py']);
    chmodSync(path.join(folder, 'closed'), 0o755);
  });

  /** Root can read everything, so the walk runs as another user then. */
  async function asOrdinaryUser(): Promise<string[]> {
    if (process.getuid?.() !== 0) return paths();
    const script = path.join(folder, 'walk.cjs');
    const source = path.resolve('src/indexer/sourceFiles.ts');
    const { outputFiles } = buildSync({
      stdin: {
        contents: `import { pythonFiles } from ${JSON.stringify(source)};
          (async () => {
            const found = [];
            const { signal } = new AbortController();
            for await (const each of pythonFiles(process.argv[2], [], signal)) found.push(each.path);
            process.stdout.write(JSON.stringify(found));
          })();`,
        resolveDir: path.resolve('.'),
      },
      ...{ bundle: true, platform: 'node', format: 'cjs', write: false },
    });
    writeFileSync(script, outputFiles[0]?.text ?? '');
    const { stdout, stderr } = spawnSync(process.execPath, [script, folder], {
      ...{ encoding: 'utf8', uid: 65_534, gid: 65_534, cwd: folder },
    });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as string[];
  }
});

describe('always skipped are', () => {
  test.each(['.git', '.hg', '__pycache__', 'node_modules', '.mypy_cache'])('%s', async name => {
    writeFiles(folder, { '.gitignore': `!${name}` });
    write(`${name}/a.py`, `x/${name}/b.py`, 'c.py');
    expect(await paths()).toEqual(['c.py']);
  });
});

describe('a single file', () => {
  test('is found alone, unless it is ignored', async () => {
    writeFiles(folder, { '.gitignore': 'ignored/', 'x/.gitignore': 'b.py' });
    write('x/a.py', 'x/b.py', 'ignored/c.py', 'y/d.py');
    const only = (name: string) => paths({ only: path.join(folder, name) });
    expect(await only('x/a.py')).toEqual(['x/a.py']);
    expect(await only('x/b.py')).toEqual([]);
    expect(await only('ignored/c.py')).toEqual([]);
    expect(await only('nowhere.py')).toEqual([]);
    // A folder whose name only begins in the same way.
    write('x-ray/a.py');
    expect(await only('x-ray/a.py')).toEqual(['x-ray/a.py']);
  });
});

describe('a cancelled walk', () => {
  test('ends before the next folder', async () => {
    write('a/1.py', 'b/2.py', 'c/3.py');
    const stop = new AbortController();
    const all: string[] = [];
    for await (const each of pythonFiles(folder, [], stop.signal)) {
      all.push(each.path);
      stop.abort();
    }
    expect(all).toEqual(['a/1.py']);
  });

  test('finds nothing when it was cancelled before', async () => {
    write('a.py');
    expect(await paths({ signal: AbortSignal.abort() })).toEqual([]);
  });
});
