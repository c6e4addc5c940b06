/**
 * Reads failures in replies, as `serialize_remote_exception` of oslo_messaging/_drivers/common.py
 * writes them.
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { parsePythonJson } from './json';
import type { RemoteFailure } from './message';

const unnamedClass = 'Exception';

/**
 * Reads the value of `failure`. A value of another form becomes a failure with that value as its
 * message.
 */
export function remoteFailure(value: JsonValue): RemoteFailure {
  const failure = typeof value === 'string' ? parsedOr(value) : value;
  const fields: JsonObject = isJsonObject(failure) ? failure : fieldsOfList(failure);
  const { module, message, tb } = fields;
  const className = fields['class'];
  return {
    className: typeof className === 'string' && className !== '' ? className : unnamedClass,
    module: typeof module === 'string' ? module : undefined,
    message: typeof message === 'string' ? message : JSON.stringify(message ?? null),
    traceback: tracebackLines(tb),
  };
}

/** Releases before Folsom sent class, message and traceback as a list (`msg_reply` of nova/rpc/amqp.py). */
function fieldsOfList(failure: JsonValue): JsonObject {
  if (!Array.isArray(failure)) return { message: failure };
  const [name = null, message = null, tb = null] = failure as readonly JsonValue[];
  return typeof name === 'string' && typeof message === 'string' && Array.isArray(tb)
    ? { class: name, message, tb }
    : { message: failure };
}

/** Python's `format_exception` returns pieces of one or more lines, each ended by a line feed. */
function tracebackLines(tb: JsonValue | undefined): readonly string[] {
  const pieces = Array.isArray(tb) ? tb.filter(each => typeof each === 'string') : [];
  const text = typeof tb === 'string' ? tb : pieces.join('');
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function parsedOr(text: string): JsonValue {
  try {
    return parsePythonJson(text);
  } catch {
    return text;
  }
}
