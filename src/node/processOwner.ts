/**
 * Windows of the editor share files in storage. These functions tell whether another window still
 * uses a file.
 */
import { uptime } from 'node:os';

/**
 * Tells whether another running process owns something that it marked with its process id. A mark
 * from before the machine's last start does not count, because process ids are reused.
 */
export function isOwnedByOther(pid: number, markedAtMillis: number): boolean {
  if (pid === process.pid) return false;
  const startedAtMillis = Date.now() - uptime() * 1000;
  return markedAtMillis >= startedAtMillis && isAlive(pid);
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
