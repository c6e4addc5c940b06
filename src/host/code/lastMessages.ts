/** Contents of a span's messages that are shown beside code. */
import type { JsonObject, JsonValue } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import { resultOf } from '../../core/oslo/replies';
import type { CodeSubject } from '../../protocol/code/codeApi';
import type { MessageDetails, SpanDetails } from '../../protocol/spans';
import type { RowKind } from '../../protocol/rows';

export interface SpanCargo {
  /** Arguments of a request, payload of a notification; `undefined` when they cannot be read. */
  readonly sent: JsonValue | undefined;
  /** `undefined` when there is no reply, or when it is a failure. */
  readonly result: JsonValue | undefined;
}

const requests: ReadonlySet<RowKind> = new Set(['call', 'cast', 'fanout', 'notification']);

export function cargoOf({ messages }: Pick<SpanDetails, 'messages'>): SpanCargo {
  const request = messages.find(({ kind }) => requests.has(kind));
  const sent = request && innerOf(request);
  const replies = messages.filter(({ kind }) => kind === 'reply');
  return {
    sent: sent?.['args'] ?? sent?.['payload'],
    result: resultOf(replies.map(innerOf).filter(inner => inner !== undefined)),
  };
}

function innerOf({ body, bodyFormat, isBodyCut }: MessageDetails): JsonObject | undefined {
  if (bodyFormat !== 'json' || isBodyCut) return undefined;
  try {
    const inner = JSON.parse(body) as JsonValue;
    return isJsonObject(inner) ? inner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns the names of the arguments that the handler is called with. A request that runs an
 * object's method, such as nova's `object_action`, passes the contents of its `kwargs`.
 *
 * @param handler name of the function, without its class
 */
export function argumentNames(
  subject: CodeSubject,
  handler: string,
  sent: JsonValue | undefined,
): readonly string[] {
  if (subject.type !== 'request' || !isJsonObject(sent)) return [];
  const { method, objectMethod } = subject.call;
  if (objectMethod === undefined || handler === method) return Object.keys(sent);
  const kwargs = sent['kwargs'];
  return handler === objectMethod && isJsonObject(kwargs) ? Object.keys(kwargs) : [];
}

/** Returns the arguments that a signature does not have. */
export function unknownArguments(
  names: readonly string[],
  params: readonly string[],
): readonly string[] {
  if (params.some(param => param.startsWith('**'))) return [];
  const known = new Set(params);
  return names.filter(name => !known.has(name));
}
