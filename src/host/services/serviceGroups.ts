/** Groups of the Services view: services, their hosts (the diagram's lanes), and hidden lanes. */
import type { Lane } from '../../protocol/lanes';

export interface ServiceGroup {
  readonly service: string;
  readonly lanes: readonly Lane[];
  readonly messageCount: number;
  readonly errorCount: number;
}

/** Groups lanes by service; services and hosts are sorted by name. */
export function serviceGroups(lanes: readonly Lane[]): readonly ServiceGroup[] {
  const services = [...new Set(lanes.map(lane => lane.service))].sort();
  return services.map(service => {
    const members = lanes.filter(lane => lane.service === service);
    return {
      service,
      lanes: members.toSorted((one, other) => one.host.localeCompare(other.host)),
      messageCount: sum(members.map(lane => lane.messageCount)),
      errorCount: sum(members.map(lane => lane.errorCount)),
    };
  });
}

/** A service is shown while one of its lanes is. */
export const isGroupShown = (group: ServiceGroup, hidden: ReadonlySet<string>): boolean =>
  group.lanes.some(lane => !hidden.has(lane.key));

/** @returns the hidden lanes after a click on the checkbox of a lane or of a service */
export function hiddenAfter(
  hidden: readonly string[],
  clicked: readonly Lane[],
  isShown: boolean,
): readonly string[] {
  const keys = new Set(hidden);
  for (const { key } of clicked) {
    if (isShown) keys.delete(key);
    else keys.add(key);
  }
  return [...keys];
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, each) => total + each, 0);
