/**
 * Tests that the index follows the disk and the editor, with real files and real parser threads.
 */
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenIndex } from '../../../src/indexer/openIndex';
import { openIndex } from '../../../src/indexer/openIndex';
import { bundleCode } from '../../support/parserBundle';
import { rpcCall } from '../../support/pythonSources';
import { writeFiles } from '../../support/sourceTree';
import { useFolder } from '../../support/useFolder';
import { waitFor } from '../../support/waitFor';

const bundles = useFolder();
let parser: string;
beforeAll(async () => {
  ({ parser } = await bundleCode(bundles));
});

const folder = useFolder('test');
const sources = path.join(folder, 'src');
const opened: OpenIndex[] = [];
beforeEach(() => mkdirSync(sources));
afterEach(async () => {
  for (const code of opened.splice(0)) await code.close();
});

const database = path.join(folder, 'index.db');

/** Creates an empty index. */
function open(databaseFile = ':memory:', parserPath = parser): OpenIndex {
  const code = openIndex(databaseFile, parserPath);
  opened.push(code);
  return code;
}

const settings = (folders = [sources], excludes: string[] = []) => ({
  ...{ folders, excludes, mappings: [] },
});

async function indexed(databaseFile?: string, excludes?: string[]): Promise<OpenIndex> {
  const code = open(databaseFile);
  code.api.configure(settings([sources], excludes));
  await code.whenIdle();
  return code;
}

async function close(code: OpenIndex): Promise<void> {
  opened.splice(opened.indexOf(code), 1);
  await code.close();
}

/** Reports changes on disk, and waits until they are processed. */
async function changed(code: OpenIndex, ...files: string[]): Promise<void> {
  code.api.filesChanged(files.map(file => path.join(sources, file)));
  await code.whenIdle();
}

const write = (files: Readonly<Record<string, string>>) => writeFiles(sources, files);
const manager = (...methods: string[]) =>
  `class Manager:\n    target = Target(version='1.0')\n${methods.map(each => `    def ${each}(self, ctxt): pass\n`).join('')}`;

/** Returns the files with a handler for this method. */
const filesWith = ({ api }: OpenIndex, method: string): string[] =>
  api.handlers(rpcCall({ topic: 'manager', method })).handlers.map(each => each.place.path);

describe('a first run', () => {
  test('reads all files, and finds them', async () => {
    write({ 'app/__init__.py': '', 'app/manager.py': manager('one'), 'setup.py': '' });
    const code = await indexed();
    expect(code.api.status()).toEqual({
      ...{ state: 'idle', fileCount: 3, done: 3, total: 3, problems: [], problemCount: 0 },
    });
    expect(filesWith(code, 'one')).toEqual(['app/manager.py']);
  });

  test('finds nothing in an empty folder', async () => {
    const code = open();
    code.api.configure(settings([path.join(folder, 'nowhere'), sources]));
    await code.whenIdle();
    expect(code.api.status()).toMatchObject({ state: 'idle', fileCount: 0, total: 0 });
    expect(filesWith(code, 'one')).toEqual([]);
  });

  test('reports its progress, and that the index has changed', async () => {
    write(
      Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`m${i}.py`, manager(`f${i}`)])),
    );
    const code = open();
    const seen: { done: number; total: number; state: string; isChanged: boolean }[] = [];
    code.onDidChange(({ isChanged }) => {
      const { done, total, state } = code.api.status();
      seen.push({ done, total, state, isChanged });
    });
    code.api.configure(settings());
    await code.whenIdle();
    expect(seen.at(0)).toMatchObject({ isChanged: true });
    expect(seen.at(-1)).toEqual({ done: 100, total: 100, state: 'idle', isChanged: true });
    const counts = seen.map(each => each.done);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(seen.some(each => each.state === 'indexing' && each.done < each.total)).toBe(true);
  });

  test('skips excluded and ignored files', async () => {
    write({
      'a.py': manager('one'),
      'build/b.py': manager('one'),
      'gen/c.py': manager('one'),
      '.gitignore': 'build/\n',
    });
    const code = await indexed(undefined, ['**/{gen,dist}']);
    expect(filesWith(code, 'one')).toEqual(['a.py']);
    expect(code.api.status().fileCount).toBe(1);
  });
});

