import { statSync } from 'node:fs';
import path from 'node:path';
import { importInto } from '../../src/cli/import';
import { closeCapture, openCapture } from '../../src/capture/captureFile';
import { EngineClient } from '../../src/engine/client';
import { WorkerClient } from '../../src/node/workerClient';
import type { EngineApi, EngineEvent } from '../../src/protocol/engineApi';
import type { Figure } from './figure';
import { median } from './importBench';
import { timed } from './percentiles';
import { writeTraffic } from '../support/traffic';
import { allRequests } from '../../src/protocol/requests';

const sizes = [10_000, 1_000_000];
const rounds = 5;

/** An engine in a thread, which cannot be killed. */
class ThreadClient extends WorkerClient<EngineApi, EngineEvent> {
  readonly api = this.apis;
}

/** @param kind `process`: as the editor starts an engine for a stored capture */
function clientOf(kind: 'thread' | 'process', capture: string): EngineClient | ThreadClient {
  const engine = path.resolve('dist/engine.js');
  const task = { kind: 'open', path: capture } as const;
  return kind === 'process'
    ? new EngineClient(engine, task)
    : new ThreadClient(engine, { name: 'engine', data: task, timeoutMillis: 10_000 });
}

/**
 * Starts an engine, and waits for the first rows.
 *
 * @param count number of records that the capture must have
 */
async function open(kind: 'thread' | 'process', capture: string, count: number) {
  const start = performance.now();
  const client = clientOf(kind, capture);
  const [status, , { rows }] = await Promise.all([
    client.api.status.captureStatus(),
    client.api.lanes.listLanes(),
    client.api.view('bench').readRows(0, 100),
  ]);
  const millis = performance.now() - start;
  if (status.recordCount !== count || rows.length !== 100) throw new Error('not what was stored');
  return { client, millis };
}

/**
 * Measures how long opening takes in this thread, with a look at the pages of these tables: the engine
 * looks at those of all tables up to 256 MB, and of `meta` and `bookmark` in a larger file.
 */
const checked = (capture: string, tables: 'all' | readonly string[]): Promise<number[]> =>
  timed(rounds, () => closeCapture(openCapture(capture, tables), false));

/** Measures the time to the first rows, through the engine's worker as in the editor. */
export async function benchOpen(folder: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const file = path.join(folder, `${size}.ndjson`);
    const capture = path.join(folder, `${size}.rpcscope`);
    const count = await writeTraffic(file, size);
    await importInto(file, capture);
    const opened: Record<'thread' | 'process', number[]> = { thread: [], process: [] };
    const filtered: number[] = [];
    const asked: Record<'requests' | 'missing' | 'find', number[]> = {
      requests: [],
      missing: [],
      find: [],
    };
    for (let round = 0; round < rounds; round++) {
      const thread = await open('thread', capture, count);
      opened.thread.push(thread.millis);
      await thread.client.stop();
      const { client, millis } = await open('process', capture, count);
      opened.process.push(millis);
      const filter = { text: 'Instance.save', hiddenLanes: [] };
      filtered.push(...(await timed(1, () => client.api.view('bench').setFilter(filter))));
      for (const [name, ask] of [
        ['requests', () => client.api.requests.listRequests(allRequests, 200)],
        ['missing', () => client.api.problems.listProblems()],
        ['find', () => client.api.find.findPlaces('req-00000000-0000-0000-0000-000000000000')],
      ] as const) {
        asked[name].push(...(await timed(1, ask)));
      }
      await client.stop();
    }
    const megabytes = (statSync(capture).size / 1e6).toFixed(0);
    figures.push({
      what: `open ${count} records (${megabytes} MB) to first rows`,
      value: `${median(opened.process).toFixed(0)} ms`,
      comparedWith: 'with the worker’s start; then the first rows of a text filter:',
      ratio: `${median(filtered).toFixed(0)} ms`,
      aim: '< 1000 ms',
    });
    const countedMillis =
      median(await checked(capture, 'all')) - median(await checked(capture, ['meta']));
    figures.push({
      what: `a process that can be killed, ${count} records`,
      value: `${median(opened.process).toFixed(0)} ms`,
      comparedWith: `a thread: ${median(opened.thread).toFixed(0)} ms; a look at all pages takes ${countedMillis.toFixed(0)} ms`,
      ratio: `${(median(opened.process) - median(opened.thread)).toFixed(0)} ms more`,
      aim: '< 100 ms more',
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
