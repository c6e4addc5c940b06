import type { Lane } from '../../../src/protocol/lanes';

/**
 * Lanes from left to right: those the user has placed, in that order, then the others as the
 * engine sorts them, so that a newcomer moves no lane that was placed.
 */
export function orderLanes(lanes: readonly Lane[], placed: readonly string[]): readonly Lane[] {
  if (placed.length === 0) return lanes;
  const byKey = new Map(lanes.map(lane => [lane.key, lane]));
  const ordered = [...new Set(placed)].flatMap(key => byKey.get(key) ?? []);
  const known = new Set(ordered.map(lane => lane.key));
  return [...ordered, ...lanes.filter(lane => !known.has(lane.key))];
}

/**
 * The order after a lane was moved.
 *
 * @param shown keys from left to right
 * @param to index among the lanes without the moved one; clamped
 */
export function moveLane(shown: readonly string[], key: string, to: number): readonly string[] {
  if (!shown.includes(key)) return shown;
  const others = shown.filter(other => other !== key);
  const at = Math.max(0, Math.min(others.length, to));
  return [...others.slice(0, at), key, ...others.slice(at)];
}
