/** Finds the methods that would handle a request, best first, each with its reasons. */
import { affinity } from './affinity';
import type { Analysis } from './analysis';
import type { FunctionAnswer, ClassAt, FunctionAt } from './sourceIndex';
import { classesOf } from './sourceIndex';
import { defaultVersion, isPrivate, pingMethod } from './dispatch';
import type { EndpointTarget } from './endpoints';
import { noTarget, targetOf } from './endpoints';
import { missingVersion } from './neutronObjects';
import { objectHandlers } from './objectHandlers';
import type { RpcCall } from './rpcCall';
import type { Server } from './servers';
import { serversOf } from './servers';
import { ownMethod, qualifiedName } from './symbols';
import type { Place } from './values';
import { fitsTopic, hole } from './values';
import type { TargetMismatch } from './versionMismatches';
import { mismatchText, targetMismatchOf } from './versionMismatches';

export interface Handlers {
  readonly handlers: readonly FunctionAnswer[];
  /** Methods that almost match, when none does. */
  readonly versionMismatches: readonly FunctionAnswer[];
}

/** Certainty that an endpoint listens to a topic. */
const hearing = {
  nothing: 0,
  /** The endpoint's place in the tree shares some words with the topic. */
  partly: 1,
  /**
   * The endpoint's place in the tree has all words of the topic, or the endpoint is one of several endpoints that a server may get.
   */
  probably: 2,
  /** A server with this topic is given the endpoint. */
  surely: 3,
} as const;

interface Candidate {
  readonly at: FunctionAt;
  readonly endpoint: ClassAt;
  readonly target: EndpointTarget;
  readonly mismatch: TargetMismatch | undefined;
  /** Certainty that a server of the topic has this endpoint: one of {@link hearing}. */
  readonly hears: number;
  readonly served: Place | undefined;
  /** Position in the list of its server's endpoints. */
  readonly position: number;
  /** True when an endpoint before it in that list is unknown, and would be tried first. */
  readonly isBehindUnknown: boolean;
  readonly isOfProject: boolean | undefined;
  /** Share of the receiving programs that match, 0 to 1. */
  readonly programShare: number;
  /** A reason why no program of these sources receives such a message. */
  readonly absence: string | undefined;
}

/** The server that gets an endpoint, and the endpoint's position in it. */
type Serving = Pick<Candidate, 'hears' | 'position' | 'isBehindUnknown'> & { readonly at: Place };

export class HandlerFinder {
  private servers: readonly Server[] | undefined;
  private readonly targets = new Map<ClassAt['class'], EndpointTarget | undefined>();

  constructor(private readonly analysis: Analysis) {}

  findHandlers(call: RpcCall): Handlers {
    if (call.method === pingMethod) return { handlers: this.pingHandlers(), versionMismatches: [] };
    const byObject = objectHandlers(call, this.analysis);
    if (byObject.length > 0) return { handlers: byObject, versionMismatches: [] };
    const candidates = this.candidates(call).sort(compare);
    const fitting = candidates.filter(each => !each.mismatch);
    const handlers = fitting.map((each, i) => ({
      at: each.at,
      reasons: reasonsFor(each, call),
      doubt: doubtOf(each, fitting[i === 0 ? 1 : 0], i, call),
    }));
    if (handlers.length > 0) return { handlers, versionMismatches: [] };
    const versionMismatches = candidates.filter(isNear).flatMap(({ mismatch, ...each }) => {
      if (!mismatch) return [];
      const reasons = reasonsFor({ ...each, mismatch }, call);
      return [{ at: each.at, reasons, doubt: mismatchText(mismatch, call) }];
    });
    return { handlers: [], versionMismatches };
  }

  /** The library answers pings for each server with `rpc_ping_enabled` (oslo_messaging/rpc/server.py). */
  private pingHandlers(): FunctionAnswer[] {
    const { index, symbols } = this.analysis;
    return index.filesWith('def', pingMethod).flatMap(file =>
      [...classesOf(file)].flatMap(endpoint => {
        const at = ownMethod(endpoint.class, pingMethod) && symbols.method(endpoint, pingMethod);
        return at
          ? [{ at, reasons: ['the library adds it to each server'], doubt: undefined }]
          : [];
      }),
    );
  }

  private candidates(call: RpcCall): Candidate[] {
    const found = new Map<FunctionAt['function'], Candidate>();
    const { index, symbols } = this.analysis;
    for (const file of index.filesWith('def', call.method)) {
      for (const definer of classesOf(file)) {
        if (!ownMethod(definer.class, call.method)) continue;
        const endpoints = [definer, ...symbols.subclasses(definer)];
        for (const endpoint of [...endpoints, ...proxiesIn(file)]) {
          const candidate = this.candidate(endpoint, definer, call);
          if (!candidate) continue;
          const known = found.get(candidate.at.function);
          if (!known || compare(candidate, known) < 0) found.set(candidate.at.function, candidate);
        }
      }
    }
    return [...found.values()];
  }

