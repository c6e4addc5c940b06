/** `rpcscope record` against a real broker: orderly stops, kills, limits. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeCapture, openCapture } from '../../src/capture/captureFile';
import { facts } from '../../src/capture/aggregates/facts';
import { Engine } from '../../src/engine/engine';
import { openClient } from '../support/amqpClient';
import { runMiniCloud } from '../support/miniCloud';
import { RecordCommand } from '../support/recordCommand';
import { bundle } from '../support/testEngine';
import { seededRandom } from '../support/random';
import { useFolder } from '../support/useFolder';
import { waitFor } from '../support/waitFor';
import { node, useVhost } from './brokerTest';

const vhost = useVhost('recorded', { per: 'test' });
const folder = useFolder();
let cli: string;
let out: string;
const running: RecordCommand[] = [];

beforeAll(async () => {
  cli = await bundle('src/cli/main.ts');
});
let count = 0;
beforeEach(() => {
  out = path.join(folder, `${++count}.rpcscope`);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(each => each.end('SIGKILL')));
});

const address = () => `amqp://${node.address.username}@127.0.0.1:${node.address.amqpPort}/${vhost}`;
const isTracing = () => node.isTracing(vhost);

function record(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): RecordCommand {
  const url = ['--management-url', node.managementUrl];
  const command = new RecordCommand(cli, [address(), out, ...url, ...args], {
    RPCSCOPE_PASSWORD: node.address.password,
    XDG_STATE_HOME: path.join(folder, 'state'),
    ...env,
  });
  running.push(command);
  return command;
}

const journals = (): string[] => {
  try {
    return readdirSync(path.join(folder, 'state/rpcscope/tracing'));
  } catch {
    return [];
  }
};

async function ourQueues(): Promise<string[]> {
  const names = await node.ctl('--silent', 'list_queues', '-p', vhost, 'name');
  return names.split('\n').filter(name => name.startsWith('rpcscope.'));
}

/** Number of records that wait in the taps' queues, or are not acknowledged yet. */
async function unread(): Promise<number> {
  const rows = await node.ctl('--silent', 'list_queues', '-p', vhost, 'messages');
  return rows.split('\n').reduce((sum, row) => sum + Number(row), 0);
}

/** Content of a capture that is not written any more. */
function contentOf(file: string) {
  const database = openCapture(file);
  const engine = new Engine(database, () => undefined);
  const found = { counted: facts(database), status: engine.status.captureStatus() };
  const ok = database.prepare('PRAGMA integrity_check').get();
  engine.dispose();
  closeCapture(database, false);
  return { ...found, integrity: Object.values(ok ?? {})[0] };
}

/** Publishes messages of about so many bytes until it is stopped, at most 50 every 5 ms. */
async function traffic(bytes = 700) {
  const client = await openClient(node, vhost);
  const stopping = new AbortController();
  let published = 0;
  const payload = Buffer.alloc(bytes, 'x');
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      for (let at = 0; at < 50; at++) {
        client.channel.publish(
          '',
          'nobody',
          Buffer.concat([Buffer.from(`${published++} `), payload]),
        );
      }
      await delay(5);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
      await client.close();
      return published;
    },
  };
}

describe('an orderly stop', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s puts tracing back, leaves no queue, and is one whole file',
    async signal => {
      const command = record(['--trace-on']);
      await command.untilSaid(', tracing on');
      expect(await isTracing()).toBe(true);
      const cloud = await runMiniCloud(node.transportUrl(vhost), '--each');
      expect(cloud.size).toBeGreaterThan(0);
      expect(await command.end(signal)).toBe(0);
      expect(await isTracing()).toBe(false);
      expect(journals()).toEqual([]);
      expect(await ourQueues()).toEqual([]);
      const content = contentOf(out);
      expect(content.counted['calls']).toBeGreaterThan(3);
      expect(content.status.isEnded).toBe(true);
      expect(readdirSync(folder).filter(name => name.startsWith(path.basename(out)))).toEqual([
        path.basename(out),
      ]);
      expect(command.stdout).toContain(`${content.status.recordCount} records`);
    },
  );

  test('by its own duration leaves tracing on where it was on before', async () => {
    await node.setTracing(true, vhost);
    const command = record(['--trace-on', '--for', '2s', '--keys', 'publish.#']);
    const client = await openClient(node, vhost);
    await command.untilSaid(', tracing on');
    client.channel.publish('', 'nobody', Buffer.from('hello'));
    expect(await command.end()).toBe(0);
    await client.close();
    expect(await isTracing()).toBe(true);
    expect(contentOf(out).status.recordCount).toBe(1);
  });
});

