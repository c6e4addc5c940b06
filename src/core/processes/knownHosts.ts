import { maxHostsOfPeer, nameOf } from './naming';
import type { Neighbourhood } from './neighbourhood';
import type { Process } from './process';
import { ownHostOf } from './revealed';
import { serviceOfTopic } from './serviceNames';

const none: ReadonlySet<string> = new Set();

/**
 * Facts about hosts and services that processes revealed, from which other processes can be named.
 */
export class KnownHosts implements Neighbourhood {
  readonly topics = new Set<string>();
  readonly layer2Agents = new Set<string>();
  usesBackends = false;
  private readonly peerHosts = new Map<string, Map<string, Set<string>>>();
  private readonly programHosts = new Map<string, Set<string>>();
  private readonly hostServices = new Map<string, Set<string>>();
  private readonly serviceHosts = new Map<string, Set<string>>();

  hostsOfProgram(program: string): ReadonlySet<string> {
    return this.programHosts.get(program) ?? none;
  }

  hostsOfPeer(peerHost: string): ReadonlyMap<string, ReadonlySet<string>> {
    return this.peerHosts.get(peerHost) ?? new Map<string, Set<string>>();
  }

  servicesOf(host: string): ReadonlySet<string> {
    return this.hostServices.get(host) ?? none;
  }

  hostsOfService(service: string): ReadonlySet<string> {
    return this.serviceHosts.get(service) ?? none;
  }

  /** @param binary name of the program in its own report */
  noteReport(binary: string): void {
    if (/^neutron-.*-agent$/.test(binary) && serviceOfTopic(topicOfAgent(binary)) === undefined) {
      this.layer2Agents.add(binary);
    }
  }

  /** @returns true when the process reveals a host, or a service on it, for the first time */
  noteHost(process: Process): boolean {
    const host = ownHostOf(process.evidence, this.topics);
    if (host === undefined) return false;
    const { peerHost, program } = process;
    const { service, isNamed } = nameOf(process, this);
    const known = isNamed ? service : undefined;
    let isNew = program !== undefined && addTo(this.programHosts, program, host);
    if (known !== undefined) {
      isNew = addTo(this.hostServices, host, known) || isNew;
      addTo(this.serviceHosts, known, host);
    }
    if (peerHost === undefined) return isNew;
    let hosts = this.peerHosts.get(peerHost);
    if (!hosts) this.peerHosts.set(peerHost, (hosts = new Map<string, Set<string>>()));
    if (!hosts.has(host) && hosts.size >= maxHostsOfPeer) return isNew;
    return addTo(hosts, host, known) || isNew;
  }
}

/**
 * Returns the topic that an agent reads: `dhcp_agent` for `neutron-dhcp-agent`. Agents of known
 * topics are not layer-2 agents.
 */
const topicOfAgent = (binary: string): string =>
  binary.replace(/^neutron-(\w+)-agent$/, '$1_agent');

/** @returns true when the set or the value in it is new */
function addTo(sets: Map<string, Set<string>>, key: string, value: string | undefined): boolean {
  const known = sets.get(key);
  if (!known) {
    sets.set(key, new Set(value === undefined ? [] : [value]));
    return true;
  }
  if (value === undefined || known.has(value)) return false;
  known.add(value);
  return true;
}
