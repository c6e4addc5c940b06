/**
 * The Debian release whose RabbitMQ and oslo.messaging the broker tests use. `RPCSCOPE_BROKER` names
 * it; without it they are the packages of the machine. Those of another release run in a root of
 * their own, see debianRoot.mts.
 */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cache, root } from './root.mts';

export const brokerVariable = 'RPCSCOPE_BROKER';

/** Versions of RabbitMQ in the releases besides the machine's. */
const newerReleases = {
  trixie: /^4\.0\./,
  // It moves: RabbitMQ 4.3 and oslo.messaging 18 at the end of 2026.
  sid: /^4\./,
} as const;

export type NewerRelease = keyof typeof newerReleases;

/** `undefined` for the packages of the machine. */
export const brokerRelease = releaseOf(process.env[brokerVariable]);

/** Version of the RabbitMQ under test; that of the machine is Debian bookworm's. */
export const rabbitVersion = brokerRelease ? newerReleases[brokerRelease] : /^3\.10\./;

export const rootOf = (release: NewerRelease): string => path.join(cache, 'debian', release);

/** A command with its arguments, as the machine has to run it. */
export type Command = readonly [name: string, args: readonly string[]];

/** The command in the root of the release under test, or as it is where there is none. */
export const ofRelease = (name: string, args: readonly string[]): Command =>
  brokerRelease === undefined ? [name, args] : inRoot(rootOf(brokerRelease), name, args);

/**
 * Runs a command inside a root, with the machine's devices, processes and temporary files, and with
 * this project under the same path. The mounts belong to the command and end with it, and the
 * process that is started becomes the command, so that signals reach it. It takes root's rights.
 */
export function inRoot(folder: string, name: string, args: readonly string[]): Command {
  const shared = ['/dev', '/proc', tmpdir(), root];
  const script = `
    for shared in ${shared.map(each => `'${each}'`).join(' ')}; do
      mkdir -p "$0$shared" && mount --rbind "$shared" "$0$shared" || exit
    done
    exec chroot "$0" "$@"`;
  return ['unshare', ['--mount', 'sh', '-c', script, folder, name, ...args]];
}

function releaseOf(name: string | undefined): NewerRelease | undefined {
  if (name === undefined || name in newerReleases) return name as NewerRelease | undefined;
  throw new Error(
    `${brokerVariable} is "${name}"; it can be ${Object.keys(newerReleases).join(' or ')}.`,
  );
}
