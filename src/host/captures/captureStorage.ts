/**
 * Where captures live that the user did not name: recordings of brokers and imports of other
 * formats. Windows share it. A capture that a window has open carries a mark with the id of the
 * window's process (`….rpcscope.open-<pid>`), so that no other window removes it.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatDateAndSeconds } from '../../core/text/times';
import { isOwnedByOther } from '../../node/processOwner';

export const captureExtension = '.rpcscope';

/** Captures of each kind that outlive their tab; older ones are removed, unless they are kept. */
const keptCaptures = 10;

const kinds = ['live', 'imported'] as const;
type Kind = (typeof kinds)[number];

export class CaptureStorage {
  /** @param root folder, made when needed */
  constructor(private readonly root: string) {}

  /** A new path for a recording; tells later which broker it is from. */
  async newLivePath(profileId: string, name: string, at: Date): Promise<string> {
    const local = formatDateAndSeconds(at.getTime() * 1000);
    const stem = fileNameOf(`${name} ${local.replaceAll(':', '.')}`);
    return await this.inFolder('live', profileId, stem);
  }

  async newImportPath(from: string): Promise<string> {
    const stem = path.basename(from).replace(/(\.(ndjson|json|log|gz))+$/iu, '');
    return await this.inFolder('imported', randomUUID(), fileNameOf(stem));
  }

  /** The broker that a stored capture was recorded from. */
  profileIdOf(capturePath: string): string | undefined {
    const [kind, profileId] = path.relative(this.root, capturePath).split(path.sep);
    return kind === ('live' satisfies Kind) ? profileId : undefined;
  }

  /** Tells other windows that the capture is open here. */
  async mark(capturePath: string): Promise<void> {
    if (this.holds(capturePath)) await writeFile(markOf(capturePath), '');
  }

  async unmark(capturePath: string): Promise<void> {
    if (this.holds(capturePath)) await rm(markOf(capturePath), { force: true });
  }

  /** All that is there. */
  async list(): Promise<readonly { readonly path: string; readonly kind: Kind }[]> {
    const lists = kinds.map(async kind => {
      const captures = await this.capturesOf(kind);
      return captures.map(({ path: file }) => ({ path: file, kind }));
    });
    return (await Promise.all(lists)).flat();
  }

  /** What the user has written on is removed by the user alone. */
  async keep(capturePath: string): Promise<void> {
    if (this.holds(capturePath)) await writeFile(`${capturePath}${keepSuffix}`, '');
  }

  /** Removes a capture and all that belongs to it. */
  async remove(capturePath: string): Promise<void> {
    const folder = path.dirname(capturePath);
    const own = (await namesIn(folder)).filter(name => name.startsWith(path.basename(capturePath)));
    for (const name of own) await rm(path.join(folder, name), { force: true });
    // Fails, as it should, while other captures are in it.
    await rmdir(folder).catch(() => undefined);
  }

  /**
   * Removes all but the newest captures that no window has open.
   *
   * @param isOpen whether this window has a capture open
   */
  async prune(isOpen: (capturePath: string) => boolean): Promise<void> {
    for (const kind of kinds) {
      const closed = (await this.capturesOf(kind)).filter(
        capture => !isOpen(capture.path) && !capture.isOpenElsewhere && !capture.isKept,
      );
      closed.sort((one, other) => other.changedAtMillis - one.changedAtMillis);
      for (const capture of closed.slice(keptCaptures)) {
        // What cannot be removed now is tried again next time.
        await this.remove(capture.path).catch(() => undefined);
      }
    }
  }

  private holds(capturePath: string): boolean {
    const relative = path.relative(this.root, capturePath);
    // Absolute: on another drive.
    return !relative.startsWith('..') && !path.isAbsolute(relative);
  }

  private async inFolder(kind: Kind, folder: string, stem: string): Promise<string> {
    const full = path.join(this.root, kind, folder);
    await mkdir(full, { recursive: true });
    const taken = new Set(await namesIn(full));
    let name = `${stem}${captureExtension}`;
    for (let count = 2; taken.has(name); count++) name = `${stem} ${count}${captureExtension}`;
    return path.join(full, name);
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
  captureName: string,
  names: readonly string[],
): Promise<boolean> {
  const prefix = `${captureName}.open-`;
  for (const name of names.filter(each => each.startsWith(prefix))) {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (found && isOwnedByOther(Number(name.slice(prefix.length)), found.mtimeMs)) return true;
  }
  return false;
}

/** Entries of a folder; none when there is no such folder. */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** A name as part of a file name that every system takes. */
export const fileNameOf = (name: string): string =>
  name.replace(/[\u0000-\u001f<>:"/\\|?*]+/gu, '-').slice(0, 80) || 'capture';
