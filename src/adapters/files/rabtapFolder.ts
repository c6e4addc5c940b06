/**
 * Reads messages that `rabtap … --saveto DIR` saved (cmd/rabtap/message_writer.go):
 * `rabtap-N.json`, where N is nanoseconds since the epoch, with the body in it or in `rabtap-N.dat`
 * beside it.
 */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { errorText } from '../../core/base/errorText';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import { SourceError } from '../../core/amqp/traceSource';
import { isGzip } from '../../node/gunzipped';
import { readRegularFile } from './regularFile';
import { objectOf } from './jsonRecords';
import { hasNoBody, rabtapJsonRecord, rabtapRecord } from './rabtapRecord';
import type { Parsed } from './recordParser';
import { maxRecordBytes } from './recordParser';
import type { TraceStep } from './traceSteps';

const fileName = /^rabtap-(\d+)\.json(?:\.gz)?$/;

/** Lists the files of a folder's messages by the time in their names, which rabtap chose. */
export async function rabtapNames(folder: string): Promise<readonly string[]> {
  try {
    const names = (await readdir(folder)).filter(each => fileName.test(each));
    return names.sort((a, b) => Number(nanos(a) - nanos(b)));
  } catch (error) {
    throw new SourceError({ code: 'fileUnreadable', detail: errorText(error) });
  }
}

const nanos = (name: string): bigint => BigInt(fileName.exec(name)?.[1] ?? 0);

/** @param names names of the metadata files, in order */
export async function* rabtapSteps(
  folder: string,
  names: readonly string[],
): AsyncGenerator<TraceStep> {
  let bytesRead = 0;
  let lastMicros = 0;
  const step = (parsed: readonly Parsed[]): TraceStep => ({
    parsed,
    // The total size is not known in advance.
    state: { state: 'importing', bytesRead, bytesTotal: 0 },
  });
  yield step([]);
  for (const name of names) {
    try {
      const { record, bytes } = await messageOf(path.join(folder, name), lastMicros);
      lastMicros = record.receivedAtMicros;
      bytesRead += bytes;
      yield step([record]);
    } catch (error) {
      yield step([{ reason: `${name} is not a message of rabtap: ${errorText(error)}.` }]);
    }
  }
}

/** Returns the path of the file that may hold the body, given the path of the metadata. */
export const bodyFile = (file: string): string => file.replace(/\.json(?:\.gz)?$/, '.dat');

export const hasBodyFile = async (file: string): Promise<boolean> => {
  const there = file === bodyFile(file) ? undefined : await sizeOf(bodyFile(file));
  return there !== undefined;
};

async function messageOf(
  file: string,
  standInMicros: number,
): Promise<{ record: TraceRecord; bytes: number }> {
  const packed = await readRegularFile(file, maxRecordBytes);
  const options = { maxOutputLength: maxRecordBytes };
  const text = isGzip(packed) ? gunzipSync(packed, options) : packed;
  const fields = objectOf(text.toString('utf8').replace(/^\ufeff/, ''));
  if (!hasNoBody(fields) || !(await hasBodyFile(file))) {
    return { record: rabtapJsonRecord(fields, standInMicros), bytes: packed.length };
  }
  const body = await readRegularFile(bodyFile(file), maxRecordBytes);
  const record = rabtapRecord(fields, body, standInMicros);
  return { record, bytes: packed.length + body.length };
}

/** @returns `undefined` when the path is not a regular file */
async function sizeOf(file: string): Promise<number | undefined> {
  const stats = await lstat(file).catch(() => undefined);
  return stats?.isFile() ? stats.size : undefined;
}
