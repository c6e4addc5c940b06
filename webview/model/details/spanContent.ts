import type { JsonObject, JsonValue } from '../../../src/core/base/json';
import { isJsonObject } from '../../../src/core/base/json';
import type { MessageDetails, SpanDetails } from '../../../src/protocol/spans';

/** The content of a message in one tab of the details pane. */
export type Content =
  | {
      readonly kind: 'json';
      readonly value: JsonValue;
      /**
       * The value's place in the filter language: `['args']`; `undefined` when filters do not reach
       * it.
       */
      readonly path: readonly string[] | undefined;
    }
  | { readonly kind: 'failure'; readonly failure: FailureContent }
  | { readonly kind: 'nothing'; readonly because: string }
  /** The preview was cut off, so that it cannot be parsed. */
  | { readonly kind: 'cut'; readonly messageId: number };

interface FailureContent {
  readonly className: string;
  readonly message: string;
  readonly traceback: string;
  /** All fields except for those above. */
  readonly rest: JsonObject;
}

/** The content of a span; a part is `undefined` where the span has none of its kind. */
export interface SpanContent {
  readonly arguments: Content;
  readonly context: Content | undefined;
  /** The result of a call, or its failure. */
  readonly result: Content | undefined;
}

const contextPrefix = '_context_';

export function spanContent(span: SpanDetails): SpanContent {
  const opening = span.messages.find(isOpening);
  const ending = span.messages.findLast(({ kind }) => kind === 'reply' || kind === 'failure');
  return {
    arguments: opening ? contentOf(opening, argumentsOf) : missingRequest,
    context: opening && contextOf(opening),
    result: ending && contentOf(ending, resultOf),
  };
}

/** Parses JSON as Python writes it: bare `NaN` and infinities become strings. */
function parseBody(message: MessageDetails): JsonValue | undefined {
  if (message.bodyFormat !== 'json') return undefined;
  return parseJson(message.body);
}

export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, token =>
      token.startsWith('"') ? token : `"${token}"`,
    );
    try {
      return JSON.parse(quoted) as JsonValue;
    } catch {
      return undefined;
    }
  }
}

const isOpening = ({ kind }: MessageDetails): boolean =>
  kind !== 'reply' && kind !== 'failure' && kind !== 'heartbeat';

function contentOf(message: MessageDetails, pick: (inner: JsonValue) => Content): Content {
  if (message.isBodyCut) return { kind: 'cut', messageId: message.messageId };
  const inner = parseBody(message);
  if (inner === undefined) {
    const why = message.opaqueReason ?? 'its body is not JSON';
    return { kind: 'nothing', because: `Not decoded: ${why}. See Raw.` };
  }
  return pick(inner);
}

function argumentsOf(inner: JsonValue): Content {
  const sent = isJsonObject(inner) ? (inner['args'] ?? inner['payload']) : undefined;
  return { kind: 'json', value: sent ?? inner, path: sent === undefined ? undefined : ['args'] };
}

function contextOf(message: MessageDetails): Content | undefined {
  const content = contentOf(message, contextIn);
  return content.kind === 'nothing' ? undefined : content;
}

function contextIn(inner: JsonValue): Content {
  const fields = isJsonObject(inner) ? Object.entries(inner) : [];
  const context = Object.fromEntries(
    fields
      .filter(([key]) => key.startsWith(contextPrefix))
      .map(([key, value]) => [key.slice(contextPrefix.length), value]),
  );
  return Object.keys(context).length === 0
    ? { kind: 'nothing', because: 'The message carries no request context.' }
    : { kind: 'json', value: context, path: ['ctx'] };
}

function resultOf(inner: JsonValue): Content {
  if (!isJsonObject(inner)) return { kind: 'json', value: inner, path: undefined };
  const failure = inner['failure'];
  const parsed = typeof failure === 'string' ? parseJson(failure) : failure;
  if (isJsonObject(parsed)) return { kind: 'failure', failure: failureOf(parsed) };
  if (failure !== null && failure !== undefined) {
    return { kind: 'json', value: { failure }, path: undefined };
  }
  const result = inner['result'] ?? null;
  // A tree shows children, so that a bare value gets a name.
  const isTree = typeof result === 'object' && result !== null;
  return isTree
    ? { kind: 'json', value: result, path: ['result'] }
    : { kind: 'json', value: { result }, path: [] };
}

function failureOf({ class: className, message, tb, ...rest }: JsonObject): FailureContent {
  const lines = Array.isArray(tb) ? (tb as readonly JsonValue[]) : [tb];
  const word = (value: JsonValue | undefined) => (typeof value === 'string' ? value : '');
  return {
    className: word(className) || 'Exception',
    message: word(message),
    traceback: lines.map(word).join(''),
    rest,
  };
}

const missingRequest: Content = { kind: 'nothing', because: 'The request is not in the capture.' };
