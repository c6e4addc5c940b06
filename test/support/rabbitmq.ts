/**
 * A private RabbitMQ node for tests: own name, ports, data and Erlang port mapper, all on 127.0.0.1
 * and in one temporary directory, so that it touches no other broker of the machine.
 */
import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BrokerConnection } from '../../src/core/amqp/brokerConnection';
import { defaultBindingKeys, defaultTapQueueLimits } from '../../src/core/amqp/brokerConnection';
import { brokerRelease, ofRelease } from './brokerRelease.mts';
import { waitFor } from './waitFor';
import { makeCertificates } from './certificates';
import type { Certificates } from './certificates';

const sbin = '/usr/lib/rabbitmq/bin';
const run = promisify(execFile);

/** Addresses of a node; they survive structured cloning, so that test files can share one node. */
export interface RabbitAddress {
  readonly nodename: string;
  readonly dir: string;
  readonly epmdPort: number;
  readonly distPort: number;
  readonly amqpPort: number;
  readonly amqpsPort: number;
  readonly managementPort: number;
  readonly username: string;
  readonly password: string;
  readonly certificates: Certificates;
}

export interface Permissions {
  readonly vhost: string;
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** A running node, and the operations on it that tests need. */
export class RabbitNode {
  constructor(readonly address: RabbitAddress) {}

  get managementUrl(): string {
    return `http://127.0.0.1:${this.address.managementPort}`;
  }

  /** The administrator's connection, changed by `overrides`. */
  connection(overrides: Partial<BrokerConnection> & Partial<UserOf> = {}): BrokerConnection {
    const { amqpPort, username, password } = this.address;
    const { username: user = username, password: secret = password, ...rest } = overrides;
    return {
      hosts: [{ hostname: '127.0.0.1', port: amqpPort, username: user, password: secret }],
      vhost: '/',
      bindingKeys: defaultBindingKeys,
      tapQueue: defaultTapQueueLimits,
      ...rest,
    };
  }

  /** Transport URL for oslo.messaging. */
  transportUrl(vhost = '/'): string {
    const { amqpPort, username, password } = this.address;
    const path = vhost === '/' ? '/' : `/${encodeURIComponent(vhost)}`;
    return `rabbit://${username}:${password}@127.0.0.1:${amqpPort}${path}`;
  }

  async ctl(...words: readonly string[]): Promise<string> {
    const { stdout } = await this.run(path.join(sbin, 'rabbitmqctl'), ['-q', ...words]);
    return stdout;
  }

  /** Runs a line of a shell in which `rabbitmqctl` addresses this node. */
  async shell(line: string): Promise<void> {
    await this.run('sh', ['-ec', line]);
  }

  /** Changes settings of the running broker, by their names in its application environment. */
  async changeSettings(settings: Readonly<Record<string, number>>): Promise<void> {
    const calls = Object.entries(settings).map(
      ([name, value]) => `application:set_env(rabbit, ${name}, ${value})`,
    );
    await this.ctl('eval', `${calls.join(', ')}.`);
  }

