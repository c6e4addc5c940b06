import { afterAll, beforeAll } from 'vitest';
import { importedFixture } from './importedFixture';
import { useFolder } from './useFolder';

type Opened = Awaited<ReturnType<typeof importedFixture>>;

/** A fixture of real traffic as a capture; it can be read once it is imported. */
export type Imported = Omit<Opened, 'close'>;

/** Fixtures of real traffic as captures, for all tests of a file. */
export interface ImportedFixtures {
  /** Path of a folder that is removed after the tests of the file. */
  readonly folder: string;
  named(name: string): Imported;
}

/** Imports fixtures before the tests of the file that calls it, and removes them after. */
export function importFixtures(names: readonly string[]): ImportedFixtures {
  const folder = useFolder();
  const imported = new Map<string, Opened>();
  beforeAll(async () => {
    for (const name of names) imported.set(name, await importedFixture(name, folder));
  });
  afterAll(() => {
    for (const each of imported.values()) each.close();
  });
  const find = (name: string): Opened => {
    const found = imported.get(name);
    if (!found) throw new Error(`no fixture ${name}`);
    return found;
  };
  return {
    folder,
    named: name => ({
      get database() {
        return find(name).database;
      },
      get engine() {
        return find(name).engine;
      },
      get file() {
        return find(name).file;
      },
    }),
  };
}
