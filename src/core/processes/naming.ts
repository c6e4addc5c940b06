/**
 * Names a process from the facts about it and its neighbours. The first rule that applies decides.
 * Service: the program that the management API reports; the names of the process's own queues; its
 * own reports; its notifications; the topics that it serves; requests that only one service sends.
 * Host: queues `topic.server`; the names of its own queues; its reports; its notifications; then,
 * as a guess, the host of other processes with the same program or address.
 */
import { parseReplyQueue } from '../oslo/names';
import type { Process, ProcessName } from './process';
import { unknownProcess } from './process';
import { barePublisher, needsBackends } from './publishers';
import {
  hostOfServer,
  isGenericProgram,
  isServedUnderOtherNames,
  isWsgiServer,
  layer2Agent,
  networkAgent,
  serviceOfTopic,
  splitServerQueue,
  takesNetworks,
  topicOfQueue,
} from './serviceNames';

/** Facts about other processes. */
export interface Neighbourhood {
  /** Topics that have fanout queues; they decide how `topic.server` is split. */
  readonly topics: ReadonlySet<string>;
  /** Hosts of processes of this program, as far as they are certain. */
  hostsOfProgram(program: string): ReadonlySet<string>;
  /** Hosts of processes at this address, each with the services that are known to run there. */
  hostsOfPeer(peerHost: string): ReadonlyMap<string, ReadonlySet<string>>;
  servicesOf(host: string): ReadonlySet<string>;
  hostsOfService(service: string): ReadonlySet<string>;
  /** Binaries of the layer-2 agents that have reported. */
  readonly layer2Agents: ReadonlySet<string>;
  /** True when cinder's volume services have back ends: their hosts are `host@backend`. */
  readonly usesBackends: boolean;
}

/** From this number of hosts on, an address belongs to a proxy and identifies no host. */
export const maxHostsOfPeer = 16;

interface Found {
  readonly value: string;
  /** Reason why it is a guess; `undefined` when it is certain. */
  readonly reason?: string;
  /** True when another program of the project may look the same, such as a second API. */
  readonly isDoubtful?: boolean;
}

export function nameOf(process: Process, around: Neighbourhood): ProcessName {
  if (isHealthProbe(process, around)) return healthProbe;
  const service = serviceOf(process, around) ?? standIn(process, around);
  const host = hostOf(process, service.value, around);
  const reasons = [service.reason, host?.reason, process.guess].filter(each => each !== undefined);
  return {
    service: service.value,
    host: host?.value ?? '',
    isNamed: !('isStandIn' in service),
    inferredFrom: reasons.length > 0 ? reasons.join(' ') : undefined,
  };
}

/** A probe is a new process each time, and of no host that matters: all of them are one lane. */
const healthProbe: ProcessName = {
  service: 'health probe',
  host: '',
  isNamed: true,
  inferredFrom: undefined,
};

function isHealthProbe(process: Process, around: Neighbourhood): boolean {
  const { program } = process;
  const isService =
    program !== undefined && !isGenericProgram(program) && !program.includes('probe');
  return process.isProbe && !isService && inferredService(process, around) === undefined;
}

/** Returns the host that the process itself revealed. */
export function ownHostOf(process: Process, topics: ReadonlySet<string>): string | undefined {
  for (const queue of process.queues) {
    const { topic, server } = splitServerQueue(queue, topics);
    if (server === undefined || isServedUnderOtherNames(topic)) continue;
    const host = hostOfServer(server);
    if (host !== undefined) return host;
  }
  const reportedHost = process.queueOwner?.host ?? process.selfReport?.host;
  if (reportedHost !== undefined) return reportedHost;
  const [host, ...others] = process.publisherHosts;
  return others.length === 0 ? host : undefined;
}

function serviceOf(process: Process, around: Neighbourhood): Found | undefined {
  const { program } = process;
  if (program !== undefined && !isGenericProgram(program)) return { value: program };
  const guess = inferredService(process, around);
  const server = program ?? process.queueOwner?.service;
  // neutron's server has a program of its own; only its API runs in a WSGI server (neutron/wsgi/api.py).
  if (guess?.value === 'neutron-server' && server !== undefined && isWsgiServer(server)) {
    return program === undefined ? { ...guess, value: 'neutron-api' } : { value: 'neutron-api' };
  }
  // A program like uwsgi identifies the process exactly; only the service inside it is inferred.
  if (program === undefined || guess?.isDoubtful) return guess;
  return { value: guess?.value ?? program };
}

