/** Finds values that occur in bodies, from a sample of them: reading all would take seconds. */
import type { DatabaseSync } from 'node:sqlite';
import { integer, text } from '../../node/sql/columns';
import { rowOf, ValueQuery } from '../../node/sql/statements';
import type { JsonObject, JsonValue } from '../../core/base/json';
import { isJsonObject } from '../../core/base/json';
import type { BodyRoot } from '../../core/filter/fields';
import { contextPrefix } from '../../core/oslo/message';

const sampledMessages = 600;

/** A path in a body: the field of the filter language that it begins at, and the keys from there. */
export interface BodyPath {
  readonly root: BodyRoot;
  readonly path: readonly string[];
}

/** Contents of messages spread over the capture, and of the requests that they answer. */
export function* sampleBodies(database: DatabaseSync): Iterable<JsonObject> {
  const contents = new ValueQuery(
    database,
    `WITH sample AS (SELECT id, span_id FROM message
       WHERE id IN (SELECT value FROM json_each(?)))
     SELECT content FROM body WHERE format = 'json'
       AND message_id IN (SELECT id FROM sample UNION SELECT span_id FROM sample)`,
    text,
  );
  for (const content of contents.iterate(sampledIds(database))) {
    const inner: unknown = JSON.parse(content);
    if (isJsonObject(inner)) yield inner;
  }
}

/** Ids of the sampled messages as a JSON list, evenly spread over the capture. */
export function sampledIds(database: DatabaseSync): string {
  const range = rowOf(database, 'SELECT min(id) AS first, max(id) AS last FROM message', {
    first: integer.or(1),
    last: integer.or(0),
  });
  const { first, last } = range ?? { first: 1, last: 0 };
  const count = Math.min(sampledMessages, last - first + 1);
  const step = (last - first + 1) / count;
  return JSON.stringify(
    Array.from({ length: count }, (_, at) => first + Math.floor((at + 0.5) * step)),
  );
}

/** Keys that can follow a path. */
export function* keysAt(inner: JsonObject, path: BodyPath): Iterable<string> {
  if (path.root === 'ctx' && path.path.length === 0) {
    for (const key in inner) {
      if (key.startsWith(contextPrefix)) yield key.slice(contextPrefix.length);
    }
    return;
  }
  for (const value of valuesAt(inner, path)) yield* keysOf(value);
}

/** Values at a path's end as texts, without those below it. */
export function* textsAt(inner: JsonObject, path: BodyPath): Iterable<string> {
  for (const value of valuesAt(inner, path)) {
    for (const each of isList(value) ? value : [value]) {
      if (typeof each === 'string') yield each;
      else if (typeof each === 'number' || typeof each === 'boolean') yield String(each);
    }
  }
}

function* valuesAt(inner: JsonObject, { root, path }: BodyPath): Iterable<JsonValue> {
  switch (root) {
    case 'args':
      for (const key of ['args', 'payload']) yield* reached(inner[key], path);
      return;
    case 'ctx':
      yield* reached(inner[`${contextPrefix}${path[0] ?? ''}`], path.slice(1));
      return;
    case 'result':
      yield* reached(inner['result'], path);
  }
}

/** Values at the end of a path that leads through lists, and through versioned objects to their fields. */
function* reached(value: JsonValue | undefined, path: readonly string[]): Iterable<JsonValue> {
  if (value === undefined) return;
  const [key, ...rest] = path;
  if (key === undefined) yield value;
  else if (isList(value)) for (const each of value) yield* reached(each, path);
  else if (isJsonObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      if (name === key) yield* reached(child, rest);
      else if (isObjectData(name)) yield* reached(child, path);
    }
  }
}

function* keysOf(value: JsonValue): Iterable<string> {
  if (isList(value)) for (const each of value) yield* keysOf(each);
  else if (isJsonObject(value)) {
    const data = Object.keys(value).find(isObjectData);
    yield* Object.keys((data === undefined ? undefined : value[data]) ?? value);
  }
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

const isObjectData = (key: string): boolean => key.endsWith('_object.data');
