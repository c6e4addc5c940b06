/**
 * Decodes bodies of AMQP messages: the envelope of oslo_messaging/_drivers/common.py
 * (`serialize_msg`), requests and replies of _drivers/amqpdriver.py, and notifications of
 * notify/notifier.py.
 */
import { errorText } from '../base/errorText';
import type { BasicProperties } from '../amqp/traceRecord';
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { remoteFailure } from './failure';
import { readPythonJson } from './json';
import type { ReadObject } from '../oslo/json';
import type { DecodedMessage, OpaqueMessage, OpaqueReason, RpcReply } from './message';
import { traceParentOf } from './traceParent';
import { isCutOff, recoverIds } from './truncated';
import { asVersionedObject, operationOf } from './versionedObject';

export type BodyText = { readonly text: string } | OpaqueMessage;

/**
 * Decompresses a body.
 *
 * @param compression value of the header `compression`, for example `application/x-gzip`
 * @returns `undefined` when this compression is not supported
 * @throws when the body is damaged, or too large when decompressed
 */
export type Decompress = (compression: string, body: Uint8Array) => Uint8Array | undefined;

/**
 * The used part of the platform's `TextDecoder`, declared here because core imports types of
 * neither DOM nor Node.
 */
declare const TextDecoder: new (
  encoding: 'utf-8',
  options: { fatal: boolean },
) => { decode(bytes: Uint8Array): string };

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const lenientUtf8 = new TextDecoder('utf-8', { fatal: false });

/**
 * Longest text in bytes that is decoded and searched for secrets, which takes some seconds.
 * RabbitMQ takes messages of 16 MB by default, and oslo.messaging's own have some kB.
 */
const maxTextBytes = 32 * 1024 * 1024;

/** The only version that oslo.messaging has ever sent; its receivers reject any other. */
const knownEnvelope = '2.0';

/**
 * Converts a body to text, and decompresses it when the header `compression` is set. Never throws.
 */
export function bodyText(
  body: Uint8Array,
  properties: BasicProperties,
  decompress: Decompress,
): BodyText {
  if (body.byteLength === 0) return opaqueMessage('empty', 'the body is empty');
  const compression = properties.headers?.['compression'];
  if (compression === undefined || compression === null) return utf8Text(body);
  const name = describeValue(compression);
  try {
    const plain = typeof compression === 'string' ? decompress(compression, body) : undefined;
    if (plain) return utf8Text(plain);
    return opaqueMessage('unsupportedCompression', `the body is compressed with ${name}`);
  } catch (error) {
    const why = errorText(error);
    return opaqueMessage('damagedCompression', `the body cannot be decompressed (${name}): ${why}`);
  }
}

/**
 * Decodes the text of a body. Never throws.
 *
 * @param mask removes secrets from the inner message before anything is read from it, so that no
 *   derived value (the failure, its label) contains one
 */
export function decodeText(
  text: string,
  exchange: string,
  routingKeys: readonly string[],
  mask: (read: ReadObject) => ReadObject = read => read,
): DecodedMessage {
  const outer = parseEnvelope(text) ?? parseObject(text, 'the body');
  if ('problem' in outer) return outer.problem;
  const version = outer.object['oslo.version'];
  const message = outer.object['oslo.message'];
  if (version === undefined || message === undefined) {
    return classify(mask(outer), undefined, exchange, routingKeys);
  }
  if (version !== knownEnvelope || typeof message !== 'string') {
    return opaqueMessage(
      'unknownEnvelope',
      `the envelope is of version ${describeValue(version)}`,
      text,
    );
  }
  const inner = parseObject(message, '"oslo.message"');
  return 'problem' in inner ? inner.problem : classify(mask(inner), version, exchange, routingKeys);
}

function utf8Text(bytes: Uint8Array): BodyText {
  if (bytes.byteLength > maxTextBytes) {
    return opaqueMessage('tooLong', `the body has more than ${maxTextBytes} bytes`);
  }
  try {
    return { text: strictUtf8.decode(bytes) };
  } catch {
    const text = lenientUtf8.decode(bytes);
    // A body that was cut off inside a character is not valid UTF-8, but it is not damaged
    // otherwise.
    if (isCutOff(text)) return opaqueMessage('truncated', 'the body is cut off', text);
    return opaqueMessage('notUtf8', 'the body is not UTF-8 text', text);
  }
}

/**
 * Parses an envelope with plain `JSON.parse`: only its strings are used, so its numbers need no
 * care.
 */
function parseEnvelope(text: string): ReadObject | undefined {
  if (!text.startsWith('{"oslo.')) return undefined;
  try {
    const object = JSON.parse(text) as JsonObject;
    return typeof object['oslo.message'] === 'string' ? { object, json: text } : undefined;
  } catch {
    return undefined;
  }
}

