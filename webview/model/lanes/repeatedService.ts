import type { Lane } from '../../../src/protocol/lanes';

/** Fewer heads than this are told apart by their services well enough. */
const leastHeads = 3;

/** @returns the service that more than half of the lanes have; its heads differ by their hosts */
export function repeatedService(lanes: readonly Lane[]): string | undefined {
  if (lanes.length < leastHeads) return undefined;
  const counts = new Map<string, number>();
  for (const { service } of lanes) counts.set(service, (counts.get(service) ?? 0) + 1);
  return [...counts].find(([, count]) => count > lanes.length / 2)?.[0];
}
