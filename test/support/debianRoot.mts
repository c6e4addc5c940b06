/**
 * A newer Debian release with its RabbitMQ and oslo.messaging, in a folder of `.cache`: nothing of it
 * is installed on the machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NewerRelease } from './brokerRelease.mts';
import { inRoot, rootOf } from './brokerRelease.mts';
import { run } from './processes.mts';

const packages = ['rabbitmq-server', 'python3-oslo.messaging'];

/**
 * Makes the root of a release, from the mirror that apt uses: a stable release once, sid as it is
 * now. Throws when something cannot be fetched.
 */
export function ensureDebianRoot(release: NewerRelease): void {
  const folder = rootOf(release);
  if (process.getuid?.() !== 0) {
    throw new Error(`Debian ${release} is tested in a root of its own, which only root can enter.`);
  }
  if (!existsSync(folder)) {
    console.log(`Fetching Debian ${release} into ${folder} …`);
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    // The script of sid fits every release that is newer than the machine's debootstrap.
    const script = '/usr/share/debootstrap/scripts/sid';
    run('debootstrap', ['--variant=minbase', release, partial, aptMirror(), script], {
      isQuiet: true,
    });
    prepare(partial);
    installPackages(partial);
    renameSync(partial, folder);
  } else if (release === 'sid') {
    installPackages(folder);
  }
}

function prepare(folder: string): void {
  const write = (file: string, text: string, mode = 0o644) =>
    writeFileSync(path.join(folder, file), text, { mode });
  // Debian starts a broker when it is installed, unless this file says that it must not.
  write('usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755);
  write('etc/hosts', '127.0.0.1 localhost\n');
  // The machine's way to the mirror, and the greatest age of its lists.
  const settings = outputOf('apt-config', 'dump').filter(line => line.startsWith('Acquire::'));
  write('etc/apt/apt.conf.d/90machine', `${settings.join('\n')}\n`);
}

function installPackages(folder: string): void {
  const apt = (...args: string[]) => {
    const [name, all] = inRoot(folder, 'apt-get', ['-qq', '-y', ...args]);
    run(name, all, { env: { DEBIAN_FRONTEND: 'noninteractive', LANG: 'C.UTF-8' }, isQuiet: true });
  };
  apt('update');
  apt('install', '--no-install-recommends', ...packages);
  apt('clean');
}

/** @returns the first mirror of Debian itself, not of its security updates, among apt's sources */
function aptMirror(): string {
  const find = () =>
    outputOf(
      'apt-get',
      ...['indextargets', '--format', '$(SITE)', 'Created-By: Packages', 'Label: Debian'],
    ).find(line => /^https?:/.test(line));
  const mirror = find();
  if (mirror !== undefined) return mirror;
  // Labels are known from the lists of packages.
  run('apt-get', ['-qq', 'update']);
  const found = find();
  if (found !== undefined) return found;
  throw new Error('None of the sources of apt is a mirror of Debian.');
}

const outputOf = (command: string, ...args: string[]): string[] =>
  spawnSync(command, args, { encoding: 'utf8' }).stdout.split('\n');
