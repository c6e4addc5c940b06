/**
 * Files that the user names for something new. Nothing is destroyed by them: not what they are made
 * from, and no other file unless the user said that it may be replaced. They hold what a broker
 * carried, so that only their owner may read them.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { markPattern, ownMark, removeAbandonedIn } from '../node/processOwner';
import { companions, withCompanions } from '../node/sqliteFile';
import { SourceError } from '../core/amqp/traceSource';

/** Whatever the umask is: others may neither read nor write. */
const privateMode = 0o600;

export interface OutputOptions {
  /** Files and folders that the new file is made from. They are never replaced. */
  readonly madeFrom: readonly string[];
  /** True when an existing file may be replaced. */
  readonly replaces: boolean;
}

const partName = new RegExp(
  `^rpcscope-(${markPattern})-[\\da-f-]{36}\\.part(?:${companions.join('|')})?$`,
);

/** Removes the parts of killed processes from a folder. */
export const removeAbandonedParts = (folder: string): void => removeAbandonedIn(folder, partName);

/** @returns an empty file that only its owner can read, under a name of its own beside `place` */
export function createPart(place: string): string {
  const folder = path.dirname(place);
  removeAbandonedParts(folder);
  const part = path.join(folder, `rpcscope-${ownMark()}-${randomUUID()}.part`);
  createPrivateFile(part);
  return part;
}

/** @throws when something exists there already */
function createPrivateFile(file: string): void {
  const handle = fs.openSync(file, 'wx', privateMode);
  try {
    // An umask can only take permissions away; some take those of the owner, too.
    fs.fchmodSync(handle, privateMode);
  } finally {
    fs.closeSync(handle);
  }
}

/**
 * Checks that a new file may be written.
 *
 * @returns its path; that of the file itself where a symbolic link leads to one that is replaced
 * @throws {SourceError} `fileUnwritable`
 */
export function placeOf(target: string, { madeFrom, replaces }: OutputOptions): string {
  const known = statOf(target);
  for (const source of madeFrom) {
    for (const file of withCompanions(target)) {
      if (isPartOf(file, source)) {
        throw unwritable(`${file} is what it would be made from: it is not replaced`);
      }
    }
  }
  const folder = path.dirname(target);
  if (!statOf(folder)?.isDirectory()) throw unwritable(`there is no folder ${folder}`);
  if (known && !known.isFile()) throw unwritable(`${target} is not a regular file`);
  if (!replaces) {
    for (const file of withCompanions(target)) if (isThere(file)) throw taken(file);
  }
  // A symbolic link stays a link.
  return known ? fs.realpathSync(target) : target;
}

/**
 * Moves a complete file to its place, which has the former or the new content at every moment.
 *
 * @param place see {@link placeOf}
 * @throws {SourceError} `fileUnwritable` when nothing is to be replaced, and a file has come there
 */
export function moveToPlace(part: string, place: string, replaces: boolean): void {
  if (!replaces && linked(part, place)) {
    fs.rmSync(part);
    return;
  }
  // SQLite would take the log of a replaced capture for that of the new one.
  for (const suffix of companions) fs.rmSync(place + suffix, { force: true });
  fs.renameSync(part, place);
}

/**
 * Links a file to a second name that nothing has yet; other than renaming, this replaces nothing.
 *
 * @returns false where the file system has no links
 */
function linked(part: string, place: string): boolean {
  try {
    fs.linkSync(part, place);
    return true;
  } catch (error) {
    if (isThere(place)) throw taken(place);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(String(code))) return false;
    throw error;
  }
}

/** Removes a part that was not completed. */
export function removePart(part: string): void {
  for (const file of withCompanions(part)) fs.rmSync(file, { force: true });
}

/** @returns true when both paths lead to one existing file, through links as well */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statOf(one), statOf(other)];
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** Tells whether an existing file is the source, or lies in it where that is a folder. */
function isPartOf(file: string, source: string): boolean {
  if (statOf(file) === undefined) return false;
  return isSameFile(file, source) || isSameFile(path.dirname(fs.realpathSync(file)), source);
}

/** @returns `undefined` where nothing can be read: writing there will tell the reason */
function statOf(file: string): fs.BigIntStats | undefined {
  try {
    return fs.statSync(file, { bigint: true });
  } catch {
    return undefined;
  }
}

/** A link that leads nowhere is there, too. */
const isThere = (file: string): boolean =>
  fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;

const taken = (file: string): SourceError =>
  unwritable(`${file} exists already, and is not replaced`);

export const unwritable = (detail: string): SourceError =>
  new SourceError({ code: 'fileUnwritable', detail });