describe('problematic files', () => {
  test('a file of 50 MB is reported at once', async () => {
    write({ 'a.py': manager('one'), 'generated.py': 'x = 1\n' });
    truncateSync(path.join(sources, 'generated.py'), 50 * 1024 * 1024);
    const code = await indexed();
    expect(code.api.status()).toMatchObject({
      fileCount: 2,
      problemCount: 1,
      problems: [
        {
          file: path.join(sources, 'generated.py'),
          sentence: 'is larger than 4 MB (50 MB): generated code',
        },
      ],
    });
    expect(filesWith(code, 'one')).toEqual(['a.py']);
  });

  test('with errors are reported, and their intact parts are found', async () => {
    write({ 'a.py': `${manager('one')}x = (\n` });
    const code = await indexed();
    expect(code.api.status().problems).toEqual([
      {
        file: path.join(sources, 'a.py'),
        sentence: 'is not valid Python 3: what could be read is used',
      },
    ]);
    expect(filesWith(code, 'one')).toEqual(['a.py']);
    write({ 'a.py': manager('one') });
    await changed(code, 'a.py');
    expect(code.api.status()).toMatchObject({ problems: [], problemCount: 0 });
  });

  test('are counted when there are many, and the first ones are listed', async () => {
    write(Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`m${i}.py`, 'x = (\n'])));
    const code = await indexed();
    const { problems, problemCount } = code.api.status();
    expect(problemCount).toBe(150);
    expect(problems.length).toBeLessThan(150);
  });

  test('a file that crashes the parser is reported, and the others of the batch are read', async () => {
    const script = path.join(folder, 'mortal.js');
    writeFileSync(
      script,
      `require('node:worker_threads').parentPort.on('message', tasks => {
         if (tasks.some(task => task.file.endsWith('poison.py'))) process.exit(1);
       });
       require(${JSON.stringify(parser)});`,
    );
    write({ 'a.py': manager('one'), 'poison.py': manager('two'), 'z.py': manager('three') });
    const code = open(database, script);
    code.api.configure(settings());
    await code.whenIdle();
    expect(filesWith(code, 'one')).toEqual(['a.py']);
    expect(filesWith(code, 'three')).toEqual(['z.py']);
    expect(code.api.status()).toMatchObject({
      fileCount: 3,
      problemCount: 1,
      problems: [{ file: path.join(sources, 'poison.py') }],
    });
    expect(code.api.status().problems[0]?.sentence).toContain('made the parser fail');
    await close(code);

    // The next start tries it again, whatever the reason was.
    const later = await indexed(database);
    expect(filesWith(later, 'two')).toEqual(['poison.py']);
    expect(later.api.status().problemCount).toBe(0);
  });
});

