/**
 * Makes a capture of a million records that is equal in every run: all fixtures of real traffic
 * repeated one after another, with fresh ids and times. It takes minutes to make and is kept.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { importInto } from '../../src/cli/import';
import { schemaVersion } from '../../src/capture/tables/schema';
import type { FirehoseLine } from '../support/traffic';
import { linesOf, writeTraffic } from '../support/traffic';

const cache = path.resolve('.cache/bench');
const managementDir = path.resolve('test/fixtures/captures/idle/management');
/** Fixtures of one cloud, in the order of their times. */
const sources = [
  'test/fixtures/captures/volume/firehose.ndjson.gz',
  'test/fixtures/captures/idle/firehose.ndjson.gz',
  'media/sample/server-boot.ndjson.gz',
  'test/fixtures/captures/failures/firehose.ndjson.gz',
].map(file => path.resolve(file));

/** Pause between the end of one fixture and the beginning of the next. */
const pauseMicros = 1_000_000;

/** @returns path of the capture, whose contents must not be changed */
export async function bigCapture(records = 1_000_000): Promise<string> {
  const capture = path.join(cache, `${records}-${contentHash()}.rpcscope`);
  if (existsSync(capture)) return capture;
  mkdirSync(cache, { recursive: true });
  const traffic = `${capture}.ndjson`;
  const unfinished = `${capture}.unfinished`;
  try {
    await writeTraffic(traffic, records, joinedLines());
    await importInto(traffic, unfinished, { managementDir, force: true });
    renameSync(unfinished, capture);
  } finally {
    rmSync(traffic, { force: true });
  }
  return capture;
}

/** Hashes everything that determines the contents, except the code that decodes and pairs. */
function contentHash(): string {
  const hash = createHash('sha256').update(`schema ${schemaVersion}`);
  for (const file of sources) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

function joinedLines(): FirehoseLine[] {
  let end: number | undefined;
  return sources.flatMap(file => {
    const lines = linesOf(file);
    const shift = end === undefined ? 0 : end + pauseMicros - (lines[0]?.ts ?? 0);
    const shifted = lines.map(line => ({ ...line, ts: line.ts + shift }));
    end = shifted.at(-1)?.ts ?? end;
    return shifted;
  });
}
