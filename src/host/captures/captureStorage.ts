/**
 * Storage of captures for which the user chose no file: recordings of brokers and imports of other
 * formats. All windows share it. An open capture carries a mark with the id of its window's process
 * (`….rpcscope.open-<pid>`), so that no other window removes it.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatDateAndSeconds } from '../../core/text/times';
import { captureName } from '../../node/captureName';
import { isOwnedByOther } from '../../node/processOwner';

export const captureExtension = '.rpcscope';

/** Number of captures of each kind that pruning leaves, besides those that the user keeps. */
const keptCaptures = 10;

const kinds = ['live', 'imported'] as const;
type Kind = (typeof kinds)[number];

export class CaptureStorage {
  /** File names of imports that may not have been written yet. */
  private readonly reserved = new Set<string>();

  /** @param root folder, created when needed */
  constructor(private readonly root: string) {}

  /** @returns a new path for a recording, which contains the id of its broker */
  async newLivePath(profileId: string, name: string, at: Date): Promise<string> {
    const local = formatDateAndSeconds(at.getTime() * 1000);
    const stem = fileNameOf(`${name} ${local.replaceAll(':', '.')}`);
    return await this.inFolder('live', profileId, stem);
  }

  /** @returns a new path for the import of a file, whose name no stored import has */
  async newImportPath(from: string): Promise<string> {
    const stored = (await this.capturesOf('imported')).map(({ path: file }) => path.basename(file));
    const taken = new Set([...stored, ...this.reserved]);
    const name = freeName(fileNameOf(captureName(from)), taken);
    this.reserved.add(name);
    // A path is not used again: a tab of a window that was closed would show another capture.
    const folder = path.join(this.root, 'imported' satisfies Kind, randomUUID());
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return path.join(folder, name);
  }

  /** @returns the profile of the broker that a stored capture was recorded from */
  profileIdOf(capturePath: string): string | undefined {
    const [kind, profileId] = path.relative(this.root, capturePath).split(path.sep);
    return kind === ('live' satisfies Kind) ? profileId : undefined;
  }

  /** Marks the capture as open, for other windows. */
  async mark(capturePath: string): Promise<void> {
    if (this.holds(capturePath)) await writeFile(markOf(capturePath), '');
  }

  async unmark(capturePath: string): Promise<void> {
    if (this.holds(capturePath)) await rm(markOf(capturePath), { force: true });
  }

  /** Lists all stored captures. */
  async list(): Promise<readonly { readonly path: string; readonly kind: Kind }[]> {
    const lists = kinds.map(async kind => {
      const captures = await this.capturesOf(kind);
      return captures.map(({ path: file }) => ({ path: file, kind }));
    });
    return (await Promise.all(lists)).flat();
  }

  /** Exempts a capture from pruning, because the user has annotated it. */
  async keep(capturePath: string): Promise<void> {
    if (this.holds(capturePath)) await writeFile(`${capturePath}${keepSuffix}`, '');
  }

  /** Removes a capture and all of its files. */
  async remove(capturePath: string): Promise<void> {
    const folder = path.dirname(capturePath);
    this.reserved.delete(path.basename(capturePath));
    const own = (await namesIn(folder)).filter(name => name.startsWith(path.basename(capturePath)));
    for (const name of own) await rm(path.join(folder, name), { force: true });
    // Fails, as intended, while the folder holds other captures.
    await rmdir(folder).catch(() => undefined);
  }

  /**
   * Removes old captures: all but the newest of each kind, unless a window has them open.
   *
   * @param isOpen returns true when this window has the capture open
   */
  async prune(isOpen: (capturePath: string) => boolean): Promise<void> {
    for (const kind of kinds) {
      const closed = (await this.capturesOf(kind)).filter(
        capture => !isOpen(capture.path) && !capture.isOpenElsewhere && !capture.isKept,
      );
      closed.sort((one, other) => other.changedAtMillis - one.changedAtMillis);
      for (const capture of closed.slice(keptCaptures)) {
        // The next pruning tries again.
        await this.remove(capture.path).catch(() => undefined);
      }
    }
  }

  private holds(capturePath: string): boolean {
    const relative = path.relative(this.root, capturePath);
    // An absolute result means another drive.
    return !relative.startsWith('..') && !path.isAbsolute(relative);
  }

  private async inFolder(kind: Kind, folder: string, stem: string): Promise<string> {
    const full = path.join(this.root, kind, folder);
    await mkdir(full, { recursive: true, mode: 0o700 });
    const taken = new Set(await namesIn(full));
    return path.join(full, freeName(stem, taken));
  }

  private async capturesOf(kind: Kind): Promise<readonly StoredCapture[]> {
    const captures: StoredCapture[] = [];
    for (const folderName of await namesIn(path.join(this.root, kind))) {
      const folder = path.join(this.root, kind, folderName);
      const names = await namesIn(folder);
      for (const name of names.filter(each => each.endsWith(captureExtension))) {
        const found = await stat(path.join(folder, name)).catch(() => undefined);
        if (!found) continue;
        captures.push({
          path: path.join(folder, name),
          changedAtMillis: found.mtimeMs,
          isOpenElsewhere: await isMarkedByOther(folder, name, names),
          isKept: names.includes(`${name}${keepSuffix}`),
        });
      }
    }
    return captures;
  }
}

interface StoredCapture {
  readonly path: string;
  readonly changedAtMillis: number;
  readonly isOpenElsewhere: boolean;
  readonly isKept: boolean;
}

const keepSuffix = '.keep';

const markOf = (capturePath: string) => `${capturePath}.open-${process.pid}`;

async function isMarkedByOther(
  folder: string,
  fileName: string,
  names: readonly string[],
): Promise<boolean> {
  const prefix = `${fileName}.open-`;
  for (const name of names.filter(each => each.startsWith(prefix))) {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (found && isOwnedByOther(Number(name.slice(prefix.length)), found.mtimeMs)) return true;
  }
  return false;
}

/** @returns the file name of a capture, with a number where others have the name */
function freeName(stem: string, taken: ReadonlySet<string>): string {
  let name = `${stem}${captureExtension}`;
  for (let count = 2; taken.has(name); count++) name = `${stem} ${count}${captureExtension}`;
  return name;
}

/** Lists a folder; a missing folder counts as empty. */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Turns a name into a part of a file name that every operating system accepts. */
export const fileNameOf = (name: string): string =>
  name.replace(/[\u0000-\u001f<>:"/\\|?*]+/gu, '-').slice(0, 80) || 'capture';
