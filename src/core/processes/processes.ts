import type { ConnectionFacts } from '../amqp/brokerSnapshot';
import { parseConnectionName } from '../oslo/names';
import { isSingle, networkAgents, sameProcesses } from './agentConnections';
import { KnownHosts } from './knownHosts';
import { Namesakes, processesAmong } from './namesakes';
import { nameOf } from './naming';
import type { Connection } from './process';
import { isSameName, Piece, Process } from './process';
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
  private readonly namesakes = new Namesakes();
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

  /** Begins a process that has no connection yet. */
  newPiece(): Piece {
    const process = new Process(++this.lastProcessId);
    const piece = new Piece(process);
    process.add(piece);
    return piece;
  }

  /** Adds the first connection of a process. */
  begin(connection: Connection): void {
    const { piece, process } = connection;
    piece.connections.push(connection);
    // The broker's name for a connection begins with the client's address.
    process.peerHost = /^(.*):\d+ -> /.exec(connection.name)?.[1];
    this.all.add(process);
    this.processChanged(process);
    this.changedConnections.add(connection);
  }

  noteEvidence({ piece, process }: Connection): void {
    process.evidenceChanged();
    this.namesakes.noteChange(piece);
    this.withNewEvidence.add(process);
  }

  /** Marks the connection as one that must be stored again. */
  connectionChanged(connection: Connection): void {
    this.changedConnections.add(connection);
  }

  /** Notes that the connection's virtual host is known now. */
  vhostChanged(connection: Connection): void {
    this.changedConnections.add(connection);
    this.namesakes.noteChange(connection.piece);
  }

  /** Applies the management API's facts about a connection, which override guesses. */
  identify(connection: Connection, facts: ConnectionFacts): void {
    const name =
      facts.connectionName === undefined ? undefined : parseConnectionName(facts.connectionName);
    const { program, pid } = connection.process;
    if (name && program !== undefined && (program !== name.program || pid !== name.pid)) {
      this.setApart(connection);
    }
    const { piece, process } = connection;
    process.peerHost = facts.peerHost ?? process.peerHost;
    if (name) {
      process.program = name.program;
      process.pid = name.pid;
      if (piece.identity === undefined) this.namesakes.add(piece, process.identity ?? '');
    }
    this.processChanged(process);
    this.changedConnections.add(connection);
  }

  /** Joins the processes of both connections. */
  join({ piece: one }: Connection, { piece: other }: Connection): void {
    if (one === other) return;
    // Never join processes that the management API reports as different.
    const [idA, idB] = [one.identity, other.identity];
    if (idA !== undefined && idB !== undefined && idA !== idB) return;
    // The larger one stays, so that a connection moves few times, however many there are.
    const isSmaller = one.connections.length < other.connections.length;
    const staysOther = idA === idB ? isSmaller : idB !== undefined;
    if (staysOther) this.merge(one, other);
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

  /** @param listed connections in a snapshot */
  noteSnapshot(listed: readonly Connection[]): void {
    this.tellNamesakesApart(Infinity);
    const processes = listed.map(({ process }) => process);
    const named = new Set(processes.filter(each => each.program !== undefined));
    for (const process of this.restarts.noteSnapshot(named, this.hosts)) this.renamed.add(process);
  }

  /**
   * Names the processes with new evidence, and returns the objects that must be stored again.
   *
   * @param isEnd true at the end of the capture: all remaining guesses are then made anew, as they
   *   are from time to time before
   */
  takeChanges(isEnd: boolean): ProcessChanges {
    this.tellNamesakesApart(isEnd ? Infinity : processesPerCall);
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
        const isGuess = process.name.inferredFrom !== undefined || process.pieces.size > 1;
        if (isGuess) this.withNewEvidence.add(process);
      }
    }
    this.renameAll();
    if (isRenewing) {
      for (const find of [sameProcesses, networkAgents]) {
        for (const { one, other, guess } of find(this.all, this.hosts.topics)) {
          this.join(one, other);
          if (guess === undefined) continue;
          one.piece.evidence.guess ??= guess;
          this.noteEvidence(one);
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
    const { piece, process } = connection;
    piece.connections.splice(piece.connections.indexOf(connection), 1);
    this.processChanged(process);
    connection.piece = this.newPiece();
    this.begin(connection);
    for (const queue of connection.queues) connection.piece.evidence.reads(queue);
  }

  private merge(from: Piece, into: Piece): void {
    const { process } = from;
    const isMoving = process !== into.process;
    for (const connection of from.connections) {
      connection.piece = into;
      into.connections.push(connection);
      if (isMoving) this.changedConnections.add(connection);
    }
    into.evidence.absorb(from.evidence);
    this.namesakes.remove(from);
    this.namesakes.noteChange(into);
    process.remove(from);
    if (isMoving) this.leave(process, into.process);
    this.processChanged(into.process);
  }

  private move(piece: Piece, into: Process): void {
    const { process } = piece;
    if (process === into) return;
    process.remove(piece);
    into.add(piece);
    for (const connection of piece.connections) this.changedConnections.add(connection);
    this.leave(process, into);
    this.processChanged(into);
  }

  /** Forgets a process that a piece has left for another one, if that was the last one. */
  private leave(process: Process, into: Process): void {
    if (process.pieces.size > 0) {
      this.processChanged(process);
      return;
    }
    into.inherit(process);
    this.all.delete(process);
    this.restarts.forget(process);
    this.withNewEvidence.delete(process);
    this.renamed.delete(process);
  }

  private processChanged(process: Process): void {
    process.evidenceChanged();
    this.withNewEvidence.add(process);
    this.renamed.add(process);
  }

  /**
   * Joins the pieces with one identity that are of one process, and separates those that are not.
   *
   * @param maxSize larger groups of pieces are left for a later call
   */
  private tellNamesakesApart(maxSize: number): void {
    for (const pieces of this.namesakes.takeChanged(maxSize)) {
      const processes = processesAmong(pieces, this.hosts);
      const taken = new Set<Process>();
      for (const each of processes) {
        const process =
          each.map(piece => piece.process).find(one => !taken.has(one)) ?? this.split(each);
        taken.add(process);
        process.hasNamesake = processes.length > 1;
        for (const piece of each) this.move(piece, process);
      }
    }
  }

  /** Begins a process for pieces of another one. */
  private split([piece]: readonly Piece[]): Process {
    const process = new Process(++this.lastProcessId);
    this.all.add(process);
    if (piece) {
      process.inherit(piece.process);
      this.restarts.noteSplit(piece.process, process);
    }
    return process;
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
