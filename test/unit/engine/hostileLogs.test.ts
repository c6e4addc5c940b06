/** Tests files that are no captures and were made to do harm: each is read or refused, and it ends. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { hostileLogs } from '../../support/hostileLogs';
import type { Reading } from '../../support/hostileReader';
import { expectHarmless, readHostile } from '../../support/hostileReadings';
import { useFolder } from '../../support/useFolder';

const folder = useFolder();
const names = Object.keys(hostileLogs);
/** Path of a hostile file, in a folder of its own, because some have other files beside them. */
const fileOf = (name: string): string => path.join(folder, String(names.indexOf(name)), 'file');
const readings: Reading[] = [];

beforeAll(async () => {
  for (const [name, make] of Object.entries(hostileLogs)) {
    fs.mkdirSync(path.dirname(fileOf(name)));
    make(fileOf(name));
  }
  readings.push(...(await readHostile(names.map(fileOf), path.join(folder, 'readings.jsonl'))));
});

test.each(names)('%s', name => {
  const ofFile = readings.filter(each => each.file === fileOf(name));
  expect(ofFile).toHaveLength(3);
  for (const reading of ofFile) {
    // The command found the shape of a secret, and lists it.
    if (reading.command === 'secrets' && reading.output.includes(' found')) continue;
    expectHarmless(reading);
  }
});
