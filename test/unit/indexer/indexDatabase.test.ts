import {
  existsSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../../src/core/code/sourceIndex';
import { termsOf } from '../../../src/core/code/sourceIndex';
import { IndexDatabase } from '../../../src/indexer/indexDatabase';
import { memoryIndex } from '../../support/memoryIndex';
import { indexOf, indexOfTexts, projectFolder } from '../../support/pythonSources';
import { useFolder } from '../../support/useFolder';

const folder = useFolder('test');
const file = path.join(folder, 'deep/index.db');

const texts = {
  'app/__init__.py': '',
  'app/manager.py': `class Manager(Base):\n    def handle(self, ctxt):\n        self.client.call(ctxt, 'name')\n        self.api.attach(1)\n`,
  'app/conf.py': `opts = [cfg.StrOpt('app-topic', default='x')]\n`,
};

const write = async (name = file): Promise<void> => {
  const database = await indexOfTexts(texts, '/src', IndexDatabase.open(name));
  database.close();
};

/** Opens the index again and returns its contents. */
function filesIn(name = file): number {
  const database = IndexDatabase.open(name);
  const { files } = database.counts();
  // The index can be written, whatever the file contained before.
  database.storeFile('/src', { path: 'new.py', module: 'new' }, { ctime: 1, size: 1 }, gone);
  database.close();
  return files;
}

const gone = { kind: 'gone', problem: 'cannot be read: EACCES' } as const;

describe('an index on disk', () => {
  test('is kept', async () => {
    await write();
    expect(filesIn()).toBe(3);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  test('an index of another version is created anew', async () => {
    await write();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 999');
    database.close();
    expect(filesIn()).toBe(0);
    expect(filesIn()).toBe(1);
  });

  test('a database of another program is replaced by a new index', () => {
    filesIn();
    const database = new DatabaseSync(file);
    database.exec('DROP TABLE file; PRAGMA user_version = 0; CREATE TABLE file (x)');
    database.close();
    expect(filesIn()).toBe(0);
  });

  test.each<[what: string, damage: (name: string) => void]>([
    ['empty', name => writeFileSync(name, '')],
    [
      'not a database',
      name => writeFileSync(name, 'this is not a database, but a text\n'.repeat(100)),
    ],
    ['zeros', name => writeFileSync(name, Buffer.alloc(8192))],
    ['cut', name => writeFileSync(name, readFileSync(name).subarray(0, 5000))],
    ['cut to its header', name => writeFileSync(name, readFileSync(name).subarray(0, 100))],
    ['without its last page', name => writeFileSync(name, readFileSync(name).subarray(0, -4096))],
    ['written over in its middle', overwriteMiddle],
    ['without a table', dropTable],
    ['with a trigger of a stranger', addTrigger],
    ['with a view in place of a table', addView],
  ])('an index that is %s is created anew', async (_what, damage) => {
    await write();
    damage(file);
    expect(filesIn()).toBe(0);
    expect(filesIn()).toBe(1);
  });

  test('with a log of another database is created anew, or read without the log', async () => {
    await write();
    writeFileSync(`${file}-wal`, 'nonsense'.repeat(1000));
    writeFileSync(`${file}-shm`, 'nonsense'.repeat(1000));
    expect([0, 3]).toContain(filesIn());
  });

  test('a failure to create an index is reported', () => {
    writeFileSync(path.join(folder, 'occupied'), '');
    expect(() => IndexDatabase.open(path.join(folder, 'occupied/index.db'))).toThrow();
  });

  test('one index is written by two windows', async () => {
    const one = await indexOfTexts(texts, '/src', IndexDatabase.open(file));
    const two = IndexDatabase.open(file);
    two.setFolders(['/src']);
    expect(two.counts().files).toBe(3);
    two.transaction(() => {
      two.storeFile('/src', { path: 'two.py', module: 'two' }, { ctime: 1, size: 1 }, gone);
    });
    one.transaction(() => {
      one.storeFile('/src', { path: 'one.py', module: 'one' }, { ctime: 1, size: 1 }, gone);
      one.storeFile('/src', { path: 'two.py', module: 'two' }, { ctime: 2, size: 2 }, gone);
    });
    expect(one.counts().files).toBe(5);
    expect(two.counts().files).toBe(5);
    one.close();
    two.close();
  });

  test('an index that another process holds is not deleted', async () => {
    await write();
    const before = statSync(file).ino;
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const database = IndexDatabase.open(file);
    expect(database.counts().files).toBe(3);
    other.exec('COMMIT');
    database.close();
    other.close();
    expect(statSync(file).ino).toBe(before);
  });

  function overwriteMiddle(name: string): void {
    const descriptor = openSync(name, 'r+');
    // Start after the first page, which holds the header and the schema.
    for (let at = 4096; at < statSync(name).size; at += 4096) {
      writeSync(descriptor, Buffer.alloc(2048, 0x5a), 0, 2048, at);
    }
    closeSync(descriptor);
  }

  function dropTable(name: string): void {
    const database = new DatabaseSync(name);
    database.exec('DROP TABLE term');
    database.close();
  }
});

describe('files found in an index', () => {
  test('are those that an index in memory finds', async () => {
    for (const project of ['nova', 'neutron', 'heat', 'cinder']) {
      const database = await indexOf(projectFolder(project));
      const files = everything(database);
      const memory = memoryIndex(files.filter(each => !/\btests\b/.test(each.path)));
      const paths = (found: readonly SourceFile[]) => found.map(each => each.path).sort();
      for (const each of files) {
        const { module } = each.facts;
        if (/\btests\b/.test(each.path)) continue;
        expect(paths(database.filesOfModule(module))).toEqual(paths(memory.filesOfModule(module)));
        for (const [kind, name] of termsOf(each.facts)) {
          expect(paths(database.filesWith(kind, name))).toEqual(
            paths(memory.filesWith(kind, name)),
          );
        }
        for (const end of [each.path, each.path.split('/').slice(1).join('/')]) {
          expect(paths(database.filesAt(end))).toEqual(
            expect.arrayContaining(paths(memory.filesAt(end))),
          );
        }
      }
      expect(database.filesWith('def', 'unheard_of')).toEqual([]);
      database.close();
    }
  });

  function everything(database: IndexDatabase): readonly SourceFile[] {
    const names = [...database.knownFiles(projectFolderOf(database)).keys()];
    return names.flatMap(name => database.filesAt(name).filter(each => each.path === name));
  }

  function projectFolderOf(database: IndexDatabase): string {
    const [first] = database.filesAt('__init__.py');
    if (!first) throw new Error('an empty index');
    return first.folder;
  }

  test('are the same objects when queried again, until their file is read again', async () => {
    const database = await indexOfTexts(texts);
    const [first] = database.filesWith('class', 'Manager');
    expect(database.filesOfModule('app.manager')[0]).toBe(first);
    await indexOfTexts({ 'app/manager.py': 'class Manager: pass\n' }, '/src', database);
    const [second] = database.filesWith('class', 'Manager');
    expect(second).not.toBe(first);
    expect(second?.facts.classes[0]?.functions).toEqual([]);
  });

  test.each([
    ['class', 'Manager', 1],
    ['def', 'handle', 1],
    ['base', 'Base', 1],
    ['call', 'call', 1],
    ['text', 'name', 1],
    ['option', 'app_topic', 1],
    ['option', 'app-topic', 0],
    ['class', 'manager', 0],
    ['class', '%', 0],
  ] as const)('%s %s: %i', async (kind, name, count) => {
    const database = await indexOfTexts(texts);
    expect(database.filesWith(kind, name)).toHaveLength(count);
  });

  test.each([
    ['app/manager.py', 1],
    ['manager.py', 1],
    ['ager.py', 0],
    ['pp/manager.py', 0],
    ['/app/manager.py', 0],
    ['x/app/manager.py', 0],
    ['', 0],
  ])('at %j: %i', async (end, count) => {
    const database = await indexOfTexts(texts);
    expect(database.filesAt(end)).toHaveLength(count);
  });

  test.each([
    ['attach', 1],
    ['call', 1],
    ['atta', 0],
    ['get', 0],
  ])('files that call %s: %i', async (name, count) => {
    const database = await indexOfTexts(texts);
    expect(database.filesCalling(name)).toHaveLength(count);
  });

  test.each([
    ['/src/app/manager.py', 1],
    ['/src/app/../app/manager.py', 1],
    ['/src/app/nowhere.py', 0],
    ['/srcs/app/manager.py', 0],
    ['/src', 0],
    ['app/manager.py', 0],
  ])('named %s: %i', async (name, count) => {
    const database = await indexOfTexts(texts);
    database.setFolders(['/src']);
    expect(database.fileNamed(name) ? 1 : 0).toBe(count);
  });
});

describe('folders', () => {
  test('folders that are removed from the settings are deleted, with their terms', async () => {
    const database = await indexOfTexts(texts, '/one', await indexOfTexts(texts, '/two'));
    database.setFolders(['/one', '/two']);
    expect(database.counts().files).toBe(6);
    database.setFolders(['/two']);
    expect(database.counts().files).toBe(3);
    expect(database.filesWith('class', 'Manager').map(each => each.folder)).toEqual(['/two']);
    database.setFolders([]);
    expect(database.counts().files).toBe(0);
    expect(database.filesWith('class', 'Manager')).toEqual([]);
  });

  test('with an unreadable file hide no file of another folder', async () => {
    const database = await indexOfTexts(texts, '/two');
    const module = { path: 'app/manager.py', module: 'app.manager' };
    database.storeFile('/one', module, { ctime: 1, size: 1 }, gone);
    database.setFolders(['/one', '/two']);
    expect(database.filesOfModule('app.manager').map(each => each.folder)).toEqual(['/two']);
  });

  test('with scripts of one name are not checkouts of each other', async () => {
    const script = { 'setup.py': 'class Command: pass\n' };
    const database = await indexOfTexts(script, '/one', await indexOfTexts(script, '/two'));
    database.setFolders(['/one', '/two']);
    expect(database.filesWith('class', 'Command')).toHaveLength(2);
  });

  test('inside each other have each file once', async () => {
    const database = await indexOfTexts(texts, '/src');
    await indexOfTexts({ 'app/manager.py': texts['app/manager.py'] }, '/src', database);
    const inner = { path: 'manager.py', module: 'app.manager' };
    const [known] = database.filesWith('class', 'Manager');
    database.storeFile(
      '/src/app',
      inner,
      { ctime: 1, size: 1 },
      {
        ...{ kind: 'parsed', hash: 'x', called: ' ', problem: undefined },
        ...{ facts: JSON.stringify(known?.facts), terms: [['class', 'Manager']] },
      },
    );
    database.setFolders(['/src', '/src/app']);
    expect(database.filesAt('manager.py')).toHaveLength(1);
    expect(database.filesWith('class', 'Manager')).toHaveLength(1);
  });
});

describe('problems', () => {
  test('are listed in order, and counted when there are many', () => {
    const database = IndexDatabase.open(':memory:');
    database.transaction(() => {
      for (let i = 0; i < 500; i++) {
        const name = `f${String(999 - i)}.py`;
        database.storeFile('/src', { path: name, module: 'f' }, { ctime: 1, size: 1 }, gone);
      }
    });
    expect(database.counts()).toEqual({ files: 500, problems: 500 });
    expect(database.problems().length).toBeLessThan(500);
    expect(database.problems()[0]).toEqual({
      file: '/src/f500.py',
      sentence: 'cannot be read: EACCES',
    });
  });

  test('are removed when the file can be read', async () => {
    const database = IndexDatabase.open(':memory:');
    database.storeFile('/src', { path: 'a.py', module: 'a' }, { ctime: 1, size: 1 }, gone);
    await indexOfTexts({ 'a.py': 'x = 1\n' }, '/src', database);
    expect(database.counts()).toEqual({ files: 1, problems: 0 });
  });
});

test('a transaction that fails changes nothing', () => {
  const database = IndexDatabase.open(':memory:');
  expect(() =>
    database.transaction(() => {
      database.storeFile('/src', { path: 'a.py', module: 'a' }, { ctime: 1, size: 1 }, gone);
      throw new Error('half way');
    }),
  ).toThrow('half way');
  expect(database.counts().files).toBe(0);
  database.transaction(() => undefined);
});

function addTrigger(name: string): void {
  const database = new DatabaseSync(name);
  database.exec(`CREATE TRIGGER t AFTER INSERT ON file BEGIN DELETE FROM term; END`);
  database.close();
}

function addView(name: string): void {
  const database = new DatabaseSync(name);
  database.exec(`DROP TABLE term; CREATE VIEW term AS SELECT 1 AS name, 2 AS kind, 3 AS file_id`);
  database.close();
}