describe('a second run', () => {
  test('parses no unchanged file', async () => {
    write({ 'a.py': manager('one'), 'b.py': manager('two') });
    await close(await indexed(database));
    const code = await indexed(database);
    expect(code.api.status()).toMatchObject({ state: 'idle', fileCount: 2, done: 0, total: 0 });
    expect(filesWith(code, 'one')).toEqual(['a.py']);
  });

  test('parses changed files, and removes deleted ones', async () => {
    write({ 'a.py': manager('one'), 'b.py': manager('two'), 'c.py': manager('three') });
    await close(await indexed(database));
    write({ 'b.py': manager('two', 'more'), 'd.py': manager('four') });
    rmSync(path.join(sources, 'c.py'));
    const code = await indexed(database);
    expect(code.api.status()).toMatchObject({ fileCount: 3, total: 2 });
    expect(filesWith(code, 'more')).toEqual(['b.py']);
    expect(filesWith(code, 'three')).toEqual([]);
    expect(filesWith(code, 'four')).toEqual(['d.py']);
  });

  test('checks a touched file once', async () => {
    write({ 'a.py': manager('one') });
    await close(await indexed(database));
    const file = path.join(sources, 'a.py');
    utimesSync(file, new Date(), new Date(Date.now() + 5_000));
    const code = await indexed(database);
    expect(code.api.status()).toMatchObject({ done: 1, total: 1 });
    expect(filesWith(code, 'one')).toEqual(['a.py']);
    await close(code);
    expect((await indexed(database)).api.status()).toMatchObject({ total: 0 });
  });

  test('notices other content of the same length whose time was set back', async () => {
    write({ 'a.py': manager('one') });
    const file = path.join(sources, 'a.py');
    const before = statSync(file);
    await close(await indexed(database));
    writeFileSync(file, manager('two'));
    utimesSync(file, before.atime, before.mtime);
    const code = await indexed(database);
    expect(filesWith(code, 'two')).toEqual(['a.py']);
    expect(filesWith(code, 'one')).toEqual([]);
  });

  test('gives files other names when their folder has become a package', async () => {
    write({
      'app/manager.py': `from . import base\nclass Manager(base.Base): pass\n`,
      'app/base.py': manager('one').replace('Manager', 'Base'),
    });
    await close(await indexed(database));
    write({ '__init__.py': '', 'app/__init__.py': '' });
    const code = await indexed(database);
    // All files are parsed, because their relative imports have another meaning now.
    expect(code.api.status()).toMatchObject({ fileCount: 4, total: 4 });
    const [handler] = code.api.handlers(rpcCall({ topic: 'manager', method: 'one' })).handlers;
    expect(handler?.reasons).toContain('Manager inherits it from Base');
  });

  test('creates a damaged index anew', async () => {
    write({ 'a.py': manager('one') });
    await close(await indexed(database));
    writeFileSync(database, readFileSync(database).subarray(0, 10_000));
    const code = await indexed(database);
    expect(code.api.status()).toMatchObject({ fileCount: 1, total: 1 });
    expect(filesWith(code, 'one')).toEqual(['a.py']);
  });

  test('shares the index with another window for the same folder', async () => {
    write(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`m${i}.py`, manager(`f${i}`)])));
    const [one, two] = [open(database), open(database)];
    one.api.configure(settings());
    two.api.configure(settings());
    await Promise.all([one.whenIdle(), two.whenIdle()]);
    for (const code of [one, two]) {
      expect(code.api.status()).toMatchObject({ state: 'idle', fileCount: 60, problemCount: 0 });
      expect(filesWith(code, 'f59')).toEqual(['m59.py']);
    }
  });
});

