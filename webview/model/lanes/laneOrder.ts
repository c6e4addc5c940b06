import type { Lane } from '../../../src/protocol/lanes';

/**
 * Orders lanes from left to right: first those that the user has placed, in the user's order, then
 * the others in the engine's order. New lanes therefore move no lane that was placed.
 */
export function orderLanes(lanes: readonly Lane[], placed: readonly string[]): readonly Lane[] {
  if (placed.length === 0) return lanes;
  const byKey = new Map(lanes.map(lane => [lane.key, lane]));
  const ordered = [...new Set(placed)].flatMap(key => byKey.get(key) ?? []);
  const known = new Set(ordered.map(lane => lane.key));
  return [...ordered, ...lanes.filter(lane => !known.has(lane.key))];
}

/**
 * @param shown keys from left to right
 * @param to index among the lanes without the moved one; clamped
 * @returns the order after the move
 */
export function moveLane(shown: readonly string[], key: string, to: number): readonly string[] {
  if (!shown.includes(key)) return shown;
  const others = shown.filter(other => other !== key);
  const at = Math.max(0, Math.min(others.length, to));
  return [...others.slice(0, at), key, ...others.slice(at)];
}
