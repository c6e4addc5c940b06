/** OpenStack's sources, as Debian packages them: fetched once into `.cache`, never installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Debian's releases: Zed, OpenStack of 2025, and the newest. */
export type Release = 'bookworm' | 'trixie' | 'sid';

/** Packages in the releases of the captures from which the tables are made. */
export const zed = ['nova', 'neutron', 'cinder', 'glance', 'heat'] as const;
export const others = ['ironic', 'designate', 'manila', 'octavia'] as const;

/** Packages whose code is judged in a release of today, with libraries that they take names from. */
export const today = [
  ...zed,
  ...others,
  ...['keystone', 'masakari', 'trove', 'magnum'],
  ...['neutron-lib', 'pycadf', 'oslo.messaging', 'openstacksdk', 'osprofiler'],
] as const;

/** Versions that the tables were made with; a stable release may have got corrections since. */
const pinned: Partial<Record<Release, Readonly<Record<string, string>>>> = {
  trixie: {
    nova: '2:31.0.0-6+deb13u3',
    neutron: '2:26.0.3-0+deb13u3',
    cinder: '2:26.0.0-2',
    glance: '2:30.0.0-3+deb13u5',
    heat: '1:24.0.0-2',
    ironic: '1:29.0.5-0+deb13u3',
    designate: '1:20.0.0-2+deb13u1',
    manila: '1:20.0.0-3+deb13u2',
    octavia: '16.0.0-2+deb13u1',
    keystone: '2:27.0.0-3+deb13u6',
    masakari: '19.0.0-3',
    trove: '1:23.0.0-2',
    magnum: '20.0.0-2',
    'neutron-lib': '3.18.2-3',
  },
};

const cache = path.resolve('.cache/openstack');

/** @returns the folder that has the package's modules, as `nova` */
export function sourceFolder(project: string, release: Release = 'bookworm'): string {
  const folder = path.join(cache, release === 'bookworm' ? '' : release, project);
  if (!existsSync(folder)) fetch(project, folder, release);
  return path.join(folder, 'usr/lib/python3/dist-packages');
}

function fetch(project: string, folder: string, release: Release): void {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const apt = aptOf(release);
  const name = `python3-${project}`;
  const version = pinned[release]?.[project];
  const download = () =>
    (version !== undefined && apt(['download', `${name}=${version}`], partial) === 0) ||
    apt(['download', name], partial) === 0;
  if (!download()) {
    // The list of packages is too old, or there is none.
    apt(['-qq', 'update'], partial);
    if (!download()) {
      throw new Error(`Cannot fetch ${name} of Debian ${release}: these tests need it.`);
    }
  }
  const archive = readdirSync(partial).find(each => each.endsWith('.deb'));
  if (archive === undefined || run('dpkg', ['-x', archive, partial], partial) !== 0) {
    throw new Error(`Cannot unpack Debian's package ${name}.`);
  }
  rmSync(path.join(partial, archive));
  renameSync(partial, folder);
}

type Apt = (args: readonly string[], cwd: string) => number | null;

/** Another release than that of the machine has lists of its own, which change nothing here. */
function aptOf(release: Release): Apt {
  if (release === 'bookworm') return (args, cwd) => run('apt-get', args, cwd);
  const own = path.join(cache, `apt-${release}`);
  for (const each of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(path.join(own, each), { recursive: true });
  }
  const sources = path.join(own, 'sources.list');
  const key = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(sources, `deb [signed-by=${key}] http://deb.debian.org/debian ${release} main\n`);
  const options = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': path.join(own, 'lists'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': path.join(own, 'cache'),
    'Acquire::Languages': 'none',
  };
  const given = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return (args, cwd) => run('apt-get', [...given, ...args], cwd);
}

/** The output is shown only on failure: as root, apt warns of a folder that its own user cannot enter. */
function run(command: string, args: readonly string[], cwd: string): number | null {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) console.error(stderr);
  return status;
}
