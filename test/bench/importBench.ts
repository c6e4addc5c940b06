import { createReadStream, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openTraceFile } from '../../src/adapters/files/openTraceFile';
import { importInto } from '../../src/cli/import';
import type { Figure } from './figure';
import { recordedCapture } from '../support/captures';
import { writeTraffic } from '../support/traffic';

const records = 200_000;
const rounds = 3;
const maskingRecords = 20_000;
const maskingRounds = 24;

/**
 * Measures records per second of a file, stored and readable, against reading and parsing its JSON
 * alone.
 */
export async function benchImport(folder: string): Promise<Figure[]> {
  const file = path.join(folder, 'traffic.ndjson');
  const count = await writeTraffic(file, records);
  const ratios: number[] = [];
  let ours = 0;
  let bare = 0;
  for (let round = 0; round < rounds; round++) {
    bare = await perSecond(count, () => parseOnly(file));
    ours = await perSecond(count, () =>
      importInto(file, path.join(folder, 'traffic.rpcscope'), { force: true }),
    );
    ratios.push(ours / bare);
  }
  const megabytes = statSync(file).size / 1e6;
  return [
    {
      what: `import of ${count} records (${megabytes.toFixed(0)} MB)`,
      value: `${Math.round(ours)} records/s`,
      comparedWith: `JSON.parse of line, envelope and message: ${Math.round(bare)} records/s`,
      ratio: median(ratios).toFixed(2),
      aim: '≥ 0.5',
    },
    await maskingFigure(folder),
  ];
}

/**
 * Measures which part of the time of an import goes to masking, as processor time. Other work on the machine
 * only ever adds to that time, so that the shortest of many short imports says most.
 */
async function maskingFigure(folder: string): Promise<Figure> {
  const file = path.join(folder, 'masking.ndjson');
  await writeTraffic(file, maskingRecords);
  const shortest = { kept: Infinity, masked: Infinity };
  for (let round = 0; round < maskingRounds; round++) {
    for (const name of ['kept', 'masked'] as const) {
      const seconds = await recordingSeconds(file, folder, name === 'kept');
      shortest[name] = Math.min(shortest[name], seconds);
    }
  }
  const share = (shortest.masked - shortest.kept) / shortest.masked;
  return {
    what: 'masking, as a part of an import',
    value: `${(100 * share).toFixed(0)} %`,
    comparedWith: 'the same import with secrets kept',
    ratio: share.toFixed(3),
    aim: '≤ 0.14',
  };
}

async function recordingSeconds(
  file: string,
  folder: string,
  keepSecrets: boolean,
): Promise<number> {
  const { source } = await openTraceFile(file);
  const out = path.join(folder, 'masking.rpcscope');
  rmSync(out, { force: true });
  const capture = recordedCapture(out, { keepSecrets });
  globalThis.gc?.();
  const before = process.cpuUsage();
  await capture.recorder.run(source, new AbortController().signal);
  const { user, system } = process.cpuUsage(before);
  capture.close();
  return (user + system) / 1e6;
}

async function parseOnly(file: string): Promise<number> {
  let parsed = 0;
  for await (const line of createInterface({
    input: createReadStream(file, { highWaterMark: 1 << 20 }),
  })) {
    const { body_base64 } = JSON.parse(line) as { body_base64: string };
    const outer = JSON.parse(Buffer.from(body_base64, 'base64').toString('utf8')) as Record<
      string,
      unknown
    >;
    const inner = outer['oslo.message'];
    if (typeof inner === 'string') JSON.parse(inner);
    parsed++;
  }
  return parsed;
}

export async function perSecond(count: number, run: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const start = performance.now();
  await run();
  return (count * 1000) / (performance.now() - start);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
