/** Measures the index of Python sources, and queries, on nova, neutron, cinder, glance and heat. */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { OpenIndex } from '../../src/indexer/openIndex';
import { openIndex } from '../../src/indexer/openIndex';
import { pythonFiles } from '../../src/indexer/sourceFiles';
import type { RpcCall } from '../../src/protocol/code/codeApi';
import { sourceFolder, zed } from '../handlers/openstackSources.mts';
import type { Figure } from './figure';
import { parserThreads } from '../../src/indexer/parserPool';

const parser = path.resolve('dist/parser.js');
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;

export async function benchCode(folder: string): Promise<Figure[]> {
  const folders = zed.map(project => sourceFolder(project));
  const files = await filesOf(folders);
  const file = path.join(folder, 'code.sqlite');
  let [parseMillis, coldMillis] = [0, 0];
  // Run twice, in turn, so that disturbances of the machine affect both.
  for (let i = 0; i < 2; i++) {
    parseMillis += await millisOf(() => parseOnly(files));
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    coldMillis += await millisOf(async () => (await indexed(file, folders)).close());
  }
  const perSecond = (millis: number) => `${Math.round((2 * files.length * 1000) / millis)} files/s`;
  const before = heapBytes();
  let code: OpenIndex | undefined;
  const warmMillis = await millisOf(async () => (code = await indexed(file, folders)));
  if (!code) throw new Error('not opened');
  const firstMillis = await millisOf(() => void code?.api.handlers(build));
  const handlerMillis = await millisOf(() => askAll(100, call => code?.api.handlers(call)));
  const callerMillis = await millisOf(() => askAll(20, call => code?.api.callers(call)));
  const memory = heapBytes() - before;
  const changedMillis = await changeOne(code, folders[0] ?? '');
  await code.close();
  const per = (millis: number, n: number) => `${(millis / n / kinds.length).toFixed(2)} ms`;
  return [
    {
      what: `index ${files.length} Python files, ${parserThreads} parser threads`,
      value: `${perSecond(coldMillis)}, ${(coldMillis / 2000).toFixed(1)} s`,
      comparedWith: `parsing alone: ${perSecond(parseMillis)}`,
      ratio: (parseMillis / coldMillis).toFixed(2),
      aim: '≥ 0.8, < 15 s for 5,000',
    },
    {
      what: 'the same again, nothing changed',
      value: `${(warmMillis / 1000).toFixed(2)} s`,
      comparedWith: 'cold',
      ratio: (warmMillis / (coldMillis / 2)).toFixed(3),
      aim: '< 0.5 s',
    },
    {
      what: 'a file of 11,500 lines changed: to the next right answer',
      value: `${changedMillis.toFixed(0)} ms`,
      comparedWith: 'cold',
      ratio: (changedMillis / (coldMillis / 2)).toFixed(4),
      aim: '–',
    },
    {
      what: 'find a handler',
      value: per(handlerMillis, 100),
      comparedWith: `the first one: ${firstMillis.toFixed(0)} ms`,
      ratio: (handlerMillis / 100 / kinds.length / firstMillis).toFixed(4),
      aim: '< 5 ms',
    },
    {
      what: 'find the callers, and who calls them',
      value: per(callerMillis, 20),
      comparedWith: 'a handler',
      ratio: (callerMillis / 20 / (handlerMillis / 100)).toFixed(1),
      aim: '–',
    },
    {
      what: 'heap of an index that has answered',
      value: megabytes(memory),
      comparedWith: 'before it was opened',
      ratio: '–',
      aim: '–',
    },
  ];
}

const base = { exchange: 'nova', isFanout: false, namespace: undefined, objectName: undefined };
const plain = { ...base, objectMethod: undefined, senders: [], receivers: [] };
const build: RpcCall = {
  ...plain,
  ...{ topic: 'compute', version: '6.0', method: 'build_and_run_instance' },
};
const kinds: readonly RpcCall[] = [
  build,
  { ...plain, topic: 'scheduler', version: '4.5', method: 'select_destinations' },
  {
    ...plain,
    ...{ topic: 'conductor', version: '3.0', method: 'object_action' },
    ...{ objectName: 'Instance', objectMethod: 'save' },
  },
  { ...plain, exchange: 'neutron', topic: 'q-plugin', version: '1.0', method: 'get_network_info' },
  { ...plain, exchange: 'heat', topic: 'engine', version: '1.20', method: 'show_stack' },
  {
    ...plain,
    exchange: 'openstack',
    topic: 'cinder-volume',
    version: '3.0',
    method: 'create_volume',
  },
];

function askAll(times: number, ask: (call: RpcCall) => unknown): void {
  for (let i = 0; i < times; i++) for (const call of kinds) ask(call);
}

/** Appends a comment to nova's compute manager, and removes it again. */
async function changeOne(code: OpenIndex, nova: string): Promise<number> {
  const file = path.join(nova, 'nova/compute/manager.py');
  const text = readFileSync(file);
  try {
    appendFileSync(file, '# changed\n');
    return await millisOf(async () => {
      code.api.filesChanged([file]);
      await code.whenIdle();
      code.api.handlers(build);
    });
  } finally {
    writeFileSync(file, text);
  }
}

async function indexed(file: string, folders: readonly string[]): Promise<OpenIndex> {
  const code = openIndex(file, parser);
  code.api.configure({ folders, excludes: [], mappings: [] });
  await code.whenIdle();
  return code;
}

async function filesOf(folders: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const each of folders) {
    for await (const { file } of pythonFiles(each, [], new AbortController().signal)) {
      files.push(file);
    }
  }
  return files;
}

/** Runs as many threads as the index has, which only read and parse. */
async function parseOnly(files: readonly string[]): Promise<void> {
  const threads = Array.from({ length: parserThreads }, (_, i) => {
    const own = files.filter((__, n) => n % parserThreads === i);
    const worker = new Worker(path.join(__dirname, 'parseOnlyThread.js'), { workerData: own });
    return new Promise<void>((resolve, reject) => {
      worker.on('error', reject).on('exit', () => resolve());
    });
  });
  await Promise.all(threads);
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function millisOf(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