function parseObject(text: string, what: string): ReadObject | { readonly problem: OpaqueMessage } {
  let read: { value: JsonValue; json: string };
  try {
    read = readPythonJson(text);
  } catch (error) {
    return { problem: unparsable(text, what, error) };
  }
  const { value, json } = read;
  if (isJsonObject(value)) return { object: value, json };
  return { problem: opaqueMessage('notAnObject', `${what} is JSON, but not an object`) };
}

function unparsable(text: string, what: string, error: unknown): OpaqueMessage {
  if (error instanceof RangeError)
    return opaqueMessage('tooDeep', `${what} is ${error.message}`, text);
  if (text.trim() === '') return opaqueMessage('empty', `${what} is empty`);
  if (isCutOff(text)) return opaqueMessage('truncated', `${what} is cut off`, text);
  return opaqueMessage('notJson', `${what} is not JSON`, text);
}

function classify(
  { object: inner, json: innerJson }: ReadObject,
  envelopeVersion: string | undefined,
  exchange: string,
  routingKeys: readonly string[],
): DecodedMessage {
  const common = { envelopeVersion, uniqueId: stringOf(inner['_unique_id']), inner, innerJson };
  const msgId = stringOf(inner['_msg_id']);
  const { method } = inner;
  if (typeof method === 'string') {
    return {
      kind: msgId !== undefined ? 'call' : isFanout(exchange, routingKeys) ? 'fanout' : 'cast',
      ...common,
      ...contextOf(inner),
      method,
      operation: operationOf(method, inner['args']),
      namespace: stringOf(inner['namespace']),
      version: stringOf(inner['version']),
      msgId,
      replyQueue: stringOf(inner['_reply_q']),
    };
  }
  const eventType = stringOf(inner['event_type']);
  const publisherId = stringOf(inner['publisher_id']);
  if (eventType !== undefined && publisherId !== undefined) {
    return {
      kind: 'notification',
      ...common,
      ...contextOf(inner),
      eventType,
      publisherId,
      priority: stringOf(inner['priority']) ?? '',
      messageId: stringOf(inner['message_id']),
      isVersioned: asVersionedObject(inner['payload']) !== undefined,
    };
  }
  const answeredId = msgId ?? replyExchangeId(exchange, routingKeys);
  if (answeredId !== undefined && isReply(inner))
    return replyOrHeartbeat(inner, answeredId, common);
  return { kind: 'foreign', ...common };
}

const isFanout = (exchange: string, routingKeys: readonly string[]): boolean =>
  exchange.endsWith('_fanout') && routingKeys.every(each => each === '');

/**
 * Before Grizzly a reply carried no message id: it went to an exchange and a queue that the caller had made
 * for the call, and named for its message id (`msg_reply` of nova/openstack/common/rpc/amqp.py, Folsom).
 */
function replyExchangeId(exchange: string, routingKeys: readonly string[]): string | undefined {
  return /^[0-9a-f]{32}$/.test(exchange) && routingKeys.every(key => key === exchange)
    ? exchange
    : undefined;
}

const isReply = (inner: JsonObject): boolean =>
  'result' in inner || 'failure' in inner || 'ending' in inner;

function replyOrHeartbeat(
  inner: JsonObject,
  msgId: string,
  common: Pick<RpcReply, 'envelopeVersion' | 'uniqueId' | 'inner' | 'innerJson'>,
): DecodedMessage {
  const failure = inner['failure'] ?? undefined;
  const hasResult = inner['result'] !== undefined && inner['result'] !== null;
  const { ending } = inner;
  // With call monitoring a server sends `ending: false` while it works. Before oslo.messaging 4.0
  // the result came first, without `ending`, followed by an empty message that ended the call.
  if (ending === false && failure === undefined && !hasResult) {
    return { kind: 'heartbeat', ...common, msgId };
  }
  return {
    kind: 'reply',
    ...common,
    msgId,
    failure: failure === undefined ? undefined : remoteFailure(failure),
    isFirstOfTwo: ending === undefined || ending === false,
  };
}

const contextOf = (inner: JsonObject) => ({
  requestId: stringOf(inner['_context_request_id']),
  globalRequestId: stringOf(inner['_context_global_request_id']),
  traceId: traceParentOf(inner['_context_traceparent'])?.trace,
  hasUser:
    stringOf(inner['_context_user_id']) !== undefined ||
    stringOf(inner['_context_user']) !== undefined,
});

const stringOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Describes a value that somebody sent, for use in a sentence; a longer text may be a secret. */
function describeValue(value: JsonValue): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value === null ? 'null' : 'another type';
  return /^[\w.+/-]{1,40}$/.test(value) ? value : `a text of ${value.length} characters`;
}

/** @param text readable part of the body, which is searched for ids */
function opaqueMessage(reason: OpaqueReason, detail: string, text = ''): OpaqueMessage {
  return { kind: 'opaque', reason, detail, ...recoverIds(text) };
}
