import path from 'node:path';
import { importInto } from '../../src/cli/import';
import { closeCapture, openCapture } from '../../src/capture/captureFile';
import { Engine } from '../../src/engine/engine';
import { captureFixtures } from './captureFixtures';

/** Imports a fixture of real traffic into a capture in the folder, and opens it with an engine. */
export async function importedFixture(name: string, folder: string) {
  const fixture = captureFixtures.find(each => each.name === name);
  if (!fixture) throw new Error(`no fixture ${name}`);
  const file = path.join(folder, `${name}.rpcscope`);
  await importInto(fixture.file, file);
  const database = openCapture(file);
  const engine = new Engine(database, () => undefined);
  return {
    database,
    engine,
    file,
    close: () => {
      engine.dispose();
      closeCapture(database, false);
    },
  };
}
