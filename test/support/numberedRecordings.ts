/**
 * Recordings under a load of numbered messages: each number that is missing must lie in a gap that is
 * told, in each gap that is told a number must be missing, and no number may come twice.
 */
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { closeCapture, openCapture } from '../../src/capture/captureFile';
import { GapReader } from '../../src/capture/read/gaps';
import type { Gap } from '../../src/core/amqp/gap';
import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import { text } from '../../src/node/sql/columns';
import { valuesOf } from '../../src/node/sql/statements';
import { openClient } from './amqpClient';
import type { LiveSource } from './liveSource';
import type { LoadShape, Published } from './numberedLoad';
import { NumberedLoad } from './numberedLoad';
import type { RabbitNode } from './rabbitmq';
import { RecordCommand } from './recordCommand';
import { bundle } from './testEngine';
import { useFolder } from './useFolder';
import { waitFor } from './waitFor';

export interface Recorded {
  readonly numbers: readonly number[];
  readonly gaps: readonly Gap[];
}

interface RecordOptions {
  readonly port?: number;
  readonly at?: RabbitNode;
  readonly vhost?: string;
  readonly file?: string;
  readonly username?: string;
  readonly password?: string;
  readonly managementUrl?: string;
  /** Tap that does not depend on the tracing switch. Default: the firehose, with tracing on. */
  readonly from?: string;
}

interface LoadOptions extends LoadShape {
  readonly at?: RabbitNode;
  readonly vhost?: string;
}

export class NumberedRecordings {
  /** File of the test's recording, unless it is given another one. */
  out = '';
  private cli = '';
  private count = 0;
  private readonly commands: RecordCommand[] = [];
  private readonly loads: NumberedLoad[] = [];

  private constructor(
    private readonly node: RabbitNode,
    private readonly vhost: string,
    readonly folder: string,
  ) {}

  /** Has the recordings and loads of each test of a file ended after it. */
  static use(node: RabbitNode, vhost: string): NumberedRecordings {
    const recordings = new NumberedRecordings(node, vhost, useFolder());
    beforeAll(async () => {
      recordings.cli = await bundle('src/cli/main.ts');
    });
    beforeEach(() => {
      recordings.out = path.join(recordings.folder, `${++recordings.count}.rpcscope`);
    });
    afterEach(() => recordings.end());
    return recordings;
  }

  /** Starts `rpcscope record`, and waits until it gets records. */
  async record(load: NumberedLoad, options: RecordOptions = {}): Promise<RecordCommand> {
    const command = this.start(options);
    await command.untilSaid(options.from === undefined ? ', tracing on' : 'live at');
    await this.untilRecorded(await load.more(1), options.file);
    return command;
  }

  /** Starts `rpcscope record`. */
  start(options: RecordOptions = {}): RecordCommand {
    const { at = this.node, file = this.out } = options;
    const { port = at.address.amqpPort, vhost = this.vhost, from } = options;
    const { managementUrl = at.managementUrl } = options;
    const { username, password } = { ...at.address, ...options };
    const url = `amqp://${username}@127.0.0.1:${port}/${encodeURIComponent(vhost)}`;
    const tap = from === undefined ? ['--trace-on', '--keys', 'publish.#'] : ['--from', from];
    const flags = ['--management-url', managementUrl, ...tap];
    const command = new RecordCommand(this.cli, [url, file, ...flags], {
      RPCSCOPE_PASSWORD: password,
      XDG_STATE_HOME: path.join(this.folder, 'state'),
    });
    this.commands.push(command);
    return command;
  }

  load({ at = this.node, vhost = this.vhost, ...shape }: LoadOptions = {}): NumberedLoad {
    const load = new NumberedLoad(at, vhost, shape);
    this.loads.push(load);
    return load;
  }

