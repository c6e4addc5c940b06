/**
 * rpcscope: the engine on the command line. It needs a Node with SQLite in it (22.13 and newer);
 * in a checkout of the project an older one hands over to the Node that the project brings along.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
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
    return spawnSync(ownNode, args, { stdio: 'inherit' }).status ?? 1;
  }
  process.stderr.write(
    `rpcscope: Node ${process.versions.node} has no SQLite; Node 22.13 or newer is needed.\n`,
  );
  return 2;
}

void main().then(code => (process.exitCode = code));
