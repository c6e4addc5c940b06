import type { Lane } from '../../protocol/rows';

/**
 * What is hidden when lanes came or got other names: of a service that was hidden altogether, they
 * are hidden too. Whoever hid a service does not want its next host to appear.
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
