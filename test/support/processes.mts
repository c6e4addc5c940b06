import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

interface LoudOrQuiet extends RunOptions {
  /** Shows the output only when the command fails; default false. */
  readonly isQuiet?: boolean;
}

/** Runs a command to its end, with its output on ours. Throws when it fails. */
export function run(
  command: string,
  args: readonly string[],
  { isQuiet = false, ...options }: LoudOrQuiet = {},
): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    ...options,
    env: { ...process.env, ...options.env },
    stdio: isQuiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  if (status !== 0) {
    if (isQuiet) console.error(`${stdout}${stderr}`);
    const reason = error?.message ?? `exit code ${status ?? 'none'}`;
    throw new Error(`"${[command, ...args].join(' ')}" failed: ${reason}`);
  }
}

/** Runs a command to its end, with its output on ours. @returns its exit code; 1 when it was killed */
export function exitCodeOf(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      ...options,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', error => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', code => resolve(code ?? 1));
  });
}

/** @returns the path of an executable, as a shell would find it */
export function findOnPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.map(folder => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
