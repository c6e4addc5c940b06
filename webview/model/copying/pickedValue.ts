import type { JsonValue } from '../../../src/core/base/json';
import { exactValue } from '../../../src/core/filter/edit';

/** A value of a decoded body, for menus and keys that are about it. */
export interface PickedValue {
  /** As the filter language writes it: `args.instance.uuid`. */
  readonly path: string;
  /** Text as it is, all else as JSON. */
  readonly text: string;
  /** Condition of the filter that has it; `undefined`: filters do not reach it. */
  readonly term: string | undefined;
}

/** Longer, a condition would fill the filter. */
const maxTermLength = 1_000;

/**
 * @param within where the value's tree hangs; `undefined`: filters do not reach into it
 * @param keys from there on
 */
export function pickedValue(
  value: JsonValue,
  keys: readonly string[],
  within: readonly string[] | undefined,
): PickedValue {
  const path = [...(within ?? []), ...keys].map(quotedKey).join('.');
  const isBranch = typeof value === 'object' && value !== null;
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  const term = `${path}:${exactValue(text)}`;
  const isReached = within !== undefined && !isBranch && term.length <= maxTermLength;
  return { path, text, term: isReached ? term : undefined };
}

/** A dot, or what else means something in a filter, stands in quotes within a path. */
const quotedKey = (key: string): string =>
  /^[^\s\\"*,:()|.]+$/.test(key) ? key : `"${key.replace(/[\\"]/g, found => `\\${found}`)}"`;
