/** The Services view as data: services, their hosts (the diagram's lanes), and what is hidden. */
import type { Lane } from '../../protocol/rows';

export interface ServiceGroup {
  readonly service: string;
  readonly lanes: readonly Lane[];
  readonly messageCount: number;
  readonly errorCount: number;
}

/** Services by name, hosts by name. */
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

/** What is hidden after a click on a checkbox: of one lane, or of all lanes of a service. */
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
