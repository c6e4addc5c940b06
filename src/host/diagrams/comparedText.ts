/**
 * Text in which two calls, casts or notifications are compared: their decoded content as JSON with
 * comments. Keys are sorted, and class and version of an object stand in a comment before its
 * fields, so that two texts differ only where the contents do.
 */
import type { JsonObject, JsonValue } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import { remoteFailure } from '../../core/oslo/failure';
import { parsePythonJson } from '../../core/oslo/json';
import { childrenOf, isListed, typeNameOf } from '../../core/oslo/jsonTree';
import { contextPrefix } from '../../core/oslo/message';
import { failureIn, resultOf } from '../../core/oslo/replies';
import { asVersionedObject } from '../../core/oslo/versionedObject';
import type { MessageDetails, SpanDetails } from '../../protocol/spans';

export type ComparedSpan = Pick<SpanDetails, 'state'> & {
  /** Messages with their whole bodies. */
  readonly messages: readonly Pick<MessageDetails, 'kind' | 'body' | 'bodyFormat'>[];
};

/** First line of each text: equal in both, so that it is no difference. */
const leftOutLine = '// Left out: message and request ids, their times and context';

/** Fields of the inner message that differ in any two messages, besides those of the context. */
const leftOut: ReadonlySet<string> = new Set([
  '_msg_id',
  '_reply_q',
  '_unique_id',
  'message_id',
  'timestamp',
]);

export function comparedText({ state, messages }: ComparedSpan): string {
  const opening = messages.find(({ kind }) => !isReply(kind) && kind !== 'heartbeat');
  const replies = messages
    .filter(({ kind }) => isReply(kind))
    .map(valueOf)
    .filter(isJsonObject);
  const content: Record<string, JsonValue> = {
    ...(opening && requestContent(opening)),
    state,
    ...replyContent(replies),
  };
  const members = Object.entries(content).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${printed(value, '\n  ')}`,
  );
  return `${leftOutLine}\n{\n${members.join(',\n')}\n}\n`;
}

const isReply = (kind: MessageDetails['kind']): boolean => kind === 'reply' || kind === 'failure';

type Body = Pick<MessageDetails, 'kind' | 'body' | 'bodyFormat'>;

/** Method or event type and what else was sent, then the arguments or the payload. */
function requestContent(message: Body): JsonObject {
  const inner = valueOf(message);
  if (message.kind === 'foreign' || !isJsonObject(inner)) return { body: inner };
  const { method, args, payload, ...others } = inner;
  const rest = Object.entries(others)
    .filter(([key]) => !leftOut.has(key) && !key.startsWith(contextPrefix))
    .sort(byKey);
  return {
    ...(method !== undefined && { method }),
    ...Object.fromEntries(rest),
    ...(args !== undefined && { arguments: args }),
    ...(payload !== undefined && { payload }),
  };
}

function replyContent(replies: readonly JsonObject[]): JsonObject {
  const sent = failureIn(replies);
  if (sent === undefined) {
    const result = resultOf(replies);
    return result === undefined ? {} : { result };
  }
  const { className, module, message, traceback } = remoteFailure(sent);
  const failure = { class: className, ...(module !== undefined && { module }), message, traceback };
  return { failure };
}

/** The value of a body; a body that is no JSON is its text. */
function valueOf({ body, bodyFormat }: Body): JsonValue {
  if (bodyFormat !== 'json') return body;
  try {
    return parsePythonJson(body);
  } catch {
    return body;
  }
}

/** @param newline line feed and the indentation of the value's own line */
function printed(value: JsonValue, newline: string, isChanged = false): string {
  const object = asVersionedObject(value);
  const notes = [...(object ? [typeNameOf(object)] : []), ...(isChanged ? ['changed'] : [])];
  const comment = notes.length > 0 ? `/* ${notes.join(', ').replaceAll('*/', '* /')} */ ` : '';
  if (typeof value !== 'object' || value === null) return comment + JSON.stringify(value);
  const isList = isListed(value, object);
  const within = `${newline}  `;
  const items = isList
    ? childrenOf(value).map(([, item]) => printed(item, within))
    : childrenOf(value)
        .toSorted(byKey)
        .map(([key, item]) => {
          const wasChanged = object?.changes.includes(key) ?? false;
          return `${JSON.stringify(key)}: ${printed(item, within, wasChanged)}`;
        });
  const [open, close] = isList ? '[]' : '{}';
  if (items.length === 0) return `${comment}${open}${close}`;
  return `${comment}${open}${within}${items.join(`,${within}`)}${newline}${close}`;
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;
