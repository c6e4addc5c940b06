// Installs what a fresh clone needs before any of our tools can run: the modules of the lockfile and
// the Node that package.json pins. Uses Node 20's own modules alone, because no other is there yet.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const bin = path.join(root, 'node_modules', '.bin');
const pinnedNode = path.join(root, 'node_modules', 'node', 'bin', 'node');

/**
 * Runs a script with the pinned Node and the project's tools in PATH, and ends as it ends. What
 * that needs is installed before.
 */
export function handOver(script, args) {
  try {
    ensureModules();
    start(script, args);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Installs the lockfile's modules, unless they are there already. Throws when npm fails. */
function ensureModules() {
  if (modulesMatchLockfile() && nodeRuns()) return;
  console.log('Installing the modules of package-lock.json …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  // Even where npm runs no install scripts, this one must run: it installs the executable of the
  // pinned Node.
  if (!nodeRuns()) run('npm', ['rebuild', '--ignore-scripts=false', 'node', 'esbuild']);
  if (!nodeRuns()) throw new Error(`${pinnedNode} does not run: "npm rebuild node" failed.`);
}

function start(script, args) {
  const env = { ...process.env, PATH: bin + path.delimiter + (process.env.PATH ?? '') };
  const child = spawn(pinnedNode, [path.join(root, script), ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  // Ctrl+C reaches the script by itself, as a member of the terminal's process group.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', error => console.error(`${pinnedNode}: ${error.message}`));
  child.on('exit', code => (process.exitCode = code ?? 1));
}

/** npm notes what it installed in node_modules/.package-lock.json. */
function modulesMatchLockfile() {
  const installedFile = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const packages = file => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = packages(installedFile);
  return Object.entries(packages(path.join(root, 'package-lock.json'))).every(
    ([name, wanted]) =>
      name === '' ||
      (installed[name]?.version ?? (wanted.optional && wanted.version)) === wanted.version,
  );
}

function nodeRuns() {
  return spawnSync(pinnedNode, ['--version']).status === 0;
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(
      `"${command} ${args.join(' ')}" failed: ${error?.message ?? `exit code ${status}`}`,
    );
  }
}