describe('changes on the disk', () => {
  test('to a file, a new file and a deleted file are processed', async () => {
    write({ 'a.py': manager('one'), 'b.py': manager('two') });
    const code = await indexed();
    write({ 'a.py': manager('other'), 'c/d.py': manager('new') });
    rmSync(path.join(sources, 'b.py'));
    await changed(code, 'a.py', 'b.py', 'c/d.py', 'a.py', 'nowhere.py');
    expect(filesWith(code, 'one')).toEqual([]);
    expect(filesWith(code, 'other')).toEqual(['a.py']);
    expect(filesWith(code, 'two')).toEqual([]);
    expect(filesWith(code, 'new')).toEqual(['c/d.py']);
    expect(code.api.status()).toMatchObject({ fileCount: 2, problemCount: 0 });
  });

  test('by a rename give the new file', async () => {
    write({ 'a.py': manager('one') });
    const code = await indexed();
    renameSync(path.join(sources, 'a.py'), path.join(sources, 'b.py'));
    await changed(code, 'a.py', 'b.py');
    expect(filesWith(code, 'one')).toEqual(['b.py']);
    expect(code.api.status().fileCount).toBe(1);
  });

  test('by a rename of a folder move its files', async () => {
    write({ 'x/a.py': manager('one'), 'x/y/b.py': manager('two') });
    const code = await indexed();
    renameSync(path.join(sources, 'x'), path.join(sources, 'z'));
    await changed(code, 'x', 'z');
    expect(filesWith(code, 'one')).toEqual(['z/a.py']);
    expect(filesWith(code, 'two')).toEqual(['z/y/b.py']);
    expect(code.api.status().fileCount).toBe(2);
  });

  test('in an ignored or excluded folder are skipped', async () => {
    write({ '.gitignore': 'build/\n', 'build/a.py': manager('one'), 'gen/b.py': '' });
    const code = await indexed(undefined, ['gen']);
    write({ 'build/new.py': manager('two'), 'gen/c.py': manager('two') });
    await changed(code, 'build/new.py', 'build/a.py', 'gen/c.py');
    expect(filesWith(code, 'one')).toEqual([]);
    expect(filesWith(code, 'two')).toEqual([]);
    expect(code.api.status().fileCount).toBe(0);
  });

  test('a changed .gitignore adds and removes files', async () => {
    write({ 'a.py': manager('one'), 'b.py': manager('two'), '.gitignore': 'b.py\n' });
    const code = await indexed();
    expect(filesWith(code, 'two')).toEqual([]);
    write({ '.gitignore': 'a.py\n' });
    await changed(code, '.gitignore');
    expect(filesWith(code, 'one')).toEqual([]);
    expect(filesWith(code, 'two')).toEqual(['b.py']);
  });

  test('by an __init__.py that appears or disappears rename the files around it', async () => {
    write({
      'app/__init__.py': '',
      'app/manager.py': `from app import base\nclass Manager(base.Base): pass\n`,
      'app/base.py': manager('one').replace('Manager', 'Base'),
    });
    const code = await indexed();
    const reasons = () =>
      code.api.handlers(rpcCall({ topic: 'manager', method: 'one' })).handlers[0]?.reasons ?? [];
    const inherits = 'Manager inherits it from Base';
    expect(reasons()).toContain(inherits);
    rmSync(path.join(sources, 'app/__init__.py'));
    await changed(code, 'app/__init__.py');
    expect(reasons()).not.toContain(inherits);
    write({ 'app/__init__.py': '' });
    await changed(code, 'app/__init__.py');
    expect(reasons()).toContain(inherits);
    // A change of its content is no reason to read other files.
    write({ 'app/__init__.py': 'x = 1\n' });
    await changed(code, 'app/__init__.py');
    expect(code.api.status()).toMatchObject({ total: 1 });
  });

  test('outside of the folders are ignored', async () => {
    write({ 'a.py': manager('one') });
    writeFiles(folder, { 'src2/b.py': manager('two') });
    const code = await indexed();
    await changed(code, '../src2/b.py', '..', '../b.py');
    expect(filesWith(code, 'two')).toEqual([]);
    expect(code.api.status().fileCount).toBe(1);
  });

  test('in a folder inside another one are processed once', async () => {
    write({ 'lib/a.py': manager('one') });
    const code = open();
    code.api.configure(settings([sources, path.join(sources, 'lib')]));
    await code.whenIdle();
    expect(filesWith(code, 'one')).toEqual(['lib/a.py']);
    write({ 'lib/a.py': manager('two') });
    await changed(code, 'lib/a.py');
    expect(filesWith(code, 'one')).toEqual([]);
    expect(filesWith(code, 'two')).toEqual(['lib/a.py']);
  });

  test('during indexing are not lost', async () => {
    write(
      Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`m${i}.py`, manager(`f${i}`)])),
    );
    const code = open();
    code.api.configure(settings());
    write({ 'new.py': manager('new'), 'm299.py': manager('changed') });
    rmSync(path.join(sources, 'm0.py'));
    code.api.filesChanged(['new.py', 'm299.py', 'm0.py'].map(each => path.join(sources, each)));
    await code.whenIdle();
    expect(filesWith(code, 'new')).toEqual(['new.py']);
    expect(filesWith(code, 'changed')).toEqual(['m299.py']);
    expect(filesWith(code, 'f0')).toEqual([]);
    expect(code.api.status()).toMatchObject({ state: 'idle', fileCount: 300, problemCount: 0 });
  });

  test('files deleted during indexing leave no facts and no problem', async () => {
    const names = Array.from({ length: 400 }, (_, i) => `m${i}.py`);
    write(Object.fromEntries(names.map((name, i) => [name, manager(`f${i}`)])));
    const code = open();
    code.api.configure(settings());
    await waitFor(() => code.api.status().total > 0, { what: 'files to read' });
    for (const name of names.slice(100)) rmSync(path.join(sources, name));
    await code.whenIdle();
    expect(code.api.status().problems).toEqual([]);
    await changed(code, ...names);
    expect(code.api.status()).toMatchObject({ fileCount: 100, problemCount: 0 });
    expect(filesWith(code, 'f399')).toEqual([]);
  });
});

