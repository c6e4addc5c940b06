import { once } from 'node:events';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { EngineClient } from '../../src/engine/client';
import { statisticsGroupings } from '../../src/protocol/statistics';
import type { FilterOutcome } from '../../src/protocol/rows';
import type { RowFilter } from '../../src/protocol/filters';
import type { Figure } from './figure';
import { median } from './importBench';
import { inMillis, timed } from './percentiles';

const rounds = 5;
const view = 'bench';
const rowsOfScreen = 60;

/** Filters, with the SQL by which SQLite alone would search all rows. */
const filters = [
  {
    what: 'fields',
    aim: '< 150 ms',
    texts: [
      'method:build_and_run_instance',
      'status:bad',
      'from:nova-conductor kind:cast',
      'latency:>50ms',
      '-method:report_state service:nova-compute',
    ],
    scan: `SELECT count(*) FROM message WHERE +label_id = 7 OR +queue_id = 7`,
  },
  {
    what: 'an argument',
    aim: '–',
    texts: ['args.objmethod:save', 'args.host:cmp1', 'args.instance.host:cmp2'],
    scan: `SELECT count(*) FROM body WHERE content LIKE '%"objmethod": "save"%'`,
  },
  {
    what: 'text anywhere',
    aim: '–',
    texts: ['No valid host', 'build_and_run', 'that is in no message'],
    scan: `SELECT count(*) FROM body WHERE content LIKE '%that is in no message%'`,
  },
] as const;

/**
 * Measures calls through the engine's worker, as in the editor; its own thread only forwards
 * answers.
 */
export async function benchQuestions(capture: string): Promise<Figure[]> {
  const client = new EngineClient(path.resolve('dist/engine.js'), { kind: 'open', path: capture });
  const database = new DatabaseSync(capture, { readOnly: true });
  const idle = new IdleThread();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  try {
    await client.api.status.captureStatus();
    const figures: Figure[] = [];
    delay.enable();
    for (const each of filters) figures.push(await benchFilter(client, each));
    figures.push(...(await benchAggregates(client)));
    delay.disable();
    figures.push({
      what: 'delay of the thread that passes all this on, p50 / p99 / max',
      value: inWords(delay.percentile(50), delay.percentile(99), delay.max),
      comparedWith: 'of a thread with nothing to do, meanwhile:',
      ratio: await idle.end(),
      aim: '< 20 ms',
    });
    // Runs in this thread, and so not while its delays are measured.
    return figures.map((figure, at) => {
      const scan = filters[at]?.scan;
      if (scan === undefined) return figure;
      const start = performance.now();
      database.prepare(scan).get();
      return { ...figure, ratio: `${(performance.now() - start).toFixed(0)} ms` };
    });
  } finally {
    database.close();
    await client.stop();
  }
}

/** Formats delays of an event loop. */
function inWords(...nanos: readonly number[]): string {
  return `${nanos.map(each => (each / 1e6).toFixed(1)).join(' / ')} ms`;
}