  /** Sends a request to the management API as administrator. @throws on any status except 2xx */
  async api(method: string, apiPath: string, body?: unknown): Promise<unknown> {
    const { username, password } = this.address;
    const response = await fetch(`${this.managementUrl}/api${apiPath}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${apiPath}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async addVhost(vhost: string, facts: object = {}): Promise<void> {
    await this.api('PUT', `/vhosts/${encodeURIComponent(vhost)}`, facts);
    await this.permit(this.address.username, { vhost, configure: '.*', write: '.*', read: '.*' });
  }

  async addUser(username: string, password: string, ...permissions: Permissions[]): Promise<void> {
    await this.addTaggedUser(username, password, '', ...permissions);
  }

  async addTaggedUser(
    username: string,
    password: string,
    tags: string,
    ...permissions: Permissions[]
  ): Promise<void> {
    await this.api('PUT', `/users/${encodeURIComponent(username)}`, { password, tags });
    for (const each of permissions) await this.permit(username, each);
  }

  async setTracing(isOn: boolean, vhost = '/'): Promise<void> {
    const apiPath = `/vhosts/${encodeURIComponent(vhost)}`;
    const { description, tags } = (await this.api('GET', apiPath)) as Record<string, unknown>;
    await this.api('PUT', apiPath, { description, tags, tracing: isOn });
  }

  async isTracing(vhost = '/'): Promise<boolean> {
    const facts = await this.api('GET', `/vhosts/${encodeURIComponent(vhost)}`);
    return (facts as { tracing: boolean }).tracing;
  }

  /**
   * Waits until no queue is bound to the exchange `amq.rabbitmq.trace`. The queue of a killed tap, which keeps tracing on, ends
   * when the broker has noticed the end of its connection.
   */
  async untilUntapped(vhost = '/'): Promise<void> {
    const trace = `/exchanges/${encodeURIComponent(vhost)}/amq.rabbitmq.trace`;
    await waitFor(
      async () => ((await this.api('GET', `${trace}/bindings/source`)) as unknown[]).length === 0,
      { what: 'the end of all taps' },
    );
  }

  private run(name: string, args: readonly string[]) {
    const env = environment(this.address);
    return run(...ofRelease(name, args), {
      env: { ...env, PATH: `${sbin}:${env['PATH'] ?? ''}` },
      timeout: 60_000,
    });
  }

  private async permit(username: string, permissions: Permissions): Promise<void> {
    const { vhost, ...regexes } = permissions;
    const apiPath = `/permissions/${encodeURIComponent(vhost)}/${encodeURIComponent(username)}`;
    await this.api('PUT', apiPath, regexes);
  }
}

interface UserOf {
  readonly username: string;
  readonly password: string;
}

/** A node that this process started and ends. */
export class OwnRabbitNode extends RabbitNode {
  private epmd: ChildProcess | undefined;
  private server: ChildProcess | undefined;
  /** Kills the node when the test process ends without disposing of it. */
  private readonly lastResort = () => {
    this.signal('SIGKILL');
    this.epmd?.kill('SIGKILL');
    rmSync(this.address.dir, { recursive: true, force: true });
  };

  static async start(): Promise<OwnRabbitNode> {
    const node = new OwnRabbitNode(await newAddress());
    process.once('exit', node.lastResort);
    try {
      await node.startEpmd();
      await node.start();
    } catch (error) {
      await node.dispose();
      throw error;
    }
    return node;
  }

  /** Starts the server (again) with the same ports and data, and waits until it takes connections. */
  async start(): Promise<void> {
    const { dir, amqpPort } = this.address;
    const log = openSync(path.join(dir, 'server.log'), 'a');
    const server = spawn(...ofRelease(path.join(sbin, 'rabbitmq-server'), []), {
      env: environment(this.address),
      stdio: ['ignore', log, log],
      // The server gets a process group, so that children of the Erlang machine end with it.
      detached: true,
    });
    closeSync(log);
    this.server = server;
    await waitFor(
      async () => {
        if (server.exitCode !== null) throw new Error(`RabbitMQ did not start:\n${this.log()}`);
        return (await isListening(amqpPort)) && (await this.answers());
      },
      { timeoutMillis: 90_000, what: 'RabbitMQ to start' },
    );
  }

  /** Stops the server in order. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Kills the server. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Stops RabbitMQ in order and starts it again, in the Erlang machine that goes on. */
  async restartApp(): Promise<void> {
    await this.ctl('stop_app');
    await this.ctl('start_app');
    await waitFor(() => this.answers(), { what: 'RabbitMQ to start' });
  }

  /** Suspends the server's processes, so that the host is silent. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** Ends all processes of the node and removes its directory. */
  async dispose(): Promise<void> {
    await this.kill();
    if (this.epmd?.exitCode === null) {
      const exited = once(this.epmd, 'exit');
      this.epmd.kill('SIGKILL');
      await exited;
    }
    process.off('exit', this.lastResort);
    rmSync(this.address.dir, { recursive: true, force: true });
  }

  private async startEpmd(): Promise<void> {
    const { epmdPort } = this.address;
    const command = ofRelease('epmd', ['-port', `${epmdPort}`, '-address', '127.0.0.1']);
    this.epmd = spawn(...command, { stdio: 'ignore' });
    await waitFor(() => isListening(epmdPort), { what: 'epmd to start' });
  }

  private async answers(): Promise<boolean> {
    try {
      await this.api('GET', '/overview');
      return true;
    } catch {
      return false;
    }
  }

  private log(): string {
    return readFileSync(path.join(this.address.dir, 'server.log'), 'utf8').slice(-4000);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const server = this.server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    this.signal(signal);
    await exited;
    this.server = undefined;
  }

  private signal(signal: NodeJS.Signals): void {
    const pid = this.server?.pid;
    if (pid === undefined) return;
    // Kills and suspensions go to the whole group; on SIGTERM the server ends its children.
    process.kill(signal === 'SIGTERM' ? pid : -pid, signal);
  }
}

async function newAddress(): Promise<RabbitAddress> {
  const dir = mkdtempSync(path.join(tmpdir(), 'rpcscope-rabbit-'));
  const [epmdPort, distPort, amqpPort, amqpsPort, managementPort] = await freePorts(5);
  const address: RabbitAddress = {
    nodename: `rpcscope-${randomBytes(4).toString('hex')}@localhost`,
    dir,
    epmdPort,
    distPort,
    amqpPort,
    amqpsPort,
    managementPort,
    username: 'admin',
    password: 'admin-secret',
    certificates: makeCertificates(path.join(dir, 'tls')),
  };
  mkdirSync(path.join(dir, 'home'));
  writeFileSync(path.join(dir, 'enabled_plugins'), '[rabbitmq_management].\n');
  writeFileSync(path.join(dir, 'rabbitmq.conf'), configuration(address));
  return address;
}

const configuration = ({ amqpPort, amqpsPort, managementPort, ...address }: RabbitAddress) => `
listeners.tcp.1 = 127.0.0.1:${amqpPort}
listeners.ssl.1 = 127.0.0.1:${amqpsPort}
ssl_options.cacertfile = ${address.certificates.caFile}
ssl_options.certfile = ${address.certificates.serverCertFile}
ssl_options.keyfile = ${address.certificates.serverKeyFile}
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = false
management.tcp.ip = 127.0.0.1
management.tcp.port = ${managementPort}
default_user = ${address.username}
default_pass = ${address.password}
default_user_tags.administrator = true
collect_statistics_interval = 1000
log.file.level = warning
max_message_size = 134217728
${
  // RabbitMQ 4.3 refuses the queues of oslo.messaging's defaults, unless it is told not to.
  brokerRelease === undefined ? '' : 'deprecated_features.permit.transient_nonexcl_queues = true'
}
`;

function environment(address: RabbitAddress): NodeJS.ProcessEnv {
  const { dir } = address;
  return {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: path.join(dir, 'home'),
    ERL_EPMD_PORT: `${address.epmdPort}`,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: address.nodename,
    RABBITMQ_DIST_PORT: `${address.distPort}`,
    RABBITMQ_BASE: dir,
    RABBITMQ_MNESIA_BASE: path.join(dir, 'mnesia'),
    RABBITMQ_LOG_BASE: path.join(dir, 'log'),
    RABBITMQ_CONFIG_FILE: path.join(dir, 'rabbitmq.conf'),
    RABBITMQ_CONF_ENV_FILE: path.join(dir, 'no-rabbitmq-env.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(dir, 'enabled_plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_CTL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    // The script then becomes the server, so that it gets our signals.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}

/** Ports on which nothing listens. */
async function freePorts(count: 5): Promise<[number, number, number, number, number]>;
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(server => once(server, 'listening')));
  const ports = servers.map(server => (server.address() as { port: number }).port);
  await Promise.all(servers.map(server => once(server.close(), 'close')));
  return ports;
}

const isListening = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => settle(true)).on('error', () => settle(false));
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
  });
