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
