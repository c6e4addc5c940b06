/**
 * Recordings with gaps, under a load of numbered messages: each number that is missing lies in a gap
 * that is told, in each gap that is told a number is missing, and no number comes twice.
 */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { closeCapture, openCapture } from '../../src/capture/captureFile';
import { GapReader } from '../../src/capture/read/gaps';
import type { Gap } from '../../src/core/amqp/gap';
import { text } from '../../src/node/sql/columns';
import { valuesOf } from '../../src/node/sql/statements';
import { openClient } from '../support/amqpClient';
import { CuttableProxy } from '../support/cuttableProxy';
import { LiveSource } from '../support/liveSource';
import { NumberedLoad } from '../support/numberedLoad';
import { OwnRabbitNode } from '../support/rabbitmq';
import type { RabbitNode } from '../support/rabbitmq';
import { RecordCommand } from '../support/recordCommand';
import { bundle } from '../support/testEngine';
import { useFolder } from '../support/useFolder';
import { waitFor } from '../support/waitFor';
import { node, useVhost } from './brokerTest';

const vhost = useVhost('gaps', { per: 'test' });
const folder = useFolder();
let cli: string;
let out: string;
let count = 0;
const commands: RecordCommand[] = [];
const loads: NumberedLoad[] = [];

beforeAll(async () => {
  cli = await bundle('src/cli/main.ts');
});
beforeEach(() => {
  out = path.join(folder, `${++count}.rpcscope`);
});
afterEach(async () => {
  await Promise.all(commands.splice(0).map(each => each.end('SIGKILL')));
  await Promise.all(loads.splice(0).map(each => each.stop()));
});

interface Recorded {
  readonly port?: number;
  readonly at?: RabbitNode;
  readonly vhost?: string;
  readonly file?: string;
}

