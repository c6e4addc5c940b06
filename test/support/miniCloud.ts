import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from './root.mts';
import { waitFor } from './waitFor';

/** Number of requests of a run by kind and end, such as `console ok` or `migrate timeout`. */
export type Outcomes = ReadonlyMap<string, number>;

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
    this.cloud = spawn('/usr/bin/python3', [script, '--transport-url', transportUrl, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
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