  private candidate(endpoint: ClassAt, definer: ClassAt, call: RpcCall): Candidate | undefined {
    const { symbols } = this.analysis;
    const isProxy = !symbols.method(endpoint, call.method) && isProxyClass(endpoint);
    const at = symbols.method(isProxy ? definer : endpoint, call.method);
    if (!at || at.owner !== definer.class) return undefined;
    const served = this.servedBy(endpoint, call.topic);
    const ownTarget = this.targetOf(endpoint);
    const unread = served || ownTarget ? undefined : this.serverWithoutTopic(endpoint);
    const target = ownTarget ?? (served || unread ? noTarget : undefined);
    if (!target) return undefined;
    // The name of a base class is that of its derived classes.
    const named = symbols.subclasses(endpoint).length === 0 ? endpoint : undefined;
    const words = affinity(call.topic, endpoint.file, named);
    const byWords = words === 1 ? hearing.probably : words > 0 ? hearing.partly : hearing.nothing;
    const programs = call.receivers.map(each => affinity(each, endpoint.file, endpoint));
    return {
      at,
      endpoint,
      target,
      mismatch: targetMismatchOf(target, call.namespace, call.version),
      hears: Math.max(served?.hears ?? hearing.nothing, byWords),
      served: served?.at,
      position: served?.position ?? 0,
      isBehindUnknown: served?.isBehindUnknown ?? false,
      isOfProject: this.analysis.isOfProject(endpoint.file, call),
      programShare: Math.max(0, ...programs),
      absence: unread
        ? `the topic of its server in ${placeText(unread.at)} cannot be evaluated`
        : this.absenceOf(endpoint, call, served !== undefined),
    };
  }

  private absenceOf(endpoint: ClassAt, call: RpcCall, isServed: boolean): string | undefined {
    const { file } = endpoint;
    const { receivers } = call;
    const held = receivers.filter(each => this.analysis.holdsProgram(each, file));
    if (receivers.length > 0 && held.length === 0) {
      return `the sources do not hold ${receivers.join(', ')}`;
    }
    const version = missingVersion(call.topic, this.analysis);
    if (version !== undefined) return version;
    const others = isServed ? [] : this.topicsOf(endpoint);
    return others.length > 0 ? `it is served with topic ${others.join(', ')}` : undefined;
  }

  /** Returns the topics with which servers are known to serve an endpoint, if all are known. */
  private topicsOf(endpoint: ClassAt): readonly string[] {
    this.servers ??= serversOf(this.analysis);
    const topics = this.servers
      .filter(({ endpoints }) => endpoints.some(each => each?.class.class === endpoint.class))
      .flatMap(server => server.topics.map(({ text }) => text ?? hole));
    return topics.some(each => each.includes(hole)) ? [] : [...new Set(topics)];
  }

  private targetOf(endpoint: ClassAt): EndpointTarget | undefined {
    const { targets } = this;
    if (!targets.has(endpoint.class)) {
      targets.set(endpoint.class, targetOf(endpoint, this.analysis));
    }
    return targets.get(endpoint.class);
  }

  /** Returns a server that gets the endpoint, and of whose topics nothing is known. */
  private serverWithoutTopic(endpoint: ClassAt): Server | undefined {
    this.servers ??= serversOf(this.analysis);
    return this.servers.find(
      ({ topics, endpoints }) =>
        topics.length === 0 &&
        endpoints.some(each => each && this.analysis.symbols.isA(endpoint, each.class)),
    );
  }

  /** Returns the best server with this topic that gets the endpoint. */
  private servedBy(endpoint: ClassAt, topic: string): Serving | undefined {
    this.servers ??= serversOf(this.analysis);
    let best: Serving | undefined;
    for (const server of this.servers) {
      const heard = server.topics.find(({ text }) => fitsTopic(topic, text));
      if (!heard) continue;
      const position = server.endpoints.findIndex(
        // A server that gets `self` gets the derived class of the object.
        each => each && this.analysis.symbols.isA(endpoint, each.class),
      );
      const given = server.endpoints[position];
      if (!given) continue;
      const isExact = !given.isChoice && !heard.text?.includes(hole);
      const hears = isExact ? hearing.surely : hearing.probably;
      if (best && hears <= best.hears) continue;
      const isBehindUnknown = server.endpoints.slice(0, position).includes(undefined);
      best = { hears, at: heard.at ?? server.at, position, isBehindUnknown };
    }
    return best;
  }
}

