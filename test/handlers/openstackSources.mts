/** OpenStack's sources, as Debian packages them: fetched once into `.cache`, never installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Packages in the releases of the captures from which the tables are made. */
export const zed = ['nova', 'neutron', 'cinder', 'glance', 'heat'] as const;
export const others = ['ironic', 'designate', 'manila', 'octavia'] as const;

const cache = path.resolve('.cache/openstack');

/** @returns the folder that has the package's modules, as `nova` */
export function sourceFolder(project: string): string {
  const folder = path.join(cache, project);
  if (!existsSync(folder)) fetch(project, folder);
  return path.join(folder, 'usr/lib/python3/dist-packages');
}

function fetch(project: string, folder: string): void {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  if (run('apt-get', ['download', `python3-${project}`], partial) !== 0) {
    // The list of packages is too old, or there is none.
    run('apt-get', ['-qq', 'update'], partial);
    if (run('apt-get', ['download', `python3-${project}`], partial) !== 0) {
      throw new Error(`Cannot fetch Debian's package python3-${project}: these tests need it.`);
    }
  }
  const archive = readdirSync(partial).find(name => name.endsWith('.deb'));
  if (archive === undefined || run('dpkg', ['-x', archive, partial], partial) !== 0) {
    throw new Error(`Cannot unpack Debian's package python3-${project}.`);
  }
  rmSync(path.join(partial, archive));
  renameSync(partial, folder);
}

/** The output is shown only on failure: as root, apt warns of a folder that its own user cannot enter. */
function run(command: string, args: readonly string[], cwd: string): number | null {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) console.error(stderr);
  return status;
}
