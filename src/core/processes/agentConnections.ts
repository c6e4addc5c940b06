/**
 * Joins the connections of programs that run once on a host. An agent opens a connection for each topic
 * that it reads. As a rule only its queues for fanouts are used, and their names have no host. Its reports
 * have the host, but are sent over other connections.
 */
import { addTo, groupBy } from '../base/groups';
import { parseReplyQueue } from '../oslo/names';
import type { Connection, Process } from './process';
import { ownHostOf } from './revealed';
import { networkAgent, serviceOfTopic, takesNetworks, topicOfQueue } from './serviceNames';

/** Matches programs of which a host runs a single process, without workers. */
const single = /^(nova-compute|neutron-(?!(ovn-)?metadata-).+-agent|(cinder|manila)-scheduler)$/;

/** Two connections of one process. */
export interface SameProcess {
  readonly one: Connection;
  readonly other: Connection;
  /** Reason why they are only guessed to be of one process; `undefined` when that is certain. */
  readonly guess: string | undefined;
}

const byProgram =
  'Some of its connections are a guess: no other process of its program is known at their address.';
const byOrder =
  'Some of its connections are a guess, by the order in which the agents at their address opened them.';

/** Stands for the reply queue among the topics that a process reads. */
const replies = 'replies';

export const isSingle = (process: Process): boolean =>
  !isIdentified(process) && process.name.isNamed && single.test(process.name.service);

/** Tells whether the management API tells all connections of the process. */
const isIdentified = ({ program, hasNamesake }: Process): boolean =>
  program !== undefined && !hasNamesake;

/**
 * Finds connections of one process at an address, among those of programs that run once on a host.
 *
 * @param topics topics that have fanout queues
 */
export function sameProcesses(
  processes: Iterable<Process>,
  topics: ReadonlySet<string>,
): SameProcess[] {
  const groups = groupBy(
    [...processes].filter(isSingle),
    process => `${process.name.service} ${addressOf(process)}`,
  );
  return [...groups.values()].flatMap(group => (group.length > 1 ? sameIn(group, topics) : []));
}

/**
 * Finds the agent of each connection that reads updates of networks, which agents of layer 2 and of layer 3
 * read: the agent between whose connections, by their ports, it was opened, provided that each agent gets
 * one. Call it after the connections of {@link sameProcesses} are joined.
 */
export function networkAgents(
  processes: Iterable<Process>,
  topics: ReadonlySet<string>,
): SameProcess[] {
  const readers = new Map<string, Connection[]>();
  const agents = new Map<string, { process: Process; from: number; to: number }[]>();
  for (const process of processes) {
    const { service, isNamed } = process.name;
    if (isIdentified(process)) continue;
    const listening = process.connections.filter(({ queues }) => queues.size > 0);
    const [reader] = listening;
    if (!isNamed && service === networkAgent && reader) addTo(readers, addressOf(process), reader);
    const isAgent = isNamed && (takesNetworks.test(service) || service === 'neutron-l3-agent');
    if (!isAgent || isReadingNetworks(process, topics)) continue;
    const ports = listening.map(portOf);
    const [from, to] = [Math.min(...ports), Math.max(...ports)];
    addTo(agents, addressOf(process), { process, from, to });
  }
  return [...readers].flatMap(([address, found]) => {
    const around = agents.get(address) ?? [];
    if (found.length !== around.length) return [];
    const owners = found.map(reader =>
      around.filter(({ from, to }) => from < portOf(reader) && portOf(reader) < to),
    );
    const isOneToOne =
      owners.every(({ length }) => length === 1) && new Set(owners.flat()).size === found.length;
    if (!isOneToOne) return [];
    return found.flatMap((reader, at) => pair(owners[at]?.[0]?.process, reader.process, byOrder));
  });
}

const isReadingNetworks = ({ evidence }: Process, topics: ReadonlySet<string>): boolean =>
  [...evidence.queues].some(queue => serviceOfTopic(topicOf(queue, topics)) === networkAgent);

function sameIn(group: readonly Process[], topics: ReadonlySet<string>): SameProcess[] {
  const all = group.map(process => ({
    process,
    host: ownHostOf(process.evidence, topics),
    readers: readersOf(process, topics),
  }));
  const lonely = all.filter(({ host }) => host === undefined);
  const hosts = new Map<string, Member[]>();
  for (const { host, ...member } of all) {
    if (host !== undefined) addTo(hosts, host, member);
  }
  const found = [...hosts.values()].flatMap(members => joined(members, undefined));
  const service = group[0]?.name.service ?? '';
  // At one address, computes may run on hosts that have not sent anything yet: a reader may be of those.
  if (lonely.length === 0 || service === 'nova-compute') return found;
  if (hosts.size === 1) return [...found, ...joined(all, byProgram)];
  return service.endsWith('-agent') ? [...found, ...inOrder([...hosts.values()], lonely)] : found;
}

