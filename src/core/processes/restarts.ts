import { addTo } from '../base/groups';
import { nameOf } from './naming';
import type { Neighbourhood } from './neighbourhood';
import type { Process } from './process';

/**
 * Detects restarts of processes by snapshots. Times alone cannot distinguish a restart from a
 * second worker.
 */
export class Restarts {
  /** Named processes that some snapshot has listed. */
  private readonly listed = new Set<Process>();
  /** Processes that were listed before, but not in the last snapshot. */
  private readonly gone = new Set<Process>();

  /**
   * Applies a snapshot. A process that is listed for the first time succeeds a process with the
   * same program, service and host that is no longer listed.
   *
   * @returns processes that are now known to succeed another one
   */
  noteSnapshot(listed: ReadonlySet<Process>, around: Neighbourhood): Process[] {
    const isFirst = this.listed.size === 0;
    const restarted: Process[] = [];
    for (const process of this.listed) if (!listed.has(process)) this.gone.add(process);
    const goneByName = new Map<string, Process[]>();
    for (const process of this.gone) {
      if (!listed.has(process)) addTo(goneByName, keyOf(process, around), process);
    }
    for (const process of listed) {
      this.gone.delete(process);
      if (isFirst || this.listed.has(process) || process.follows) continue;
      const predecessor = goneByName.get(keyOf(process, around))?.shift();
      if (!predecessor) continue;
      this.gone.delete(predecessor);
      process.replaces(predecessor.connections[0]);
      restarted.push(process);
    }
    for (const process of listed) this.listed.add(process);
    return restarted;
  }

  /** Notes that a process turned out to be two. */
  noteSplit(process: Process, other: Process): void {
    if (this.listed.has(process)) this.listed.add(other);
  }

  /** Removes a process that was merged into another one. */
  forget(process: Process): void {
    this.listed.delete(process);
    this.gone.delete(process);
  }
}

function keyOf(process: Process, around: Neighbourhood): string {
  const { service, host } = nameOf(process, around);
  return JSON.stringify([process.program, service, host]);
}
