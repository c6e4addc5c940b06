/**
 * Installs code-server, a VS Code whose workbench runs in a browser, into the cache folder: it is
 * too big (640 MB) for a dependency that every `npm ci` would fetch.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findOnPath, run } from './processes.mts';
import { cache } from './root.mts';

/** Versions of one release: code-server refuses to run on another Node than its own. */
const versions = { node: '24.21.0', codeServer: '4.139.1' };

const folder = path.join(cache, 'code-server');
const nodeFolder = path.join(folder, 'node_modules', `node-${process.platform}-${process.arch}`);
const serverFolder = path.join(folder, 'node_modules', 'code-server');

export const codeServer = {
  node: path.join(nodeFolder, 'bin', 'node'),
  entry: path.join(serverFolder, 'out', 'node', 'entry.js'),
} as const;

/** Installs code-server, which takes about a minute; does nothing when it is installed. */
export function ensureCodeServer(): void {
  const stampFile = path.join(folder, '.stamp');
  const stamp = JSON.stringify(versions);
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
    console.log(`Installing code-server ${versions.codeServer} into ${folder} …`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    install();
    writeFileSync(stampFile, stamp);
  }
  compileNativeModules();
}

const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

function install(): void {
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const vscode = path.join(serverFolder, 'lib', 'vscode');
  const npmInstall = (cwd: string, ...args: string[]) =>
    run('npm', ['install', ...quiet, '--ignore-scripts', ...args], { cwd, env: env() });
  npmInstall(
    folder,
    '--no-save',
    `${path.basename(nodeFolder)}@${versions.node}`,
    `code-server@${versions.codeServer}`,
  );
  // code-server's install script would do these two after a check of the Node that runs npm.
  npmInstall(vscode, '--omit=dev');
  npmInstall(path.join(vscode, 'extensions'), '--omit=dev');
  for (const unused of ['node_modules/@github', 'extensions/copilot']) {
    rmSync(path.join(vscode, unused), { recursive: true, force: true });
  }
}

/** Native modules; log files need one of them. Without a compiler the workbench works with a noisier log. */
function compileNativeModules(): void {
  const vscode = path.join(serverFolder, 'lib', 'vscode');
  const binary = path.join(vscode, 'node_modules/@vscode/spdlog/build/Release/spdlog.node');
  const compilers = ['python3', 'make', 'g++'];
  if (existsSync(binary) || !compilers.every(name => findOnPath(name) !== undefined)) return;
  run(
    'npm',
    // npm may use the headers of the machine's Node, and needs those of this one.
    ['rebuild', ...quiet, `--nodedir=${nodeFolder}`, '@vscode/spdlog', '@vscode/native-watchdog'],
    { cwd: vscode, env: env() },
  );
}

const env = () => ({
  PATH: path.dirname(codeServer.node) + path.delimiter + (process.env['PATH'] ?? ''),
});
