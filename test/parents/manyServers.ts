/**
 * Makes a request for several servers of requests for one, as `POST /servers` with `min_count` sends
 * it: one cast to the conductor for all of them, one build for each, handled at the same time by the
 * same processes. Who caused what is known beforehand: it is as in the request for one server.
 */
import type { TrueParent } from './serviceRules';
import type { Line, Traffic } from './traffic';
import { innerOf, textField } from './traffic';
import type { JsonValue } from '../../src/core/base/json';
import { isJsonObject } from '../../src/core/base/json';

export interface Source {
  readonly lines: readonly Line[];
  readonly traffic: Traffic;
  readonly truth: ReadonlyMap<string, TrueParent>;
}

/** All messages of a request for one server. */
interface OneServer {
  readonly lines: readonly Line[];
  readonly truth: ReadonlyMap<string, TrueParent>;
  readonly group: string;
  /** Unique id of the cast to the conductor. */
  readonly start: string;
  /** Unique ids of the messages that are sent once, however many servers are asked for. */
  readonly once: ReadonlySet<string>;
  /** Ids of things that all servers have in common: network, image, flavor. */
  readonly common: ReadonlySet<string>;
}

const idPattern =
  /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g;
const idsIn = (text: string): string[] => text.match(idPattern) ?? [];
const textOf = ({ body_base64 }: Line): string => Buffer.from(body_base64, 'base64').toString();
const uniqueIdOf = (line: Line): string => textField(innerOf(line), '_unique_id');

/** @returns the first request for a server in the source; `undefined` when there is none */
export function oneRequestOf(source: Source, all: readonly Source[]): OneServer | undefined {
  const start = startsOf(source)[0];
  if (!start) return undefined;
  const lines = linesOfGroup(source, start.group);
  const once = new Set([start.uniqueId]);
  for (const { uniqueId, span } of source.traffic.facts) {
    const parent = source.truth.get(uniqueId)?.parent ?? '';
    if (span.method === 'select_destinations' && parent === start.uniqueId) once.add(uniqueId);
    else if (once.has(parent) && parent !== start.uniqueId) once.add(uniqueId);
  }
  const msgIds = new Set(
    lines.flatMap(line => (once.has(uniqueIdOf(line)) ? (innerOf(line)?.['_msg_id'] ?? []) : [])),
  );
  for (const line of lines) {
    if (msgIds.has(innerOf(line)?.['_msg_id'] ?? '')) once.add(uniqueIdOf(line));
  }
  return {
    lines,
    truth: source.truth,
    group: start.group,
    start: start.uniqueId,
    once,
    common: commonIds(all),
  };
}

/** Casts to the conductor that led to a build. */
function startsOf({ traffic: { facts } }: Source) {
  const built = new Set(
    facts.flatMap(({ span, group }) => (span.method === 'build_and_run_instance' ? group : [])),
  );
  return facts.filter(
    ({ span, group }) => span.method === 'schedule_and_build_instances' && built.has(group),
  );
}

const linesOfGroup = ({ lines, traffic }: Source, group: string): Line[] =>
  lines.filter(line => traffic.groups.get(uniqueIdOf(line)) === group);

/** Ids that requests for different servers name. */
function commonIds(sources: readonly Source[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const source of sources) {
    for (const { group } of startsOf(source)) {
      const ids = linesOfGroup(source, group).flatMap(line => idsIn(textOf(line)));
      for (const id of new Set(ids)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  const named = sources.flatMap(({ lines }) =>
    lines.flatMap(line => [...textOf(line).matchAll(commonField)].map(([, id = '']) => id)),
  );
  return new Set([...[...counts].filter(([, count]) => count > 1).map(([id]) => id), ...named]);
}

/** A field in the text of a body, at any depth of quoting, and the id in it. */
const commonField =
  /(?:image|network|subnet|flavor|security_group|project|tenant|user|compute_node|service)(?:_ids?|_ref|_uuid|s)?(?:\\*" ?: ?(?:\{\\*"id\\*": ?|\[)?\\*")([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})/g;

/** @returns lines by time, and the true parents by unique ids */
export function manyServers(one: OneServer, servers: number, stepMillis: number) {
  const lines: Line[] = [];
  const truth = new Map<string, TrueParent>();
  const starts: JsonValue[] = [];
  for (let server = 0; server < servers; server++) {
    const copied = idsOfCopy(one, server);
    for (const line of one.lines) {
      const uniqueId = uniqueIdOf(line);
      const isFirst = server === 0;
      const text = textOf(line).replace(idPattern, copied);
      if (uniqueId === one.start)
        starts.push(innerOf({ ...line, body_base64: toBase64(text) })?.['args'] ?? {});
      if (one.once.has(uniqueId) && !isFirst) continue;
      lines.push({
        ...line,
        ts: line.ts + server * stepMillis * 1000,
        body_base64: toBase64(text),
      });
      const judged = one.truth.get(uniqueId);
      if (judged) {
        truth.set(copied(uniqueId), {
          ...judged,
          parent: judged.parent === undefined ? undefined : copied(judged.parent),
        });
      }
    }
  }
  const args = starts.reduce(joined);
  const whole = lines.map(line => (uniqueIdOf(line) === one.start ? withArgs(line, args) : line));
  return { lines: whole.sort((a, b) => a.ts - b.ts), truth };
}

/** Maps ids of the request to those of its copy. */
function idsOfCopy({ common, group, once }: OneServer, server: number): (id: string) => string {
  const groupId = group.replace('req-', '');
  return id => {
    if (server === 0 || common.has(id) || id === groupId || once.has(id)) return id;
    // The id keeps its form, and its first four digits become the number of the server.
    return server.toString(16).padStart(4, '0') + id.slice(4);
  };
}

/** Joins the arguments of two casts: lists are concatenated, and of other values the first is kept. */
function joined(one: JsonValue, other: JsonValue): JsonValue {
  if (isList(one) && isList(other)) return [...one, ...other];
  if (!isJsonObject(one) || !isJsonObject(other)) return one;
  return Object.fromEntries(
    Object.entries(one).map(([key, value]) => [key, joined(value, other[key] ?? value)]),
  );
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

function withArgs(line: Line, args: JsonValue): Line {
  const inner = { ...innerOf(line), args };
  return {
    ...line,
    body_base64: toBase64(
      JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': JSON.stringify(inner) }),
    ),
  };
}

const toBase64 = (text: string): string => Buffer.from(text).toString('base64');