function inferredService(process: Process, around: Neighbourhood): Found | undefined {
  const owner = process.queueOwner?.service;
  if (owner !== undefined && !isGenericProgram(owner)) {
    return { value: owner, reason: 'Named by the queues that it made for itself.' };
  }
  const reported = process.selfReport?.service;
  if (reported !== undefined) {
    return { value: reported, reason: 'Named by what it reports of itself.' };
  }
  for (const [publisher, service] of process.publishers) {
    if (service === undefined || (needsBackends(publisher) && !around.usesBackends)) continue;
    return {
      value: service,
      reason: `Inferred from its notifications as "${barePublisher(publisher)}".`,
    };
  }
  for (const queue of process.queues) {
    const service = serviceOfTopic(topicOfQueue(queue, around.topics), process.sources);
    if (service === undefined) continue;
    return named(service, `Inferred from the queue "${queue}" that it reads.`, around);
  }
  const callers = [...process.callers].filter(
    ({ unless }) => unless === undefined || around.hostsOfService(unless).size === 0,
  );
  const [caller, ...others] = new Set(callers.map(({ service }) => service));
  if (caller !== undefined && others.length === 0) {
    const who = caller === layer2Agent ? 'a layer-2 agent' : caller;
    const found = named(caller, `Inferred from its requests: only ${who} sends such.`, around);
    return found && { ...found, isDoubtful: true };
  }
  return computePublisher(process, around);
}

function named(service: string, reason: string, around: Neighbourhood): Found | undefined {
  const value =
    service === layer2Agent
      ? theLayer2Agent(around)
      : service === networkAgent
        ? theNetworkAgent(around)
        : service;
  return value === undefined ? undefined : { value, reason };
}

/** Returns the layer-3 agent when no layer-2 agent that has reported takes updates of networks. */
function theNetworkAgent({ layer2Agents }: Neighbourhood): string | undefined {
  const others = [...layer2Agents].filter(each => takesNetworks.test(each));
  return layer2Agents.size > 0 && others.length === 0 ? 'neutron-l3-agent' : undefined;
}

/** Returns the binary of the layer-2 agents when all that have reported have the same one. */
function theLayer2Agent({ layer2Agents }: Neighbourhood): string | undefined {
  const [binary, ...others] = layer2Agents;
  return others.length === 0 ? binary : undefined;
}

/**
 * Names nova-compute by its notifications, unless a conductor runs on the same host: nova's
 * conductor and API also notify as "compute", about the work that they do for computes.
 */
function computePublisher(process: Process, around: Neighbourhood): Found | undefined {
  if (!process.publishers.has('compute') && !process.publishers.has('nova-compute')) {
    return undefined;
  }
  const host = ownHostOf(process, around.topics);
  const services = host === undefined ? undefined : around.servicesOf(host);
  if (!services?.has('nova-compute')) return undefined;
  if (services.has('nova-conductor') || services.has('nova-api')) return undefined;
  const reason = `Inferred from its notifications as "compute" on ${String(host)}.`;
  return { value: 'nova-compute', reason };
}

/**
 * Returns a substitute name, to distinguish the process from others when its service is unknown.
 */
function standIn(process: Process, around: Neighbourhood): Found & { readonly isStandIn: true } {
  const standingIn = (value: string, reason: string) =>
    ({ value, reason, isStandIn: true }) as const;
  for (const queue of process.queues) {
    if (parseReplyQueue(queue) === undefined) {
      const topic = topicOfQueue(queue, around.topics);
      return standingIn(
        serviceOfTopic(topic, process.sources) ?? topic,
        `Named after the queue "${queue}" that it reads.`,
      );
    }
  }
  for (const publisher of process.publishers.keys()) {
    const name = barePublisher(publisher);
    return standingIn(name, `Named after its notifications as "${name}".`);
  }
  for (const exchange of process.exchanges) {
    if (exchange === '') continue;
    const client = `${exchange.replace(/_fanout$/, '')} client`;
    return standingIn(client, `Named after the exchange "${exchange}" that it sends to.`);
  }
  return standingIn(unknownProcess.service, unknownProcess.inferredFrom ?? '');
}

function hostOf(process: Process, service: string, around: Neighbourhood): Found | undefined {
  const own = ownHostOf(process, around.topics);
  if (own !== undefined) return { value: own };
  const { program, peerHost } = process;
  const siblings = program === undefined ? undefined : around.hostsOfProgram(program);
  const [sibling] = siblings ?? [];
  if (sibling !== undefined && siblings?.size === 1) {
    const reason = `Its host is a guess: the other processes of ${String(program)} are there.`;
    return { value: sibling, reason };
  }
  if (peerHost === undefined) return undefined;
  const neighbour = mainHost(around.hostsOfPeer(peerHost));
  // A service that also runs on other hosts may be on any of them; agents run on all.
  const hosts = around.hostsOfService(service);
  const isElsewhere =
    /-(compute|agent)$/.test(service) ||
    hosts.size > (neighbour !== undefined && hosts.has(neighbour) ? 1 : 0);
  if (neighbour !== undefined && !isElsewhere) {
    const reason = 'Its host is a guess: most services with its address are there.';
    return { value: neighbour, reason };
  }
  // Any host may use the broker's loopback address.
  return isLoopback(peerHost) ? undefined : { value: peerHost };
}

/** Returns the host with at least twice as many services as any other one. */
function mainHost(hosts: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  if (hosts.size >= maxHostsOfPeer) return undefined;
  const [most, next] = [...hosts].sort(([, a], [, b]) => b.size - a.size);
  if (most === undefined) return undefined;
  return next === undefined || most[1].size >= 2 * next[1].size ? most[0] : undefined;
}

const isLoopback = (peerHost: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(peerHost);
