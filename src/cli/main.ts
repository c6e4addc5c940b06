/**
 * rpcscope: the engine on the command line. It needs a Node with SQLite (22.16 or newer). In a
 * checkout of the project, an older Node starts the Node of the project's dependencies instead.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { isWorkerThread } from '../node/workerSide';
import { hearWriteErrors } from './output';

const ownNode = path.join(__dirname, '../node_modules/node/bin/node');

async function main(): Promise<number> {
  if (isBuiltin('node:sqlite')) {
    const { run } = await import('./run');
    hearWriteErrors();
    return run(process.argv.slice(2));
  }
  if (existsSync(ownNode)) {
    const args = [__filename, ...process.argv.slice(2)];
    return handOver(args);
  }
  process.stderr.write(
    `rpcscope: Node ${process.versions.node} has no SQLite; Node 22.16 or newer is needed.\n`,
  );
  return 2;
}

/**
 * Runs the command in the project's own Node, and passes signals on, so that a recording ends in
 * order.
 */
async function handOver(args: readonly string[]): Promise<number> {
  const child = spawn(ownNode, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => child.kill(signal));
  }
  await once(child, 'close');
  // A shell tells in this way that a signal ended a command.
  const { exitCode, signalCode } = child;
  return exitCode ?? (signalCode ? 128 + constants.signals[signalCode] : 1);
}

// A command that records runs its engine in a thread of the same bundle.
if (isWorkerThread()) void import('../engine/worker');
else void main().then(code => (process.exitCode = code));
