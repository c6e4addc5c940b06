/** Files in storage are shared by all windows; these tell whether another one still needs a file. */
import { uptime } from 'node:os';

/**
 * Whether another living process owns something that it marked with its id. Ids are used again
 * after a restart of the machine, so a mark from before does not count.
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
    // EPERM: it lives, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