test('the password is in no command line, and not in the file', async () => {
  const command = record();
  await command.untilSaid('live');
  const commandLine = readFileSync(`/proc/${command.pid}/cmdline`, 'utf8');
  expect(commandLine).not.toContain(node.address.password);
  await command.end('SIGTERM');
  expect(readFileSync(out, 'latin1')).not.toContain(node.address.password);
});

test('twenty recordings that were killed at some moment open with all committed records, and tell that they were cut off', async () => {
  const random = seededRandom();
  await node.setTracing(true, vhost);
  const flow = await traffic();
  try {
    for (let round = 0; round < 20; round++) {
      out = path.join(folder, `killed-${round}.rpcscope`);
      const command = record();
      await waitFor(() => command.stderr.includes('live'), { what: 'a live recording' });
      await delay(60 + random(400));
      await command.end('SIGKILL');
      const { status, integrity, counted } = contentOf(out);
      expect(integrity).toBe('ok');
      expect(status.isEnded).toBe(false);
      // The capture's own counts were committed together with the rows.
      expect(counted['trace_messages']).toBe(status.recordCount);
      expect(status.messageCount).toBe(status.recordCount);
    }
  } finally {
    await flow.stop();
  }
  await waitFor(async () => (await ourQueues()).length === 0, { what: 'the queues to be gone' });
}, 180_000);

test('a killed recording leaves tracing on, and the next one restores it', async () => {
  const first = record(['--trace-on']);
  await first.untilSaid(', tracing on');
  await first.end('SIGKILL');
  await node.untilUntapped(vhost);
  expect(await isTracing()).toBe(true);
  expect(journals()).toHaveLength(1);
  out = path.join(folder, 'next.rpcscope');
  const next = record(['--for', '1s']);
  expect(await next.end()).toBe(0);
  expect(next.stderr).toContain('the switch is now as it was before that');
  expect(await isTracing()).toBe(false);
  expect(journals()).toEqual([]);
});

/** Number of records that the ring has dropped, as the command told it last. */
const droppedBy = ({ stderr }: RecordCommand): number => {
  const [, count = '0'] = [...stderr.matchAll(/([\d,]+) left the ring/g)].at(-1) ?? [];
  return Number(count.replaceAll(',', ''));
};

test('a ring keeps the newest records within its size', async () => {
  await node.setTracing(true, vhost);
  const command = record(['--ring', '12MB', '--keys', 'publish.#']);
  await command.untilSaid('live');
  const flow = await traffic(8_000);
  const limit = 12 * 1024 ** 2;
  let largest = 0;
  const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const watching = setInterval(() => {
    largest = Math.max(largest, sizeOf(out) + sizeOf(`${out}-wal`));
  }, 20);
  // The ring holds some 1,400 records: it is filled several times.
  await waitFor(() => droppedBy(command) > 5_000, {
    what: 'the ring to be full',
    timeoutMillis: 120_000,
  });
  const published = await flow.stop();
  await waitFor(async () => (await unread()) === 0, {
    what: 'all to be read',
    timeoutMillis: 120_000,
  });
  clearInterval(watching);
  expect(await command.end('SIGTERM')).toBe(0);
  expect(largest).toBeLessThan(limit * 1.1);
  expect(largest).toBeGreaterThan(limit * 0.8);
  const { status } = contentOf(out);
  expect(status.droppedByLimit).toBeGreaterThan(0);
  expect(status.droppedByLimit + status.messageCount).toBe(status.recordCount);
  // The newest record is in the capture.
  const database = openCapture(out);
  const newest = database.prepare('SELECT content FROM body ORDER BY message_id DESC').get();
  expect(String(newest?.['content'])).toMatch(new RegExp(`^${published - 1} `));
  closeCapture(database, false);
});