describe('unsaved text', () => {
  const file = () => path.join(sources, 'a.py');

  test('is used until it is saved or dropped', async () => {
    write({ 'a.py': manager('one') });
    const code = await indexed();
    await code.api.setOverlay(file(), manager('typed'));
    expect(filesWith(code, 'one')).toEqual([]);
    expect(filesWith(code, 'typed')).toEqual(['a.py']);
    await code.api.setOverlay(file(), undefined);
    expect(filesWith(code, 'one')).toEqual(['a.py']);
    expect(filesWith(code, 'typed')).toEqual([]);
  });

  test('is not parsed again when it is saved', async () => {
    write({ 'a.py': manager('one') });
    const code = await indexed(database);
    await code.api.setOverlay(file(), manager('typed'));
    write({ 'a.py': manager('typed') });
    await changed(code, 'a.py');
    await code.api.setOverlay(file(), undefined);
    expect(filesWith(code, 'typed')).toEqual(['a.py']);
    await close(code);
    const later = await indexed(database);
    expect(later.api.status()).toMatchObject({ total: 0 });
    expect(filesWith(later, 'typed')).toEqual(['a.py']);
  });

  test('is forgotten with the window, so that the next one reads the disk', async () => {
    write({ 'a.py': manager('one') });
    const code = await indexed(database);
    await code.api.setOverlay(file(), manager('typed'));
    await close(code);
    const later = await indexed(database);
    expect(filesWith(later, 'one')).toEqual(['a.py']);
    expect(filesWith(later, 'typed')).toEqual([]);
  });

  test('is preferred to the disk, also after changes on disk or a new scan', async () => {
    write({ 'a.py': manager('one') });
    const code = await indexed();
    await code.api.setOverlay(file(), manager('typed'));
    write({ 'a.py': manager('other') });
    await changed(code, 'a.py');
    expect(filesWith(code, 'typed')).toEqual(['a.py']);
    await changed(code, '.gitignore');
    expect(filesWith(code, 'typed')).toEqual(['a.py']);
  });

  test('unsaved text that arrives during indexing is used in the end', async () => {
    write({
      ...Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`m${i}.py`, manager(`f${i}`)])),
      'a.py': manager('one'),
    });
    const code = open();
    code.api.configure(settings());
    await waitFor(() => code.api.status().total > 0, { what: 'files to read' });
    await code.api.setOverlay(file(), manager('typed'));
    await code.api.setOverlay(path.join(sources, 'm199.py'), manager('too'));
    await code.whenIdle();
    expect(filesWith(code, 'typed')).toEqual(['a.py']);
    expect(filesWith(code, 'one')).toEqual([]);
    expect(filesWith(code, 'too')).toEqual(['m199.py']);
    expect(code.api.status()).toMatchObject({ done: 201, total: 201 });
  });

  test('unsaved text of an ignored or missing file changes nothing', async () => {
    write({ '.gitignore': 'a.py\n', 'a.py': manager('one') });
    const code = await indexed();
    await code.api.setOverlay(file(), manager('typed'));
    await code.api.setOverlay(path.join(sources, 'nowhere.py'), manager('typed'));
    await code.api.setOverlay('/elsewhere/a.py', manager('typed'));
    expect(filesWith(code, 'typed')).toEqual([]);
  });

  test('text that is typed letter by letter ends with the last letter', async () => {
    write({ 'a.py': manager('one') });
    const code = await indexed();
    const all = Array.from({ length: 30 }, (_, i) => code.api.setOverlay(file(), manager(`v${i}`)));
    await Promise.all(all);
    expect(filesWith(code, 'v29')).toEqual(['a.py']);
    expect(filesWith(code, 'v28')).toEqual([]);
  });

  test('with errors keeps its intact parts', async () => {
    write({ 'a.py': manager('one', 'two') });
    const code = await indexed();
    await code.api.setOverlay(file(), `${manager('one', 'two')}    def three(self`);
    expect(filesWith(code, 'one')).toEqual(['a.py']);
    expect(filesWith(code, 'two')).toEqual(['a.py']);
  });
});

