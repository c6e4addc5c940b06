/**
 * Several processes share files: windows of the editor, and commands. These functions tell whether
 * another process still uses a file, and remove files whose process has ended.
 */
import fs from 'node:fs';
import { uptime } from 'node:os';
import path from 'node:path';

/**
 * Tells whether another running process owns something that it marked with its process id. A mark
 * from before the machine's last start does not count, because process ids are reused.
 */
export function isOwnedByOther(pid: number, markedAtMillis: number): boolean {
  if (pid === process.pid) return false;
  const startedAtMillis = Date.now() - uptime() * 1000;
  return markedAtMillis >= startedAtMillis && isAlive(pid);
}

/** Matches the mark of {@link ownMark} in a name. */
export const markPattern = String.raw`\d+\.\d+\.\d+`;

/**
 * Mark of this process for names of files: its id, its start in ticks of the clock since that of the
 * machine, and its namespace, because containers may share files but not process ids. `0` stands for
 * what is not known.
 */
export const ownMark = (): string => `${process.pid}.${startOf(process.pid)}.${processNamespace()}`;

/**
 * Removes files and folders whose names have the mark of a process that has ended. One is left alone
 * unless it is this user's, and its process could be seen from here if it still ran.
 *
 * @param name matches names with the mark of their process as its group
 */
export function removeAbandonedIn(folder: string, name: RegExp): void {
  for (const each of namesIn(folder)) {
    const [, mark] = name.exec(each) ?? [];
    if (mark !== undefined) removeAbandoned(path.join(folder, each), mark);
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function removeAbandoned(file: string, mark: string): void {
  const [pid = '', start = '', namespace] = mark.split('.');
  if (namespace !== processNamespace()) return;
  try {
    const found = fs.lstatSync(file);
    const isOurs = found.uid === (process.getuid?.() ?? found.uid) && !found.isSymbolicLink();
    const isRunning =
      (Number(pid) === process.pid || isOwnedByOther(Number(pid), found.mtimeMs)) &&
      startOf(Number(pid)) === start;
    // Links within a folder are removed, and not followed.
    if (isOurs && !isRunning) fs.rmSync(file, { recursive: true, force: true });
  } catch {
    // Another process has removed it, or the next one will.
  }
}

function startOf(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program may contain spaces; the start is the 22nd field (proc(5)).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}

function processNamespace(): string {
  try {
    return /\d+/.exec(fs.readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that the process exists, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
