import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { importInto } from '../../src/cli/import';
import { startCapture } from '../../src/engine/recording/runningCapture';
import { waitFor } from '../support/waitFor';
import type { Figure } from './figure';
import { perSecond } from './importBench';
import type { LogFormat } from './traceLogs';
import { writeLog } from './traceLogs';

const formats: readonly LogFormat[] = ['firehose', 'tracing JSON', 'tracing text', 'rabtap'];
const bytesOfEach = 150e6;
const bytesOfLarge = 500e6;

/**
 * Measures each format against reading its file alone, and the time to a large log's first rows.
 */
export async function benchFormats(folder: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const format of formats) {
    const file = path.join(folder, 'traffic.log');
    const records = await writeLog(file, format, bytesOfEach);
    const megabytes = statSync(file).size / 1e6;
    const out = path.join(folder, 'traffic.rpcscope');
    const read = await perSecond(megabytes, () => readAlone(file));
    const imported = await perSecond(records, () => importInto(file, out, { force: true }));
    const speed = (imported * megabytes) / records;
    figures.push({
      what: `import of ${megabytes.toFixed(0)} MB of ${format}`,
      value: `${speed.toFixed(1)} MB/s, ${Math.round(imported)} records/s`,
      comparedWith: `reading the file alone: ${read.toFixed(0)} MB/s`,
      ratio: (speed / read).toFixed(3),
      aim: '–',
    });
  }
  figures.push(await firstRows(folder));
  return figures;
}

async function readAlone(file: string): Promise<void> {
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    bytes += (chunk as Buffer).length;
  }
  if (bytes === 0) throw new Error('an empty file');
}

async function firstRows(folder: string): Promise<Figure> {
  const file = path.join(folder, 'large.log');
  await writeLog(file, 'tracing text', bytesOfLarge);
  const start = performance.now();
  const capture = await startCapture(
    { kind: 'import', from: file, path: path.join(folder, 'large.rpcscope') },
    () => undefined,
  );
  await waitFor(() => capture.engine.view('bench').readRows(0, 50).rows.length > 0, {
    what: 'the first rows',
  });
  const millis = performance.now() - start;
  await capture.stop();
  return {
    what: `first rows of a text log of ${(statSync(file).size / 1e6).toFixed(0)} MB`,
    value: `${Math.round(millis)} ms`,
    comparedWith: 'a second',
    ratio: (millis / 1000).toFixed(2),
    aim: '< 1',
  };
}
