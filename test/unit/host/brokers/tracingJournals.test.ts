import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Restorer, RestoreOutcome } from '../../../../src/host/brokers/tracingJournals';
import { TracingJournals } from '../../../../src/host/brokers/tracingJournals';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');
const logged: string[] = [];
const note = (text: string) => void logged.push(text);
const log = { info: note, warn: note, error: note, debug: note };
let journals: TracingJournals;
beforeEach(() => {
  journals = new TracingJournals(folder, log);
  logged.length = 0;
});

const deadPid = spawnSync(process.execPath, ['--version']).pid;
const leave = (pid: number, profileId = 'b1') =>
  writeFile(path.join(folder, `${profileId}.${pid}.u1.json`), 'what was found');

/** A broker that can be asked, unless `outcome` says otherwise. */
function restorer(outcome: RestoreOutcome | 'unreachable' = 'restored') {
  const seen: string[] = [];
  const failures: string[] = [];
  const acts: Restorer = {
    async restore(profileId, journal) {
      seen.push(`${profileId}: ${await readFile(journal, 'utf8')}`);
      if (outcome === 'unreachable') throw new Error('amqp://u:secret@h cannot be reached');
      if (outcome === 'restored') await rm(journal);
      return outcome;
    },
    failed: profileId => void failures.push(profileId),
  };
  return { ...acts, seen, failures };
}

test('a journal whose window is gone is acted on', async () => {
  await leave(deadPid);
  const acts = restorer();
  await journals.restoreAbandoned(acts);
  expect(acts.seen).toEqual(['b1: what was found']);
  expect(await readdir(folder)).toEqual([]);
});

test('a journal of another living window is left alone', async () => {
  await leave(process.ppid);
  const acts = restorer();
  await journals.restoreAbandoned(acts);
  expect(acts.seen).toEqual([]);
  expect(await readdir(folder)).toHaveLength(1);
});

test('a journal older than the last boot has no owner, even if its process id is in use again', async () => {
  await leave(process.ppid);
  await utimes(path.join(folder, `b1.${process.ppid}.u1.json`), 1000, 1000);
  const acts = restorer();
  await journals.restoreAbandoned(acts);
  expect(acts.seen).toHaveLength(1);
});

test('a broker that cannot be asked keeps its journal, and the user is told', async () => {
  await leave(deadPid);
  const acts = restorer('unreachable');
  await journals.restoreAbandoned(acts);
  expect(acts.failures).toEqual(['b1']);
  expect(await readdir(folder)).toHaveLength(1);
  expect(logged.join()).not.toContain('secret');
  // The next activation tries again.
  const later = restorer();
  await journals.restoreAbandoned(later);
  expect(later.seen).toHaveLength(1);
});

test('a journal that another tap still needs is left to whoever ends last, in any window', async () => {
  await leave(deadPid);
  await journals.restoreAbandoned(restorer('inUse'));
  const [name = ''] = await readdir(folder);
  expect(name).toMatch(/^b1\.left\./);
  const last = restorer();
  await journals.restoreAbandoned(last);
  expect(last.seen).toEqual(['b1: what was found']);
  expect(await readdir(folder)).toEqual([]);
});

test('a journal of a removed broker is deleted', async () => {
  await leave(deadPid);
  await journals.restoreAbandoned(restorer('brokerRemoved'));
  expect(await readdir(folder)).toEqual([]);
});

test('when two windows start at once, one of them acts', async () => {
  await leave(deadPid);
  const [one, other] = [restorer(), restorer()];
  await Promise.all([journals.restoreAbandoned(one), journals.restoreAbandoned(other)]);
  expect(one.seen.length + other.seen.length).toBe(1);
});

test('other files in the folder are no journals', async () => {
  await writeFile(path.join(folder, 'README'), '');
  await writeFile(path.join(folder, 'b1.1.u1.json.17.tmp'), '');
  const acts = restorer();
  await journals.restoreAbandoned(acts);
  expect(acts.seen).toEqual([]);
  expect(await readdir(folder)).toHaveLength(2);
});
