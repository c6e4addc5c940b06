import { afterAll, beforeAll } from 'vitest';
import { temporaryFolder } from './captures';
import { importedFixture } from './importedFixture';

export type Imported = Awaited<ReturnType<typeof importedFixture>>;

/** Fixtures of real traffic as captures, for all tests of a file. */
export interface ImportedFixtures {
  /** Path of a folder that is removed after the tests of the file. */
  readonly folder: string;
  named(name: string): Imported;
}

/** Imports fixtures before the tests of the file that calls it, and removes them after. */
export function importFixtures(names: readonly string[]): ImportedFixtures {
  let folder: ReturnType<typeof temporaryFolder>;
  const imported = new Map<string, Imported>();
  beforeAll(async () => {
    folder = temporaryFolder();
    for (const name of names) imported.set(name, await importedFixture(name, folder.path));
  });
  afterAll(() => {
    for (const each of imported.values()) each.close();
    folder.remove();
  });
  return {
    get folder() {
      return folder.path;
    },
    named(name) {
      const found = imported.get(name);
      if (!found) throw new Error(`no fixture ${name}`);
      return found;
    },
  };
}
