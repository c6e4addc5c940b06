import type { JsonObject } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import { parsePythonJson } from '../../core/oslo/json';

/** @returns the inner oslo message of a stored body; `undefined` when it could not be decoded */
export function innerMessage(content: string | Uint8Array | undefined): JsonObject | undefined {
  if (typeof content !== 'string') return undefined;
  try {
    const inner = parsePythonJson(content);
    return isJsonObject(inner) ? inner : undefined;
  } catch {
    return undefined;
  }
}