/** An idle thread, whose delays are caused by the machine. */
class IdleThread {
  private readonly worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const { monitorEventLoopDelay } = require('node:perf_hooks');
     const delay = monitorEventLoopDelay({ resolution: 1 });
     delay.enable();
     parentPort.once('message', () => {
       parentPort.postMessage([delay.percentile(50), delay.percentile(99), delay.max]);
     });`,
    { eval: true },
  );

  /** @returns its delays, formatted */
  async end(): Promise<string> {
    this.worker.postMessage('end');
    const [nanos] = (await once(this.worker, 'message')) as [number[]];
    return inWords(...nanos);
  }
}

async function benchFilter(
  client: EngineClient,
  { what, texts, aim }: (typeof filters)[number],
): Promise<Figure> {
  const [first, complete]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const text of texts) {
      await client.api.view(view).setFilter({ text: '', hiddenLanes: [] });
      const start = performance.now();
      const ended = searchEnd(client, { text, hiddenLanes: [] });
      await ended.first;
      forward(await client.api.view(view).readRows(0, rowsOfScreen));
      first.push(performance.now() - start);
      await ended.all;
      complete.push(performance.now() - start);
    }
  }
  return {
    what: `filter by ${what}: first rows, p50 / p95`,
    value: inMillis(first),
    comparedWith: `all rows: ${inMillis(complete)}; SQLite alone, one look at each row:`,
    ratio: '',
    aim,
  };
}

/** Returns when a filter has its first rows, and when all are searched. */
function searchEnd(client: EngineClient, filter: RowFilter) {
  let isOver: () => void = () => undefined;
  const all = new Promise<void>(resolve => (isOver = resolve));
  const listening = client.onDidAnnounce(event => {
    forward(event);
    if (event.type === 'rowsChanged' && event.view === view) end(event);
  });
  const end = ({ progress }: Pick<FilterOutcome, 'progress'>): void => {
    if (progress !== undefined) return;
    listening.dispose();
    isOver();
  };
  const first = client.api
    .view(view)
    .setFilter(filter)
    .then(outcome => {
      forward(outcome);
      end(outcome);
    });
  return { first, all };
}

async function benchAggregates(client: EngineClient): Promise<Figure[]> {
  const { api } = client;
  await api.view(view).setFilter({ text: '', hiddenLanes: [] });
  const overviewFirst = await timed(1, async () => forward(await api.view(view).readOverview(400)));
  const overview = await timed(rounds, async () => forward(await api.view(view).readOverview(400)));
  const statistics: string[] = [];
  for (const grouping of statisticsGroupings) {
    const millis = await timed(rounds, async () =>
      forward(await api.view(view).readStatistics(grouping)),
    );
    statistics.push(`${grouping} ${median(millis).toFixed(0)} ms`);
  }
  const worst = await longestPause(client, () => api.view(view).readStatistics('pair'));
  await api.view(view).setFilter({ text: '-kind:reply', hiddenLanes: [] });
  const filtered = await timed(rounds, async () =>
    forward(await api.view(view).readStatistics('method')),
  );
  const shown = await timed(rounds, async () => forward(await api.view(view).readOverview(400)));
  const values: string[] = [];
  for (const field of ['method', 'queue', 'from', 'args.instance.']) {
    const [once = NaN, ...again] = await timed(rounds, async () =>
      forward(await api.filters.listFieldValues(field, '', 50)),
    );
    values.push(`${field} ${once.toFixed(0)}, then ${median(again).toFixed(0)} ms`);
  }
  const noise = await timed(1, async () => forward(await api.filters.listNoiseKinds()));
  return [
    {
      what: 'statistics of all rows',
      value: statistics.join(', '),
      comparedWith: `of a filter that leaves most: ${median(filtered).toFixed(0)} ms; other questions wait at most:`,
      ratio: `${worst.toFixed(0)} ms`,
      aim: '< 500 ms, < 50 ms',
    },
    {
      what: 'overview of all rows',
      value: `${median(overview).toFixed(0)} ms`,
      comparedWith: `of a filter that leaves most: ${median(shown).toFixed(0)} ms; the first one:`,
      ratio: `${median(overviewFirst).toFixed(0)} ms`,
      aim: '< 50 ms',
    },
    {
      what: 'values of a field, for completion',
      value: values.join('; '),
      comparedWith: 'noise, once:',
      ratio: `${median(noise).toFixed(0)} ms`,
      aim: '–',
    },
  ];
}

/** Returns the longest wait of a small call while a large one is answered. */
async function longestPause(client: EngineClient, large: () => Promise<unknown>): Promise<number> {
  const over = new AbortController();
  const answered = large().finally(() => over.abort());
  let pause = 0;
  while (!over.signal.aborted) {
    pause = Math.max(pause, ...(await timed(1, () => client.api.view(view).indexOf(1))));
  }
  await answered;
  return pause;
}

/** Measures posting to a webview, which transports JSON. */
const forward = (answer: unknown): string => JSON.stringify(answer);
