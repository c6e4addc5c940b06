import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeServer } from './codeServerInstall.mts';
import { timeoutMillis } from './timeout.mts';

export interface CodeServerOptions {
  /** Folder for user data, extensions, settings and the log; kept afterwards. */
  readonly home: string;
  /** Default: a free port. */
  readonly port?: number;
  /** User settings in addition to the ones that keep every run quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Path of an extension's package that is installed before the start. */
  readonly vsix?: string;
  /**
   * Obey the test and extension paths of the workbench's URL, which a built workbench does only in
   * its mode for smoke tests. That mode shows no notifications. Default: false.
   */
  readonly takesExtensionsFromUrl?: boolean;
  /** Password that a browser must know. Default: none is asked for. */
  readonly password?: string;
  /** Seconds without a browser after which the server ends itself; default 120; 0 means never. */
  readonly idleSeconds?: number;
}

export interface CodeServer {
  readonly url: string;
  /** Authority `host:port`, as in `vscode-remote://host:port/path`. */
  readonly authority: string;
  /** Resolves when the server has ended. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** Instructions for the workbench when it opens, which go into its URL. */
export type WorkbenchPayload = readonly (readonly [key: string, value: string])[];

/** Starts a private code-server on 127.0.0.1. Throws with the end of its log when it does not start. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const port = options.port ?? (await freePort());
  mkdirSync(path.join(options.home, 'extensions'), { recursive: true });
  writeFileSync(path.join(options.home, 'config.yaml'), '');
  writeSettings(options.home, options.settings);
  if (options.vsix !== undefined) installExtension(options.home, options.vsix);
  const child = spawn(codeServer.node, serverArguments(options, port), {
    env: serverEnvironment({ ...options.env, PASSWORD: options.password }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // The server gets a process group, so that its children end with it.
    detached: true,
  });
  const log = createWriteStream(path.join(options.home, 'server.log'), { flags: 'a' });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  endWithUs(child);
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, child, path.join(options.home, 'server.log'));
  return {
    url,
    authority: `127.0.0.1:${port}`,
    exited,
    async stop() {
      endGroup(child);
      await exited;
    },
  };
}

/** The address of a workbench on a folder, a workspace file, or nothing. */
export function workbenchUrl(
  server: CodeServer,
  folder: string | undefined,
  payload: WorkbenchPayload,
): string {
  const url = new URL(server.url);
  if (folder === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  url.searchParams.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true']]));
  return url.href;
}

/** URI of a file or folder of this machine in the workbench of `server`. */
export const remoteUri = (server: CodeServer, file: string): string =>
  `vscode-remote://${server.authority}${path.resolve(file)}`;

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'window.autoDetectColorScheme': false,
  // In a browser, a second after an edit by default: what a test has typed may then be on the disk.
  'files.autoSave': 'off',
};

function writeSettings(home: string, settings: CodeServerOptions['settings']): void {
  const userFolder = path.join(home, 'data', 'User');
  mkdirSync(userFolder, { recursive: true });
  writeFileSync(
    path.join(userFolder, 'settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
}

function installExtension(home: string, vsix: string): void {
  const args = [codeServer.entry, ...homeArguments(home), '--install-extension', vsix, '--force'];
  const { status, stdout, stderr } = spawnSync(codeServer.node, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`code-server did not install ${vsix}:\n${stdout}${stderr}`);
}

/** The folders of one code-server. */
const homeArguments = (home: string): string[] => [
  ...['--config', path.join(home, 'config.yaml')],
  ...['--user-data-dir', path.join(home, 'data')],
  ...['--extensions-dir', path.join(home, 'extensions')],
];

function serverArguments(options: CodeServerOptions, port: number): string[] {
  const { home, password, takesExtensionsFromUrl = false, idleSeconds = 120 } = options;
  return [
    codeServer.entry,
    ...homeArguments(home),
    ...['--auth', password === undefined ? 'none' : 'password'],
    ...['--bind-addr', `127.0.0.1:${port}`],
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
    '--ignore-last-opened',
    ...(takesExtensionsFromUrl ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ...(idleSeconds > 0 ? ['--idle-timeout-seconds', String(idleSeconds)] : []),
  ];
}

/** The environment without the variables by which a surrounding VS Code would affect ours. */
function serverEnvironment(extra: CodeServerOptions['env']): NodeJS.ProcessEnv {
  const env = { ...process.env, ...extra };
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VSCODE_(?!TEST)|ELECTRON_)/.test(name)),
  );
}

async function untilHealthy(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + timeoutMillis;
  while (child.exitCode === null && Date.now() < deadline) {
    const healthy = await fetch(`${url}/healthz`).then(
      response => response.ok,
      () => false,
    );
    if (healthy) return;
    await delay(100);
  }
  endGroup(child);
  throw new Error(`code-server did not start; see ${logFile}`);
}

/** Ends the server with this process, however that ends. */
function endWithUs(child: ChildProcess): void {
  const end = () => endGroup(child);
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // The process has ended in the meantime.
  }
}

/** @returns a port of 127.0.0.1 on which nothing listens */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(port));
      });
  });
}
