/** Reads the inner messages of a call's replies. */
import type { JsonObject, JsonValue } from '../base/json';

const hasFailure = (reply: JsonObject): boolean => (reply['failure'] ?? null) !== null;

/**
 * Returns the result of a call, `undefined` when no reply carries one. Before oslo.messaging 4.0 the
 * result came first, then an empty message that ended the call.
 */
export function resultOf(replies: readonly JsonObject[]): JsonValue | undefined {
  const results = replies.filter(reply => !hasFailure(reply)).map(reply => reply['result']);
  return results.find(result => result !== undefined && result !== null) ?? results.at(-1);
}

/** Returns the failure that a call ended with, as sent; `undefined` when it did not fail. */
export const failureIn = (replies: readonly JsonObject[]): JsonValue | undefined =>
  replies.find(hasFailure)?.['failure'];