/** Starts `rpcscope record` with tracing on, and waits until it gets records. */
async function record(
  load: NumberedLoad,
  { at = node, port = at.address.amqpPort, vhost: name = vhost, file = out }: Recorded = {},
): Promise<RecordCommand> {
  const { username, password } = at.address;
  const url = `amqp://${username}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
  const options = ['--management-url', at.managementUrl, '--trace-on', '--keys', 'publish.#'];
  const command = new RecordCommand(cli, [url, file, ...options], {
    RPCSCOPE_PASSWORD: password,
    XDG_STATE_HOME: path.join(folder, 'state'),
  });
  commands.push(command);
  await command.untilSaid(', tracing on');
  await untilRecorded(await load.more(1), file);
  return command;
}

function startLoad(...args: ConstructorParameters<typeof NumberedLoad>): NumberedLoad {
  const load = new NumberedLoad(...args);
  loads.push(load);
  return load;
}

function contentOf(file: string): { numbers: number[]; gaps: readonly Gap[] } {
  const database = openCapture(file);
  const bodies = valuesOf(database, 'SELECT content FROM body ORDER BY message_id', text);
  const gaps = new GapReader(database).gaps();
  closeCapture(database, false);
  return { numbers: bodies.map(Number), gaps };
}

/** Waits until a number, or a later one, is in the capture. */
async function untilRecorded(number: number, file = out): Promise<void> {
  await waitFor(() => (contentOf(file).numbers.at(-1) ?? -1) >= number, {
    what: `number ${number} in the capture`,
  });
}

/** Compares the numbers of a recording with those that were published while it ran. */
function check(
  { numbers, gaps }: { numbers: readonly number[]; gaps: readonly Gap[] },
  { published }: NumberedLoad,
): { missing: number } {
  const got = new Set(numbers);
  expect(numbers).toHaveLength(got.size);
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  const missing = [...published].filter(([at]) => at > first && at < last && !got.has(at));
  const isIn = (gap: Gap, [, time]: (typeof missing)[number]) =>
    gap.sinceMicros <= time.confirmedAtMicros && (gap.untilMicros ?? Infinity) >= time.sentAtMicros;
  const untold = missing.filter(each => !gaps.some(gap => isIn(gap, each)));
  expect(untold).toEqual([]);
  const empty = gaps.filter(gap => !missing.some(each => isIn(gap, each)));
  expect(empty).toEqual([]);
  return { missing: missing.length };
}

const causesOf = (gaps: readonly Gap[]): string[] => gaps.map(({ cause }) => cause);

/** Ends the recording and the load, and checks the capture. */
async function checkEnd(command: RecordCommand, load: NumberedLoad) {
  expect(await command.end('SIGTERM')).toBe(0);
  await load.stop();
  const content = contentOf(out);
  return { ...content, ...check(content, load), output: command.stdout };
}

test('a recording without an accident has no gap', async () => {
  const load = startLoad(node, vhost);
  const command = await record(load);
  await untilRecorded(await load.more(500));
  const { gaps, missing, output } = await checkEnd(command, load);
  expect({ gaps, missing }).toEqual({ gaps: [], missing: 0 });
  expect(output).not.toContain('gap');
});

test('each of 20 lost connections is a gap, and the next session comes soon', async () => {
  const proxy = await CuttableProxy.start(node.address.amqpPort);
  onTestFinished(() => proxy.dispose());
  const load = startLoad(node, vhost);
  const command = await record(load, { port: proxy.port });
  for (let at = 0; at < 20; at++) {
    proxy.cut();
    await untilRecorded(await load.more(5));
  }
  const { gaps, output } = await checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(Array.from({ length: 20 }, () => 'connectionLost'));
  expect(output).toContain('20 gaps');
  // The waits did not grow, though no session was long.
  const longest = Math.max(...gaps.map(gap => (gap.untilMicros ?? Infinity) - gap.sinceMicros));
  expect(longest).toBeLessThan(10_000_000);
});

test('each of 20 connections that an operator closed is a gap', async () => {
  const load = startLoad(node, vhost);
  const command = await record(load);
  for (let at = 0; at < 20; at++) {
    await waitFor(closeTap, { what: 'the connection of the tap' });
    await untilRecorded(await load.more(5));
  }
  const { gaps } = await checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(Array.from({ length: 20 }, () => 'closedByOperator'));
});

/** Closes the connection of the tap as an operator does. @returns false when there is none */
async function closeTap(): Promise<boolean> {
  const isTap = '{<<"connection_name">>, longstr, <<"rpcscope">>}';
  const closed = await node.ctl(
    'eval',
    `[rabbit_networking:close_connection(proplists:get_value(pid, C), "maintenance") ||
      C <- rabbit_networking:connection_info_all([pid, vhost, client_properties]),
      proplists:get_value(vhost, C) =:= <<"${vhost}">>,
      lists:member(${isTap}, proplists:get_value(client_properties, C))].`,
  );
  return closed.includes('ok');
}

test('each restart of the broker is a gap, which ends when tracing is on again', async () => {
  const own = await OwnRabbitNode.start();
  onTestFinished(() => own.dispose());
  const load = startLoad(own, '/');
  const command = await record(load, { at: own, vhost: '/' });
  await own.kill();
  await own.start();
  await untilRecorded(await load.more(5));
  await own.stop();
  await own.start();
  await untilRecorded(await load.more(5));
  const { gaps } = await checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(['connectionLost', 'brokerStopped']);
});

describe('a tap queue that overflows', () => {
  const name = encodeURIComponent(vhost);
  beforeEach(() =>
    // A policy of the operator can make the limits of the queue narrower.
    node.api('PUT', `/policies/${name}/small`, {
      pattern: '^rpcscope\\.[0-9a-f]+$',
      definition: { 'max-length': 200 },
      'apply-to': 'queues',
    }),
  );

  test('because the recorder stands still is a gap with what was lost', async () => {
    const load = startLoad(node, vhost, { burst: 5 });
    const command = await record(load);
    process.kill(command.pid, 'SIGSTOP');
    // More than what the broker sends unasked, what the queue holds, and what the sockets take.
    await load.more(6_000);
    process.kill(command.pid, 'SIGCONT');
    await untilRecorded(await load.more(5));
    const { gaps, missing } = await checkEnd(command, load);
    // The queue may be empty for a moment while the recorder catches up, and overflow once more.
    expect(new Set(causesOf(gaps))).toEqual(new Set(['standstill']));
    expect(gaps.reduce((sum, { lostCount = 0 }) => sum + lostCount, 0)).toBe(missing);
    expect(missing).toBeGreaterThan(1_000);
  });

  test('because the recorder is slow is a gap with what was lost', async () => {
    await node.setTracing(true, vhost);
    const live = new LiveSource(node.connection({ vhost, bindingKeys: ['publish.#'] }));
    onTestFinished(() => live.stop());
    await live.untilState('live');
    let isSlow = true;
    const receive = live.receive.bind(live);
    live.receive = async records => {
      await receive(records);
      await waitFor(() => !isSlow, { what: 'the recorder to go on' });
    };
    const load = startLoad(node, vhost, { burst: 5 });
    await load.more(4_000);
    isSlow = false;
    const newest = await load.more(5);
    await live.untilRecord(({ body }) => Number(Buffer.from(body).toString()) >= newest);
    await live.stop();
    await load.stop();
    const gaps = [...live.gaps.values()];
    const numbers = live.records.map(({ body }) => Number(Buffer.from(body).toString()));
    const { missing } = check({ numbers, gaps }, load);
    expect(new Set(causesOf(gaps))).toEqual(new Set(['overflow']));
    expect(gaps.reduce((sum, { lostCount = 0 }) => sum + lostCount, 0)).toBe(missing);
  });
});

test('a recorder that stands still until the broker gives up its connection tells a gap', async () => {
  const load = startLoad(node, vhost);
  const command = await record(load);
  process.kill(command.pid, 'SIGSTOP');
  try {
    // The broker waits for two heartbeats, of ten seconds each.
    const isGone = async () =>
      !(await node.ctl('list_queues', '-p', vhost, 'name')).includes('rpcscope');
    await waitFor(isGone, { what: 'the end of the tap queue' });
  } finally {
    process.kill(command.pid, 'SIGCONT');
  }
  await untilRecorded(await load.more(5));
  const { gaps, missing } = await checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(['standstill']);
  expect(missing).toBeGreaterThan(100);
});

test('5 seconds without tracing are a gap', async () => {
  const load = startLoad(node, vhost);
  const command = await record(load);
  await node.setTracing(false, vhost);
  await delay(5_000);
  await node.setTracing(true, vhost);
  await untilRecorded(await load.more(5));
  const { gaps } = await checkEnd(command, load);
  expect(causesOf(gaps)).toEqual(['tracingOff']);
});

test('a pause of the user is a gap', async () => {
  const live = new LiveSource(
    node.connection({ vhost, managementUrl: node.managementUrl, bindingKeys: ['publish.#'] }),
    { tracingJournal: path.join(folder, 'paused.json') },
  );
  onTestFinished(() => live.stop());
  await live.untilState('live', ({ tracing }) => tracing === 'on');
  const load = startLoad(node, vhost);
  const untilReceived = async () => {
    const newest = await load.more(5);
    await live.untilRecord(({ body }) => Number(Buffer.from(body).toString()) >= newest);
  };
  await untilReceived();
  live.source.pause();
  await live.untilState('paused');
  await load.more(50);
  live.source.resume();
  await untilReceived();
  await live.stop();
  await load.stop();
  const numbers = live.records.map(({ body }) => Number(Buffer.from(body).toString()));
  const gaps = [...live.gaps.values()];
  check({ numbers, gaps }, load);
  expect(causesOf(gaps)).toEqual(['paused']);
});

test("somebody else's queue keeps its messages over lost connections: none is missing, none comes twice", async () => {
  const proxy = await CuttableProxy.start(node.address.amqpPort);
  onTestFinished(() => proxy.dispose());
  const client = await openClient(node, vhost);
  await client.channel.assertQueue('kept');
  await client.channel.bindQueue('kept', 'amq.rabbitmq.trace', 'publish.#');
  await client.close();
  await node.setTracing(true, vhost);
  const broker = node.connection({ vhost });
  const live = new LiveSource(
    { ...broker, hosts: broker.hosts.map(host => ({ ...host, port: proxy.port })) },
    { tap: { kind: 'queue', queue: 'kept', mode: 'consume' } },
  );
  onTestFinished(() => live.stop());
  const load = startLoad(node, vhost, { burst: 20 });
  const untilReceived = async () => {
    const newest = await load.more(5);
    await live.untilRecord(({ body }) => Number(Buffer.from(body).toString()) >= newest);
  };
  for (let at = 0; at < 10; at++) {
    await untilReceived();
    proxy.cut();
  }
  await untilReceived();
  await live.stop();
  await load.stop();
  const numbers = live.records.map(({ body }) => Number(Buffer.from(body).toString()));
  expect(check({ numbers, gaps: [...live.gaps.values()] }, load)).toEqual({ missing: 0 });
});

test('a gap in which the recorder is killed is told when the capture is opened', async () => {
  const proxy = await CuttableProxy.start(node.address.amqpPort);
  onTestFinished(() => proxy.dispose());
  const load = startLoad(node, vhost);
  const command = await record(load, { port: proxy.port });
  proxy.cut(true);
  await waitFor(() => contentOf(out).gaps.length > 0, { what: 'the gap' });
  await command.end('SIGKILL');
  const { gaps } = contentOf(out);
  expect(gaps).toMatchObject([{ cause: 'connectionLost', untilMicros: undefined }]);
});

describe('two recordings of one broker', () => {
  const file = (name: string) => `${out}.${name}`;
  const isTracing = () => node.isTracing(vhost);

  test('do not turn tracing off under each other, and the last one turns it off', async () => {
    const load = startLoad(node, vhost);
    const first = await record(load, { file: file('first') });
    const second = await record(load);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(first.stderr).toMatch(/tracing stays on, because rpcscope\.\w+ reads it/);
    await untilRecorded(await load.more(100));
    expect(await isTracing()).toBe(true);
    const { gaps, missing } = await checkEnd(second, load);
    expect({ gaps, missing }).toEqual({ gaps: [], missing: 0 });
    expect(await isTracing()).toBe(false);
  });

  test('end with the switch as it was found, though the first one is killed', async () => {
    const load = startLoad(node, vhost);
    const first = await record(load, { file: file('first') });
    await first.end('SIGKILL');
    await node.untilUntapped(vhost);
    const second = await record(load);
    const { gaps, missing } = await checkEnd(second, load);
    expect({ gaps, missing }).toEqual({ gaps: [], missing: 0 });
    expect(await isTracing()).toBe(false);
  });
});
