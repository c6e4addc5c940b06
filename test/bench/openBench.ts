import { statSync } from 'node:fs';
import path from 'node:path';
import { importInto } from '../../src/cli/import';
import { EngineClient } from '../../src/engine/client';
import type { Figure } from './figure';
import { median } from './importBench';
import { writeTraffic } from '../support/traffic';

const sizes = [10_000, 1_000_000];
const rounds = 5;

/** Measures the time to the first rows, through the engine's worker as in the editor. */
export async function benchOpen(folder: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const file = path.join(folder, `${size}.ndjson`);
    const capture = path.join(folder, `${size}.rpcscope`);
    const count = await writeTraffic(file, size);
    await importInto(file, capture);
    const opened: number[] = [];
    const filtered: number[] = [];
    const asked: Record<'requests' | 'missing' | 'find', number[]> = {
      requests: [],
      missing: [],
      find: [],
    };
    let memory = 0;
    for (let round = 0; round < rounds; round++) {
      globalThis.gc?.();
      const before = process.memoryUsage().rss;
      const start = performance.now();
      const client = new EngineClient(path.resolve('dist/engine.js'), {
        kind: 'open',
        path: capture,
      });
      const [status, , { rows }] = await Promise.all([
        client.api.status.captureStatus(),
        client.api.lanes.listLanes(),
        client.api.view('bench').readRows(0, 100),
      ]);
      opened.push(performance.now() - start);
      if (status.recordCount !== count || rows.length !== 100)
        throw new Error('not what was stored');
      const filterStart = performance.now();
      await client.api.view('bench').setFilter({ text: 'Instance.save', hiddenLanes: [] });
      filtered.push(performance.now() - filterStart);
      for (const [name, ask] of [
        ['requests', () => client.api.requests.listRequests('', 200)],
        ['missing', () => client.api.problems.listProblems()],
        ['find', () => client.api.find.findPlaces('req-00000000-0000-0000-0000-000000000000')],
      ] as const) {
        const askedAt = performance.now();
        await ask();
        asked[name].push(performance.now() - askedAt);
      }
      memory = Math.max(memory, process.memoryUsage().rss - before);
      await client.stop();
    }
    const megabytes = (statSync(capture).size / 1e6).toFixed(0);
    figures.push({
      what: `open ${count} records (${megabytes} MB) to first rows`,
      value: `${median(opened).toFixed(0)} ms, ${(memory / 1e6).toFixed(0)} MB more memory`,
      comparedWith: 'with the worker’s start; then the first rows of a text filter:',
      ratio: `${median(filtered).toFixed(0)} ms`,
      aim: '< 1000 ms',
    });
    figures.push({
      what: `questions to ${count} records`,
      value: `list of requests ${median(asked.requests).toFixed(0)} ms`,
      comparedWith: 'what is missing; an id that is in no body:',
      ratio: `${median(asked.missing).toFixed(0)} ms; ${median(asked.find).toFixed(0)} ms`,
      aim: '–',
    });
  }
  return figures;
}
