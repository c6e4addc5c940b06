/** Reads the service and the host that evidence reveals without a look at other processes. */
import type { Evidence } from './evidence';
import type { Neighbourhood } from './neighbourhood';
import { barePublisher, needsBackends } from './publishers';
import {
  hostOfServer,
  isGenericProgram,
  isServedUnderOtherNames,
  layer2Agent,
  networkAgent,
  serviceOfTopic,
  splitServerQueue,
  takesNetworks,
  topicOfQueue,
} from './serviceNames';

export interface Found {
  readonly value: string;
  /** Reason why it is a guess; `undefined` when it is certain. */
  readonly reason?: string;
  /** True when another program of the project may look the same, such as a second API. */
  readonly isDoubtful?: boolean;
}

/** Returns the host that the process itself revealed. */
export function ownHostOf(evidence: Evidence, topics: ReadonlySet<string>): string | undefined {
  for (const queue of evidence.queues) {
    const { topic, server } = splitServerQueue(queue, topics);
    if (server === undefined || isServedUnderOtherNames(topic)) continue;
    const host = hostOfServer(server);
    if (host !== undefined) return host;
  }
  const reportedHost = evidence.queueOwner?.host ?? evidence.selfReport?.host;
  if (reportedHost !== undefined) return reportedHost;
  const [host, ...others] = evidence.publisherHosts;
  return others.length === 0 ? host : undefined;
}

/** Returns the service that the process itself revealed, of which no other one looks the same. */
export const ownServiceOf = (evidence: Evidence, around: Neighbourhood): string | undefined =>
  (revealedService(evidence, around) ?? callingService(evidence, around, () => false))?.value;

/** Returns the service that the process revealed by its queues, its reports or its notifications. */
export function revealedService(evidence: Evidence, around: Neighbourhood): Found | undefined {
  const owner = evidence.queueOwner?.service;
  if (owner !== undefined && !isGenericProgram(owner)) {
    return { value: owner, reason: 'Named by the queues that it made for itself.' };
  }
  const reported = evidence.selfReport?.service;
  if (reported !== undefined) {
    return { value: reported, reason: 'Named by what it reports of itself.' };
  }
  for (const [publisher, service] of evidence.publishers) {
    if (service === undefined || (needsBackends(publisher) && !around.usesBackends)) continue;
    return {
      value: service,
      reason: `Inferred from its notifications as "${barePublisher(publisher)}".`,
    };
  }
  for (const queue of evidence.queues) {
    const service = serviceOfTopic(topicOfQueue(queue, around.topics), evidence.sources);
    if (service === undefined) continue;
    return named(service, `Inferred from the queue "${queue}" that it reads.`, around);
  }
  return undefined;
}

/**
 * Returns the service that alone sends requests like those of the process.
 *
 * @param isMissing tells whether the cloud lacks a service that sends such requests, too; default: that
 *   no process of it is known
 */
export function callingService(
  { callers }: Evidence,
  around: Neighbourhood,
  isMissing = (service: string): boolean => around.hostsOfService(service).size === 0,
): Found | undefined {
  const alone = [...callers].filter(({ unless }) => unless === undefined || isMissing(unless));
  const [caller, ...others] = new Set(alone.map(({ service }) => service));
  if (caller === undefined || others.length > 0) return undefined;
  const who = caller === layer2Agent ? 'a layer-2 agent' : caller;
  const found = named(caller, `Inferred from its requests: only ${who} sends such.`, around);
  return found && { ...found, isDoubtful: true };
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
