/** Measures the load of `rpcscope record` on its machine. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openClient } from '../support/amqpClient';
import { OwnRabbitNode } from '../support/rabbitmq';
import { RecordCommand } from '../support/recordCommand';
import { bodyCopy, sampleLines } from '../support/traffic';
import type { Figure } from './figure';
import { median } from './importBench';

/** Seconds of load; for ten minutes set `RPCSCOPE_BENCH_SECONDS=600`. */
const seconds = Number(process.env['RPCSCOPE_BENCH_SECONDS'] ?? 60);
const publishesPerSecond = 250;
/**
 * Number of records after which the caches of messages, calls and strings are full, so that memory
 * should not grow.
 */
const rememberedRecords = 250_000;
/** The kernel's unit of process times: USER_HZ. */
const ticksPerSecond = 100;

export async function benchRecorder(folder: string): Promise<Figure[]> {
  const node = await OwnRabbitNode.start();
  try {
    await node.setTracing(true);
    const { amqpPort, username, password } = node.address;
    const out = path.join(folder, 'recorded.rpcscope');
    const command = new RecordCommand(
      path.resolve('dist/cli.js'),
      [`amqp://${username}@127.0.0.1:${amqpPort}`, out, '--management-url', node.managementUrl],
      { RPCSCOPE_PASSWORD: password },
    );
    await command.untilSaid('tracing on');
    await fillMemories(node);
    const before = cpuSeconds(command.pid);
    const { published, memory } = await load(node, command.pid);
    await delay(1_000);
    const cpu = cpuSeconds(command.pid) - before;
    await command.end('SIGTERM');
    const half = memory.length >> 1;
    const [early, late] = [memory.slice(0, half), memory.slice(half)].map(median);
    return [
      {
        what: `recorder, ${published} records in ${seconds} s`,
        value: `${((cpu * 1e6) / published).toFixed(0)} ms of CPU per 1,000 records`,
        comparedWith: 'all of one core',
        ratio: (cpu / seconds).toFixed(2),
        aim: '–',
      },
      {
        what: 'memory of the recorder, second half of the run',
        value: `${(late ?? NaN).toFixed(0)} MB`,
        comparedWith: `the first half: ${(early ?? NaN).toFixed(0)} MB`,
        ratio: ((late ?? NaN) / (early ?? NaN)).toFixed(2),
        aim: '≈ 1',
      },
    ];
  } finally {
    await node.dispose();
  }
}

async function fillMemories(node: OwnRabbitNode): Promise<void> {
  const client = await openClient(node);
  const lines = sampleLines().filter(({ routing_key: key }) => key.startsWith('publish.'));
  for (let at = 0; at < rememberedRecords; at++) {
    const line = lines[at % lines.length];
    // Use copies that differ from those that are measured.
    client.channel.publish('', 'nobody', bodyCopy(line?.body_base64 ?? '', 0x40000000 + at));
    if (at % 200 === 199) await delay(20);
  }
  await client.close();
  // The records in the tap queue are read first.
  await delay(10_000);
}

/** Publishes at a steady rate, and reads the memory of the process once a second. */
async function load(
  node: OwnRabbitNode,
  pid: number,
): Promise<{ published: number; memory: number[] }> {
  const client = await openClient(node);
  const lines = sampleLines().filter(({ routing_key: key }) => key.startsWith('publish.'));
  const memory: number[] = [];
  let published = 0;
  const end = performance.now() + seconds * 1000;
  for (let second = 0; performance.now() < end; second++) {
    const next = performance.now() + 1000;
    for (let at = 0; at < publishesPerSecond; at++) {
      const line = lines[published % lines.length];
      const body = bodyCopy(line?.body_base64 ?? '', published);
      client.channel.publish('', 'nobody', body);
      published++;
      if (at % 25 === 24) await delay(1000 / 10 / 3);
    }
    memory.push(residentMegabytes(pid));
    await delay(Math.max(0, next - performance.now()));
  }
  await client.close();
  return { published, memory };
}

/** Reads fields 14 and 15 of `stat` (proc(5)), which follow the name in parentheses. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