/**
 * Returns endpoints that pass unknown methods on to another endpoint in their file, such as nova's
 * `_ComputeV5Proxy`, whose `__getattr__` does so for messages of the previous major version.
 */
const proxiesIn = (file: ClassAt['file']): ClassAt[] => [...classesOf(file)].filter(isProxyClass);

const isProxyClass = ({ class: { functions, assigns } }: ClassAt): boolean =>
  functions.some(each => each.name === '__getattr__') &&
  assigns.some(([target]) => target === 'target');

/**
 * Tells whether a candidate is worth listing as a version mismatch; a method of the same name in
 * another service is not.
 */
const isNear = ({ isOfProject: isOf, hears, programShare }: Candidate): boolean =>
  isOf !== false && (hears > hearing.nothing || programShare > 0);

/** Sorts the best candidate first. */
function compare(a: Candidate, b: Candidate): number {
  return (
    Number(Boolean(a.mismatch)) - Number(Boolean(b.mismatch)) ||
    rank(b.isOfProject) - rank(a.isOfProject) ||
    b.programShare - a.programShare ||
    b.hears - a.hears ||
    Number(a.target.version === undefined) - Number(b.target.version === undefined) ||
    a.position - b.position ||
    Number(a.target.at === undefined) - Number(b.target.at === undefined)
  );
}

const rank = (isOf: boolean | undefined): number => (isOf === undefined ? 1 : isOf ? 2 : 0);

function reasonsFor(candidate: Candidate, call: RpcCall): string[] {
  const { served, hears, target, endpoint, at } = candidate;
  const reasons: string[] = [];
  if (served) {
    reasons.push(
      hears === hearing.surely
        ? `topic ${call.topic} is served in ${placeText(served)}`
        : `topic ${call.topic} is served in ${placeText(served)}, perhaps by ${endpoint.class.name}`,
    );
  } else if (hears >= hearing.probably) {
    reasons.push(`the name of topic ${call.topic} is that of ${endpoint.file.facts.module}`);
  }
  // A mismatch is reported as the doubt.
  if (!candidate.mismatch) {
    reasons.push(
      call.namespace === undefined ? 'no namespace' : `namespace ${call.namespace}`,
      target.version === undefined
        ? 'version of the endpoint unknown'
        : `version ${target.version} takes ${call.version ?? defaultVersion}`,
    );
  }
  if (at.owner && at.owner !== endpoint.class) {
    const verb = isProxyClass(endpoint) ? 'hands it to' : 'inherits it from';
    reasons.push(`${endpoint.class.name} ${verb} ${at.owner.name}`);
  }
  if (candidate.programShare > 0) reasons.push(`received by ${call.receivers.join(', ')}`);
  return reasons;
}

function doubtOf(
  candidate: Candidate,
  other: Candidate | undefined,
  rankOf: number,
  call: RpcCall,
): string | undefined {
  if (candidate.isOfProject === false) return 'another project by its exchange or programs';
  if (isPrivate(call.method))
    return 'names that begin with _ are refused by the default access policy';
  if (rankOf > 0) return other && `${qualifiedName(other.at)} in ${other.at.file.path} comes first`;
  if (candidate.target.version === undefined || candidate.target.namespace === undefined) {
    return 'its Target cannot be evaluated';
  }
  if (
    candidate.isOfProject === undefined &&
    call.receivers.length > 0 &&
    candidate.programShare === 0
  ) {
    return `nothing shows that ${call.receivers.join(', ')} is of this code`;
  }
  if (candidate.absence !== undefined) return candidate.absence;
  if (candidate.hears < hearing.probably && candidate.programShare < 1) {
    return `nothing shows that it is served with topic ${call.topic}`;
  }
  if (candidate.isBehindUnknown) {
    return 'an endpoint before it in its server’s list cannot be evaluated';
  }
  if (call.isFanout && call.receivers.length === 0) return 'nobody is known to have received it';
  return other && isRival(other, candidate)
    ? `${qualifiedName(other.at)} in ${other.at.file.path} fits as well`
    : undefined;
}

/** Tells whether the second best candidate may be the handler as well. */
function isRival(other: Candidate, best: Candidate): boolean {
  if (rank(other.isOfProject) < rank(best.isOfProject) || other.programShare < best.programShare)
    return false;
  // The first endpoint in a server's list handles the message.
  if (best.served && best.served === other.served) return best.position === other.position;
  return other.hears >= best.hears;
}

const placeText = ({ file, line }: Place): string => `${file.path}:${line}`;