test('a full disk ends a recording with a sentence, and earlier records can be read', async () => {
  const disk = path.join(folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]);
  try {
    await node.setTracing(true, vhost);
    out = path.join(disk, 'full.rpcscope');
    const command = record(['--keys', 'publish.#']);
    await command.untilSaid('live');
    const flow = await traffic(8_000);
    expect(await command.end()).toBe(1);
    await flow.stop();
    expect(command.stderr).toMatch(/the recording ended.*full.*captureUnwritable/);
    const { status, integrity } = contentOf(out);
    expect(integrity).toBe('ok');
    expect(status.messageCount).toBeGreaterThan(50);
    expect(await ourQueues()).toEqual([]);
  } finally {
    execFileSync('umount', [disk]);
  }
});

test('on a terminal the command asks for the password without an echo, and reports in one line', async () => {
  const state = path.join(folder, 'state');
  const words = [process.execPath, cli, 'record', address(), out, '--for', '4s'];
  const command = [...words, '--management-url', node.managementUrl].join(' ');
  await node.setTracing(true, vhost);
  // script(1) gives the command a terminal of its own.
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], TERM: 'xterm', XDG_STATE_HOME: state },
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const ended = once(child, 'close');
  await waitFor(() => shown.includes('Password of admin'), { what: 'the question' });
  child.stdin.write(`${node.address.password}\r`);
  await ended;
  expect(shown).not.toContain(node.address.password);
  expect(shown).toMatch(/\r\x1b\[Klive at .* records\/s · 0 records · no gaps/);
  expect(contentOf(out).status.isEnded).toBe(true);
});

describe('a wrong command line', () => {
  test('is refused for a password in the address', async () => {
    const command = new RecordCommand(cli, ['amqp://u:secret@h', out], {});
    expect(await command.end()).toBe(2);
    expect(command.stderr).toContain('can be read by everybody');
    expect(command.stderr).not.toContain('secret');
  });

  test('is refused when there is no terminal to ask for the password', async () => {
    const command = new RecordCommand(cli, ['amqp://u@h', out], {});
    expect(await command.end()).toBe(2);
    expect(command.stderr).toContain('RPCSCOPE_PASSWORD');
  });

  test('ends with the failure of a wrong password', async () => {
    const command = record([], { RPCSCOPE_PASSWORD: 'wrong' });
    expect(await command.end()).toBe(1);
    expect(command.stderr).toContain('accessRefused');
  });

  test('is refused for a file that exists or cannot be made', async () => {
    writeFileSync(out, 'precious');
    const existing = record();
    expect(await existing.end()).toBe(2);
    expect(existing.stderr).toContain('exists already');
    expect(readFileSync(out, 'utf8')).toBe('precious');
    out = '/nonexistent/x.rpcscope';
    const nowhere = record();
    expect(await nowhere.end()).toBe(2);
    expect(nowhere.stderr).toContain('there is no folder');
  });

  test('the address comes from the environment where the command line has - for it', async () => {
    const { username, password, amqpPort } = node.address;
    const command = new RecordCommand(cli, ['-', out, '--for', '1s', '--management-url', ''], {
      RPCSCOPE_URL: `rabbit://${username}:${password}@127.0.0.1:${amqpPort}/${vhost}`,
    });
    expect(await command.end()).toBe(0);
    expect(contentOf(out).status.recordCount).toBe(0);
  });
});

test('a recording that may not turn tracing on tells why, and how an administrator can', async () => {
  const permissions = { vhost, configure: '.*', write: '.*', read: '.*' };
  await node.addTaggedUser('watcher', 'watcher-secret', 'monitoring', permissions);
  const url = address().replace(node.address.username, 'watcher');
  const command = new RecordCommand(
    cli,
    [url, out, '--management-url', node.managementUrl, '--trace-on'],
    { RPCSCOPE_PASSWORD: 'watcher-secret', XDG_STATE_HOME: path.join(folder, 'state') },
  );
  running.push(command);
  await command.untilSaid('could not be turned on');
  await command.untilSaid(`rabbitmqctl trace_on -p ${vhost}`);
  expect(await isTracing()).toBe(false);
});
