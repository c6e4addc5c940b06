import type { JsonValue } from '../../../src/core/base/json';
import { exactValue } from '../../../src/core/filter/edit';

/** A value of a decoded body, for menus and keys that are about it. */
export interface PickedValue {
  /** The value's place as the filter language writes it: `args.instance.uuid`. */
  readonly path: string;
  /** A string as it is, any other value as JSON. */
  readonly text: string;
  /** The filter's condition for the value; `undefined` when filters do not reach it. */
  readonly term: string | undefined;
}

/** A longer condition would fill the filter box. */
const maxTermLength = 1_000;

/**
 * @param within path at which the value's tree begins; `undefined` when filters do not reach into
 *   it
 * @param keys path from there to the value
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

/** Quotes a key that contains a dot or another character with a meaning in filters. */
const quotedKey = (key: string): string =>
  /^[^\s\\"*,:()|.]+$/.test(key) ? key : `"${key.replace(/[\\"]/g, found => `\\${found}`)}"`;