/** A process with its connections by the topics that they read. */
interface Member {
  readonly process: Process;
  readonly readers: ReadonlyMap<string, readonly Connection[]>;
}

/** Joins processes unless two of them read one topic: then one has replaced the other. */
function joined(members: readonly Member[], guess: string | undefined): SameProcess[] {
  const [first] = members;
  const seen = new Set<string>();
  for (const { readers } of members) {
    for (const topic of readers.keys()) {
      if (seen.has(topic)) return [];
      seen.add(topic);
    }
  }
  return members.slice(1).flatMap(each => pair(first?.process, each.process, guess));
}

/**
 * Joins listeners with agents by the order of their ports. An agent always opens its connections in the
 * same order, and Linux gives rising ports to connections from one address to another one (within
 * ten seconds, `secure_ipv4_port_ephemeral` of net/core/secure_seq.c). The n-th connection of each
 * topic is then of the n-th agent, provided that no other assignment keeps the order of the topics.
 */
function inOrder(hosts: readonly (readonly Member[])[], lonely: readonly Member[]): SameProcess[] {
  const agents = hosts.map(members => ({
    process: members[0]?.process,
    readers: merged(members),
  }));
  const listeners = merged(lonely);
  /** Connections of each topic that every agent reads, by their ports. */
  const columns: Connection[][] = [];
  for (const topic of new Set([...listeners.keys(), replies])) {
    const known = agents.flatMap(({ readers }) => readers.get(topic) ?? []);
    const all = [...known, ...(listeners.get(topic) ?? [])];
    if (all.length !== agents.length) continue;
    columns.push(all.sort((a, b) => portOf(a) - portOf(b)));
  }
  columns.sort(([a], [b]) => (a && b ? portOf(a) - portOf(b) : 0));
  if (!isOnlyOrder(columns.map(column => column.map(portOf)))) return [];
  const ownerOf = new Map(
    agents.flatMap(agent => [...agent.readers.values()].flat().map(each => [each, agent] as const)),
  );
  const rows = agents.map((_, rank) => columns.flatMap(column => column[rank] ?? []));
  const owners = rows.map(row => new Set(row.flatMap(each => ownerOf.get(each) ?? [])));
  const isOneToOne =
    owners.every(({ size }) => size === 1) &&
    new Set(owners.flatMap(each => [...each])).size === rows.length;
  if (!isOneToOne) return [];
  return rows.flatMap((row, rank) => {
    const [owner] = owners[rank] ?? [];
    return row.flatMap(each => pair(owner?.process, each.process, byOrder));
  });
}

/**
 * @param columns ports of each topic, rising; the topics in the order of the first agent's ports
 * @returns true when every agent has this order of topics, and no two agents could exchange the
 *   rest of theirs
 */
export function isOnlyOrder(columns: readonly (readonly number[])[]): boolean {
  if (columns.length < 2) return false;
  return columns.slice(1).every((next, at) => {
    const column = columns[at] ?? [];
    return column.every(
      (port, agent) =>
        port < (next[agent] ?? 0) &&
        (agent + 1 === column.length || (next[agent] ?? 0) < (column[agent + 1] ?? 0)),
    );
  });
}

function pair(one: Process | undefined, other: Process, guess: string | undefined): SameProcess[] {
  const [a, b] = [one?.connections[0], other.connections[0]];
  return a && b && one !== other ? [{ one: a, other: b, guess }] : [];
}

function merged(members: readonly Member[]): Map<string, Connection[]> {
  const all = new Map<string, Connection[]>();
  for (const { readers } of members) {
    for (const [topic, connections] of readers) {
      for (const each of connections) addTo(all, topic, each);
    }
  }
  return all;
}

function readersOf(process: Process, topics: ReadonlySet<string>): Map<string, Connection[]> {
  const readers = new Map<string, Connection[]>();
  for (const connection of process.connections) {
    const read = new Set([...connection.queues].map(queue => topicOf(queue, topics)));
    for (const topic of read) addTo(readers, topic, connection);
  }
  return readers;
}

const topicOf = (queue: string, topics: ReadonlySet<string>): string =>
  parseReplyQueue(queue) ? replies : topicOfQueue(queue, topics);

/** Addresses of client and broker; ports are compared between equal ones. */
const addressOf = ({ connections }: Process): string =>
  connections[0]?.name.replace(/:\d+ -> /, ' ') ?? '';

const portOf = ({ name }: Connection): number => Number(/:(\d+) -> /.exec(name)?.[1]);
