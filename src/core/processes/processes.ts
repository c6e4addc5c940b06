import type { ConnectionFacts } from '../amqp/brokerSnapshot';
import { parseConnectionName } from '../oslo/names';
import { isSingle, networkAgents, sameProcesses } from './agentConnections';
import { KnownHosts } from './knownHosts';
import { nameOf } from './naming';
import type { Connection } from './process';
import { isSameName, Process } from './process';
import { RequestOrigins } from './requestOrigins';
import { Restarts } from './restarts';

export interface ProcessChanges {
  readonly connections: readonly Connection[];
  readonly processes: readonly Process[];
}

/**
 * Number of processes whose names are guessed anew in each call; with more of them it is done in every
 * second call, and so on.
 */
const processesPerCall = 1_000;

/** Creates processes for connections, joins those that turn out to be one, and names them. */
export class Processes {
  readonly hosts = new KnownHosts();
  readonly origins = new RequestOrigins();
  private readonly all = new Set<Process>();
  private readonly byIdentity = new Map<string, Process>();
  private readonly restarts = new Restarts();
  /** Processes with new evidence, which must be named again. */
  private readonly withNewEvidence = new Set<Process>();
  private readonly renamed = new Set<Process>();
  private readonly changedConnections = new Set<Connection>();
  private lastProcessId = 0;
  /** True when a process revealed a host or service that may help to name others. */
  private isRevealing = false;
  /** Number of calls of `takeChanges` since all guesses were made anew. */
  private calls = 0;

  newProcess(): Process {
    return new Process(++this.lastProcessId);
  }

  /** Begins a process with its first connection. */
  begin(process: Process, connection: Connection): void {
    connection.process = process;
    process.connections.push(connection);
    // The broker's name for a connection begins with the client's address.
    process.peerHost = /^(.*):\d+ -> /.exec(connection.name)?.[1];
    this.all.add(process);
    this.withNewEvidence.add(process);
    this.renamed.add(process);
    this.changedConnections.add(connection);
  }

  noteEvidence(process: Process): void {
    this.withNewEvidence.add(process);
  }

  /** Marks the connection as one that must be stored again. */
  connectionChanged(connection: Connection): void {
    this.changedConnections.add(connection);
  }

  /** Applies the management API's facts about a connection, which override guesses. */
  identify(connection: Connection, facts: ConnectionFacts): void {
    const name =
      facts.connectionName === undefined ? undefined : parseConnectionName(facts.connectionName);
    const { program, pid } = connection.process;
    if (name && program !== undefined && (program !== name.program || pid !== name.pid)) {
      this.setApart(connection);
    }
    const { process } = connection;
    process.peerHost = facts.peerHost ?? process.peerHost;
    const { connectedAtMillis } = facts;
    if (connectedAtMillis !== undefined) process.connected(connectedAtMillis * 1000);
    if (name) {
      process.program = name.program;
      process.pid = name.pid;
      const identity = process.identity ?? '';
      const same = this.byIdentity.get(identity);
      if (same) this.merge(process, same);
      else this.byIdentity.set(identity, process);
    }
    this.withNewEvidence.add(connection.process);
    this.renamed.add(connection.process);
    this.changedConnections.add(connection);
  }

  /** Joins the processes of both connections. */
  join({ process: one }: Connection, { process: other }: Connection): void {
    if (one === other) return;
    // Never join processes that the management API reports as different.
    const [idA, idB] = [one.identity, other.identity];
    if (idA !== undefined && idB !== undefined && idA !== idB) return;
    // The process with more connections stays, so that a connection moves few times, however many there are.
    const isSmaller = one.connections.length < other.connections.length;
    if (idB !== undefined || (idA === undefined && isSmaller)) this.merge(one, other);
    else this.merge(other, one);
  }

  /** Notes that the reader's process replaced the one that had read its queue before. */
  restarted({ process }: Connection, earlierReader: Connection): void {
    const { process: earlier } = earlierReader;
    // Restarts of processes with an identity are found by snapshots of the management API (`Restarts`).
    if (process === earlier || process.follows || process.identity || earlier.identity) return;
    process.replaces(earlierReader);
    this.renamed.add(process);
  }

  /** @param listed processes of the connections in a snapshot */
  noteSnapshot(listed: readonly Process[]): void {
    const named = new Set(listed.filter(each => each.program !== undefined));
    for (const process of this.restarts.noteSnapshot(named, this.hosts)) this.renamed.add(process);
  }

  /**
   * Names the processes with new evidence, and returns the objects that must be stored again.
   *
   * @param isEnd true at the end of the capture: all remaining guesses are then made anew, as they
   *   are from time to time before
   */
  takeChanges(isEnd: boolean): ProcessChanges {
    for (const process of this.withNewEvidence) {
      this.isRevealing = this.hosts.noteHost(process) || this.isRevealing;
    }
    this.calls++;
    // A host or service that one process revealed may help to name others.
    const isRenewing =
      this.isRevealing && (isEnd || this.calls * processesPerCall >= this.all.size);
    if (isRenewing) {
      this.isRevealing = false;
      this.calls = 0;
      for (const process of this.all) {
        if (process.name.inferredFrom !== undefined) this.withNewEvidence.add(process);
      }
    }
    this.renameAll();
    if (isRenewing) {
      for (const find of [sameProcesses, networkAgents]) {
        for (const { one, other, guess } of find(this.all, this.hosts.topics)) {
          this.join(one, other);
          one.process.guess ??= guess;
        }
      }
    }
    if (isRenewing || isEnd) {
      for (const [one, other] of this.origins.takeJoined()) this.join(one, other);
    }
    this.renameAll();
    const changes = {
      connections: [...this.changedConnections],
      processes: [...this.renamed],
    };
    this.changedConnections.clear();
    this.renamed.clear();
    return changes;
  }

  /**
   * Separates a connection that was assigned to another process: with the queue manager, a
   * restarted process reads the reply queue of its predecessor.
   */
  private setApart(connection: Connection): void {
    const { connections } = connection.process;
    connections.splice(connections.indexOf(connection), 1);
    this.begin(this.newProcess(), connection);
    for (const queue of connection.queues) connection.process.reads(queue);
  }

  private merge(from: Process, into: Process): void {
    if (into === from) return;
    for (const connection of from.connections) {
      connection.process = into;
      this.changedConnections.add(connection);
    }
    into.absorb(from);
    this.all.delete(from);
    this.restarts.forget(from);
    this.withNewEvidence.delete(from);
    this.renamed.delete(from);
    this.withNewEvidence.add(into);
    this.renamed.add(into);
  }

  private renameAll(): void {
    for (const process of this.withNewEvidence) {
      const name = nameOf(process, this.hosts);
      if (isSameName(name, process.name)) continue;
      process.name = name;
      this.renamed.add(process);
      // The other connections of an agent can be found once it has a name.
      this.isRevealing ||= isSingle(process);
    }
    this.withNewEvidence.clear();
  }
}
