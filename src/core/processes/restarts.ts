import type { Neighbourhood } from './naming';
import { nameOf } from './naming';
import type { Process } from './process';

/** Tells restarts from snapshots: times alone cannot tell one from a second worker. */
export class Restarts {
  /** Named processes that some snapshot has listed. */
  private readonly listed = new Set<Process>();
  /** Those of them that the last snapshot lacks. */
  private readonly gone = new Set<Process>();

  /**
   * A process that a snapshot lists for the first time, of the program, service and host of one
   * that it lists no more, is that one after a restart.
   *
   * @returns processes that follow another one, as is known from now on
   */
  noteSnapshot(listed: ReadonlySet<Process>, around: Neighbourhood): Process[] {
    const isFirst = this.listed.size === 0;
    const restarted: Process[] = [];
    for (const process of this.listed) if (!listed.has(process)) this.gone.add(process);
    for (const process of listed) {
      this.gone.delete(process);
      if (isFirst || this.listed.has(process) || process.follows) continue;
      const { service, host } = nameOf(process, around);
      const predecessor = [...this.gone].find(each => {
        const name = nameOf(each, around);
        return each.program === process.program && name.service === service && name.host === host;
      });
      if (!predecessor) continue;
      this.gone.delete(predecessor);
      process.follows = predecessor;
      restarted.push(process);
    }
    for (const process of listed) this.listed.add(process);
    return restarted;
  }

  /** The process turned out to be another one. */
  forget(process: Process): void {
    this.listed.delete(process);
    this.gone.delete(process);
  }
}
