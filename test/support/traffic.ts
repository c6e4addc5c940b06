/** Any amount of traffic, made of a real capture: copies of its messages with other ids. */
import { createWriteStream, readFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { toTraceRecord } from '../../src/core/amqp/firehose';
import type { TraceRecord } from '../../src/core/amqp/traceRecord';

export interface FirehoseLine {
  ts: number;
  exchange: string;
  routing_key: string;
  headers: Record<string, unknown>;
  redelivered: boolean;
  body_base64: string;
}

const sample = path.join(process.cwd(), 'media/sample/server-boot.ndjson.gz');

export const sampleLines = (): FirehoseLine[] => linesOf(sample);

/** @param file firehose NDJSON, gzipped */
export const linesOf = (file: string): FirehoseLine[] =>
  gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as FirehoseLine);

const ids = /("_(?:msg|unique)_id\\*": \\*")([0-9a-f]{8})/g;

/** The n-th copy of a body: its message ids differ, so that calls and replies pair within a copy. */
export function bodyCopy(base64: string, n: number): Buffer {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const tag = n.toString(16).padStart(8, '0');
  return Buffer.from(text.replace(ids, `$1${tag}`).replace(requestIds, `$1${tag}`));
}

const requestIds = /(req-)([0-9a-f]{8})/g;

/** The n-th copy of these lines as trace records: ids as in {@link bodyCopy}, and times of its own. */
export function recordsCopy(lines: readonly FirehoseLine[], n: number): TraceRecord[] {
  const shift = n * copyMicros(lines);
  return lines.map(({ routing_key, headers, body_base64, ts }) =>
    toTraceRecord(routing_key, headers, bodyCopy(body_base64, n), ts + shift),
  );
}

/** Duration of one copy, and a second until the next one. */
const copyMicros = (lines: readonly FirehoseLine[]): number =>
  (lines.at(-1)?.ts ?? 0) - (lines[0]?.ts ?? 0) + 1_000_000;

/**
 * Writes at least so many records as firehose NDJSON; each copy of the lines takes its own time.
 *
 * @param lines default: those of the sample
 */
export async function writeTraffic(
  file: string,
  records: number,
  lines = sampleLines(),
): Promise<number> {
  const out = createWriteStream(file);
  let written = 0;
  for (let copy = 0; written < records; copy++) {
    const shift = copy * copyMicros(lines);
    let chunk = '';
    for (const line of lines) {
      const body_base64 = bodyCopy(line.body_base64, copy).toString('base64');
      chunk += `${JSON.stringify({ ...line, ts: line.ts + shift, body_base64 })}\n`;
      written++;
    }
    if (!out.write(chunk)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return written;
}