  /** Turns tracing on, and binds `kept`, a queue that is not ours, to the trace of all publishes. */
  async keepPublished(type: 'classic' | 'quorum' = 'classic'): Promise<void> {
    const client = await openClient(this.node, this.vhost);
    await client.channel.assertQueue('kept', { arguments: { 'x-queue-type': type } });
    await client.channel.bindQueue('kept', 'amq.rabbitmq.trace', 'publish.#');
    await client.close();
    await this.node.setTracing(true, this.vhost);
  }

  content(file = this.out): Recorded {
    const database = openCapture(file);
    const bodies = valuesOf(database, 'SELECT content FROM body ORDER BY message_id', text);
    const gaps = new GapReader(database).gaps();
    closeCapture(database, false);
    return { numbers: bodies.map(Number), gaps };
  }

  /** Waits until a number, or a later one, is in the capture. */
  async untilRecorded(number: number, file = this.out): Promise<void> {
    await waitFor(() => (this.content(file).numbers.at(-1) ?? -1) >= number, {
      what: `number ${number} in the capture`,
    });
  }

  /** Ends the recording and the load, and checks the capture. */
  async checkEnd(command: RecordCommand, load: NumberedLoad, options: CheckOptions = {}) {
    expect(await command.end('SIGTERM')).toBe(0);
    return this.checkEnded(command, load, options);
  }

  /** Checks the capture of a recording that has ended. */
  async checkEnded(command: RecordCommand, load: NumberedLoad, options: CheckOptions = {}) {
    await load.stop();
    const content = this.content();
    return { ...content, ...check(content, load, options), output: command.stdout };
  }

  private async end(): Promise<void> {
    await Promise.all(this.commands.splice(0).map(each => each.end('SIGKILL')));
    await Promise.all(this.loads.splice(0).map(each => each.stop()));
  }
}

const numberOf = ({ body }: TraceRecord): number => Number(Buffer.from(body).toString());

export const numbersOf = (live: LiveSource): number[] => live.records.map(numberOf);

/** Waits until a source has received this number, or a later one. */
export async function untilReceived(live: LiveSource, number: number): Promise<void> {
  await live.untilRecord(record => numberOf(record) >= number, `number ${number}`);
}

/** Stops a source and its load, and checks what it has received. */
export async function checkStop(live: LiveSource, load: NumberedLoad) {
  await live.stop();
  await load.stop();
  const recorded = { numbers: numbersOf(live), gaps: [...live.gaps.values()] };
  return { ...recorded, ...check(recorded, load) };
}

interface CheckOptions {
  /** True when the load may not have published in the gaps, because the broker stood still. */
  readonly mayBeEmpty?: boolean;
}

/** Compares the numbers of a recording with those that were published while it ran. */
function check(
  { numbers, gaps }: Recorded,
  { published }: NumberedLoad,
  { mayBeEmpty = false }: CheckOptions = {},
): { missing: number } {
  const got = new Set(numbers);
  expect(numbers).toHaveLength(got.size);
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  const isIn = (gap: Gap, [, time]: readonly [number, Published]) =>
    gap.sinceMicros <= time.confirmedAtMicros && (gap.untilMicros ?? Infinity) >= time.sentAtMicros;
  const lost = [...published].filter(([at]) => at > first && !got.has(at));
  const missing = lost.filter(([at]) => at < last);
  const untold = missing.filter(each => !gaps.some(gap => isIn(gap, each)));
  expect(untold).toEqual([]);
  // The recording may have ended in a gap.
  const empty = gaps.filter(gap => !lost.some(each => isIn(gap, each)));
  if (!mayBeEmpty) expect(empty).toEqual([]);
  return { missing: missing.length };
}

export const causesOf = (gaps: readonly Gap[]): string[] => gaps.map(({ cause }) => cause);

/** Number of lost records that the gaps tell. */
export const lostIn = (gaps: readonly Gap[]): number =>
  gaps.reduce((sum, { lostCount = 0 }) => sum + lostCount, 0);
