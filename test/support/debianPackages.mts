/**
 * The parts of the tests that npm does not have: a broker, OpenStack's messaging library, a
 * browser. On Debian they are installed where they are missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findOnPath, run } from './processes.mts';

interface Need {
  readonly packages: readonly string[];
  isThere(): boolean;
}

const needs = {
  broker: {
    packages: ['rabbitmq-server'],
    isThere: () => findOnPath('rabbitmq-server') !== undefined,
  },
  osloMessaging: {
    packages: ['python3-oslo.messaging'],
    isThere: () => spawnSync('/usr/bin/python3', ['-c', 'import oslo_messaging']).status === 0,
  },
  debootstrap: {
    packages: ['debootstrap'],
    isThere: () => findOnPath('debootstrap') !== undefined,
  },
  browser: {
    packages: ['chromium', 'fonts-noto-core'],
    isThere: () => existsSync(chromiumPath),
  },
  // For two native modules of code-server.
  compiler: {
    packages: ['python3', 'make', 'g++'],
    isThere: () => ['python3', 'make', 'g++'].every(name => findOnPath(name) !== undefined),
  },
} satisfies Record<string, Need>;

export type NeedName = keyof typeof needs;

export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Installs missing packages. Throws a sentence with the remedy where that is not possible. */
export function ensurePackages(names: readonly NeedName[]): void {
  const missing = names.filter(name => !needs[name].isThere());
  if (missing.length === 0) return;
  const packages = missing.flatMap(name => needs[name].packages);
  const command = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  if (findOnPath('apt-get') === undefined) {
    throw new Error(`Missing: ${missing.join(', ')}. On Debian: ${command}`);
  }
  if (process.getuid?.() !== 0) {
    throw new Error(`Missing: ${missing.join(', ')}. Please run: sudo ${command}`);
  }
  console.log(`Installing ${packages.join(', ')} …`);
  withoutStartingServices(() => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['-qq', 'update'], { env });
    run('apt-get', ['-qq', '-y', 'install', '--no-install-recommends', ...packages], { env });
  });
  const stillMissing = missing.filter(name => !needs[name].isThere());
  if (stillMissing.length > 0) {
    throw new Error(`Installed, but not found: ${stillMissing.join(', ')}.`);
  }
}

/** Debian starts a broker when it is installed, unless this file says that it must not. */
function withoutStartingServices(install: () => void): void {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) {
    install();
    return;
  }
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(policy, { force: true });
  }
}
