/** Keys of lanes. Stored filters use them, so they stay the same across sessions. */
import type { Process } from '../../core/processes/process';

/** A key as `service`, `service · host` or `service · host · process`. */
export const laneKey = (...parts: readonly string[]): string =>
  parts.filter(part => part !== '').join(' · ');

/** Key of a process's lane, where lanes are processes. A process that restarted keeps its lane. */
export const processLaneKey = (process: Process): string =>
  laneKey(process.name.service, process.name.host, processName(beforeRestarts(process)));

const processName = ({ pid, id }: Process): string => (pid === undefined ? `#${id}` : String(pid));

function beforeRestarts(process: Process): Process {
  const seen = new Set([process]);
  let first = process;
  while (first.follows && !seen.has(first.follows)) seen.add((first = first.follows));
  return first;
}
