import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { brokerRelease, ofRelease } from './brokerRelease.mts';
import { root } from './root.mts';
import { waitFor } from './waitFor';

/** Number of requests of a run by kind and end, such as `console ok` or `migrate timeout`. */
export type Outcomes = ReadonlyMap<string, number>;

const quorum = 'rabbit_quorum_queue=true';
const quorumReplies = `${quorum}&rabbit_transient_quorum_queue=true`;
// Readers of streams have to limit what they are sent.
const streams = `${quorumReplies}&rabbit_stream_fanout=true&rabbit_qos_prefetch_count=64`;

/**
 * Ways of oslo.messaging to use queues: a name, and a query for the transport URL. Debian bookworm's
 * oslo.messaging 14.0 has the first two.
 */
export const queueOptions: readonly (readonly [name: string, query: string])[] = [
  ['the defaults', ''],
  ['quorum queues', `?${quorum}`],
  ...(brokerRelease === undefined
    ? []
    : ([
        ['quorum queues for replies', `?${quorumReplies}`],
        ['streams for fanouts', `?${streams}`],
        ['the queue manager', '?use_queue_manager=true'],
        // Clouds of today have them like this.
        ['all of these', `?${streams}&use_queue_manager=true`],
      ] as const)),
];

/** The services of test/services, which run until all requests of the API have ended. */
export class MiniCloud {
  private readonly cloud: ChildProcess;
  private readonly ended: Promise<unknown>;
  private output = '';
  private errors = '';
  private isStopping = false;

  /** @param args of test/services/run: `--each`, `--requests N --rate R`, `--stay` */
  constructor(transportUrl: string, ...args: string[]) {
    const script = path.join(root, 'test/services/run');
    const command = [script, '--transport-url', transportUrl, ...args];
    this.cloud = spawn(...ofRelease('/usr/bin/python3', command), {
      stdio: ['ignore', 'pipe', 'pipe'],
      // The queue manager asks the system for the first process of its group, which may have ended.
      detached: true,
    });
    this.cloud.stdout?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.cloud.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    const lastResort = () => this.cloud.kill();
    process.once('exit', lastResort);
    this.ended = once(this.cloud, 'close').finally(() => process.off('exit', lastResort));
  }

  /** @throws with the services' output when they fail */
  async outcomes(): Promise<Outcomes> {
    await this.ended;
    const { exitCode } = this.cloud;
    if (exitCode !== 0 && !this.isStopping) {
      throw new Error(`the mini cloud ended with ${exitCode}\n${this.output}${this.errors}`);
    }
    const ends = [...this.output.matchAll(/^(\w+) +(\w+) +(\d+)$/gm)];
    return new Map(ends.map(([, kind, end, count]) => [`${kind} ${end}`, Number(count)]));
  }

  /** Waits until all requests of the API have ended; with `--stay` the other services go on. */
  async asked(): Promise<void> {
    await Promise.race([
      this.outcomes(),
      waitFor(() => this.output.includes('all is asked for'), { what: 'the api to end' }),
    ]);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.cloud.kill();
    await this.outcomes();
  }
}

/** Runs the services until all requests of the API have ended. */
export const runMiniCloud = (transportUrl: string, ...args: string[]): Promise<Outcomes> =>
  new MiniCloud(transportUrl, ...args).outcomes();
