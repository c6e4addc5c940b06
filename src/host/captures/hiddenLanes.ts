import type { Lane } from '../../protocol/lanes';

/**
 * Extends the hidden lanes after lanes were added or renamed: when all lanes of a service were
 * hidden, its new lanes are hidden too. A user who hid a service does not want its next host.
 */
export function hiddenWithNewcomers(
  hidden: readonly string[],
  before: readonly Lane[],
  after: readonly Lane[],
): readonly string[] {
  const keys = new Set(hidden);
  const known = new Set(before.map(lane => lane.key));
  const shown = new Set(before.filter(lane => !keys.has(lane.key)).map(lane => lane.service));
  const hiddenServices = new Set(
    before.map(lane => lane.service).filter(service => !shown.has(service)),
  );
  const newcomers = after.filter(lane => !known.has(lane.key) && hiddenServices.has(lane.service));
  return [...keys, ...newcomers.map(lane => lane.key).filter(key => !keys.has(key))];
}