describe('a pause', () => {
  const many = (n: number) =>
    write(Object.fromEntries(Array.from({ length: n }, (_, i) => [`m${i}.py`, manager(`f${i}`)])));

  test('stops indexing, keeps the results, and continues where it stopped', async () => {
    many(600);
    const code = open();
    code.api.configure(settings());
    await waitFor(() => code.api.status().done > 0, { what: 'some files read' });
    code.api.pause(true);
    await waitFor(() => code.api.status().state === 'idle', { what: 'a pause' });
    const { fileCount } = code.api.status();
    expect(fileCount).toBeGreaterThan(0);
    expect(fileCount).toBeLessThan(600);
    code.api.pause(false);
    await code.whenIdle();
    expect(code.api.status()).toMatchObject({ state: 'idle', fileCount: 600 });
    expect(code.api.status().total).toBe(600 - fileCount);
  });

  test('delays all reading until it ends', async () => {
    write({ 'a.py': manager('one') });
    const code = await indexed();
    code.api.pause(true);
    write({ 'a.py': manager('two'), 'b.py': manager('three') });
    await changed(code, 'a.py', 'b.py');
    expect(filesWith(code, 'one')).toEqual(['a.py']);
    code.api.configure(settings());
    await code.whenIdle();
    expect(filesWith(code, 'two')).toEqual([]);
    code.api.pause(false);
    await code.whenIdle();
    expect(filesWith(code, 'two')).toEqual(['a.py']);
    expect(filesWith(code, 'three')).toEqual(['b.py']);
  });

  test('a pause that ends at once has no effect', async () => {
    many(200);
    const code = open();
    code.api.configure(settings());
    await waitFor(() => code.api.status().total > 0, { what: 'files to read' });
    code.api.pause(true);
    code.api.pause(false);
    await code.whenIdle();
    expect(code.api.status()).toMatchObject({ state: 'idle', fileCount: 200 });
  });
});

describe('new settings', () => {
  test('during indexing replace earlier ones', async () => {
    write(
      Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`m${i}.py`, manager(`f${i}`)])),
    );
    writeFiles(folder, { 'other/a.py': manager('one'), 'third/b.py': manager('two') });
    const code = open();
    code.api.configure(settings());
    await waitFor(() => code.api.status().total > 0, { what: 'files to read' });
    code.api.configure(settings([path.join(folder, 'third')]));
    code.api.configure(settings([path.join(folder, 'other')]));
    await code.whenIdle();
    expect(code.api.status()).toMatchObject({ state: 'idle', fileCount: 1 });
    expect(filesWith(code, 'one')).toEqual(['a.py']);
    expect(filesWith(code, 'two')).toEqual([]);
    expect(filesWith(code, 'f0')).toEqual([]);
  });

  test('equal settings end when all is read', async () => {
    write({ 'a.py': manager('one') });
    const code = open();
    code.api.configure(settings());
    code.api.configure(settings());
    await code.whenIdle();
    expect(code.api.status()).toMatchObject({ state: 'idle', fileCount: 1 });
    expect(filesWith(code, 'one')).toEqual(['a.py']);
  });

  test('with another order of folders decide between two checkouts', async () => {
    for (const name of ['one', 'two']) {
      writeFiles(path.join(folder, name), {
        'app/__init__.py': '',
        'app/manager.py': manager('f'),
      });
    }
    const code = open();
    const order = async (...names: string[]) => {
      code.api.configure(settings(names.map(name => path.join(folder, name))));
      await code.whenIdle();
      return code.api
        .handlers(rpcCall({ topic: 'manager', method: 'f' }))
        .handlers.map(each => path.basename(each.place.folder));
    };
    expect(await order('one', 'two')).toEqual(['one']);
    expect(await order('two', 'one')).toEqual(['two']);
    // No file was read again for it.
    expect(code.api.status()).toMatchObject({ fileCount: 4, total: 0 });
    expect(await order('two')).toEqual(['two']);
    expect(code.api.status()).toMatchObject({ fileCount: 2 });
    rmSync(path.join(folder, 'two/app/manager.py'));
    expect(await order('two', 'one')).toEqual(['one']);
  });
});

describe('the indexer ends', () => {
  test('in the middle of indexing without delay, and the next one continues', async () => {
    write(
      Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`m${i}.py`, manager(`f${i}`)])),
    );
    const code = open(database);
    code.api.configure(settings());
    await waitFor(() => code.api.status().done > 0, { what: 'some files read' });
    await close(code);
    const later = await indexed(database);
    expect(later.api.status()).toMatchObject({ fileCount: 600, problemCount: 0 });
    expect(later.api.status().total).toBeLessThan(600);
  });
});

test('ten thousand tiny files in one folder can be stopped at once, and are all read', async () => {
  write(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`m${i}.py`, `X = '${i}'\n`])));
  const code = open();
  code.api.configure(settings());
  await waitFor(() => code.api.status().done > 0, { what: 'some files read' });
  code.api.pause(true);
  await code.whenIdle();
  expect(code.api.status().fileCount).toBeLessThan(10_000);
  code.api.pause(false);
  await code.whenIdle();
  expect(code.api.status()).toMatchObject({ state: 'idle', fileCount: 10_000, problemCount: 0 });
});
