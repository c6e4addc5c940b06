/**
 * Names a process from the facts about it and its neighbours. The first rule that applies decides.
 * Service: the program that the management API reports; the names of the process's own queues; its
 * own reports; its notifications; the topics that it serves; requests that only one service sends.
 * Host: queues `topic.server`; the names of its own queues; its reports; its notifications; then,
 * as a guess, the host of other processes with the same program or address.
 */
import { parseReplyQueue } from '../oslo/names';
import type { Evidence } from './evidence';
import { mayBeSeveral } from './namesakes';
import type { Neighbourhood } from './neighbourhood';
import type { Piece, Process, ProcessName } from './process';
import { unknownProcess } from './process';
import { barePublisher } from './publishers';
import type { Found } from './revealed';
import { callingService, ownHostOf, ownServiceOf, revealedService } from './revealed';
import { isGenericProgram, isWsgiServer, serviceOfTopic, topicOfQueue } from './serviceNames';

/** From this number of hosts on, an address belongs to a proxy and identifies no host. */
export const maxHostsOfPeer = 16;

export function nameOf(process: Process, around: Neighbourhood): ProcessName {
  if (isHealthProbe(process, around)) return healthProbe;
  const service = serviceOf(process, around) ?? standIn(process.evidence, around);
  const host = hostOf(process, service.value, around);
  const reasons = [
    service.reason,
    host?.reason,
    process.evidence.guess,
    ...doubtsOf(process, around),
  ].filter(each => each !== undefined);
  return {
    service: service.value,
    host: host?.value ?? '',
    isNamed: !('isStandIn' in service),
    inferredFrom: reasons.length > 0 ? reasons.join(' ') : undefined,
  };
}

const severalReason =
  'Some of its connections are a guess: it waits at several reply queues, and they may be of several processes.';

/** Reasons why connections with one `program:pid` may be of several processes, which nothing tells apart. */
function doubtsOf(
  { pieces, program = '', peerHost = '' }: Process,
  around: Neighbourhood,
): readonly string[] {
  const isOneHost =
    around.hostsOfPeer(peerHost).size <= 1 || around.hostsOfProgram(program).size <= 1;
  const reveals = ({ evidence }: Piece): boolean =>
    (isOneHost || ownHostOf(evidence, around.topics) !== undefined) &&
    (!isGenericProgram(program) || ownServiceOf(evidence, around) !== undefined);
  return mayBeSeveral(pieces, reveals) ? [severalReason] : [];
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
  return process.evidence.isProbe && !isService && inferredService(process, around) === undefined;
}

function serviceOf(process: Process, around: Neighbourhood): Found | undefined {
  const { program } = process;
  if (program !== undefined && !isGenericProgram(program)) return { value: program };
  const guess = inferredService(process, around);
  const server = program ?? process.evidence.queueOwner?.service;
  // neutron's server has a program of its own; only its API runs in a WSGI server (neutron/wsgi/api.py).
  if (guess?.value === 'neutron-server' && server !== undefined && isWsgiServer(server)) {
    return program === undefined ? { ...guess, value: 'neutron-api' } : { value: 'neutron-api' };
  }
  // A program like uwsgi identifies the process exactly; only the service inside it is inferred.
  if (program === undefined || guess?.isDoubtful) return guess;
  return { value: guess?.value ?? program };
}

const inferredService = (process: Process, around: Neighbourhood): Found | undefined =>
  revealedService(process.evidence, around) ??
  callingService(process.evidence, around) ??
  computePublisher(process.evidence, around);

/**
 * Names nova-compute by its notifications, unless a conductor runs on the same host: nova's
 * conductor and API also notify as "compute", about the work that they do for computes.
 */
function computePublisher(evidence: Evidence, around: Neighbourhood): Found | undefined {
  if (!evidence.publishers.has('compute') && !evidence.publishers.has('nova-compute')) {
    return undefined;
  }
  const host = ownHostOf(evidence, around.topics);
  const services = host === undefined ? undefined : around.servicesOf(host);
  if (!services?.has('nova-compute')) return undefined;
  if (services.has('nova-conductor') || services.has('nova-api')) return undefined;
  const reason = `Inferred from its notifications as "compute" on ${String(host)}.`;
  return { value: 'nova-compute', reason };
}

/**
 * Returns a substitute name, to distinguish the process from others when its service is unknown.
 */
function standIn(
  { queues, sources, publishers, exchanges }: Evidence,
  around: Neighbourhood,
): Found & { readonly isStandIn: true } {
  const standingIn = (value: string, reason: string) =>
    ({ value, reason, isStandIn: true }) as const;
  for (const queue of queues) {
    if (parseReplyQueue(queue) === undefined) {
      const topic = topicOfQueue(queue, around.topics);
      return standingIn(
        serviceOfTopic(topic, sources) ?? topic,
        `Named after the queue "${queue}" that it reads.`,
      );
    }
  }
  for (const publisher of publishers.keys()) {
    const name = barePublisher(publisher);
    return standingIn(name, `Named after its notifications as "${name}".`);
  }
  for (const exchange of exchanges) {
    if (exchange === '') continue;
    const client = `${exchange.replace(/_fanout$/, '')} client`;
    return standingIn(client, `Named after the exchange "${exchange}" that it sends to.`);
  }
  return standingIn(unknownProcess.service, unknownProcess.inferredFrom ?? '');
}

function hostOf(process: Process, service: string, around: Neighbourhood): Found | undefined {
  const own = ownHostOf(process.evidence, around.topics);
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
