/** Writes connections, the processes that use them, and the queues that they read. */
import type { DatabaseSync } from 'node:sqlite';
import type { Participants } from '../../core/processes/participants';
import type { Connection, Process } from '../../core/processes/process';
import type { Write } from '../../node/sql/statements';
import { insertInto } from '../../node/sql/statements';
import type { ValuesOf } from '../../node/sql/table';
import { connectionTable, consumerTable, processTable } from '../tables/participants';
import { laneKey, processLaneKey } from './laneKeys';
import type { StringWriter } from './stringWriter';

export interface WrittenParticipants {
  /** True when lanes are new or their counts have changed. */
  readonly lanesChanged: boolean;
  /** True when rows written earlier may show other lanes now. */
  readonly isRenamed: boolean;
}

export class ParticipantWriter {
  /** Lane key of each connection as last written, by the connection's id. */
  private readonly laneKeys: string[] = [];
  /** Lane key of each process as last written, by the process's id. */
  private readonly processKeys: string[] = [];
  private readonly putConnection: Write<ValuesOf<typeof connectionTable.columns>>;
  private readonly putConsumer: Write<ValuesOf<typeof consumerTable.columns>>;
  private readonly putProcess: Write<ValuesOf<typeof processTable.columns>>;

  constructor(
    database: DatabaseSync,
    private readonly participants: Participants,
    private readonly strings: StringWriter,
  ) {
    this.putConnection = insertInto(database, connectionTable, 'INSERT OR REPLACE');
    this.putConsumer = insertInto(database, consumerTable, 'INSERT OR REPLACE');
    this.putProcess = insertInto(database, processTable, 'INSERT OR REPLACE');
  }

  /**
   * Writes the participants that changed since the last call.
   *
   * @param isEnd true at the end of the capture: all remaining guesses are then made anew
   */
  writeChanges(isEnd: boolean): WrittenParticipants {
    const { connections, processes, readers } = this.participants.takeChanges(isEnd);
    // Earlier messages that nobody received from a queue now point at its new reader.
    let isRenamed = readers.length > 0;
    for (const process of processes) {
      this.writeProcess(process);
      const key = processLaneKey(process);
      // Connections that joined it are among those that changed.
      if (this.processKeys[process.id] === key) continue;
      this.processKeys[process.id] = key;
      for (const connection of process.connections)
        isRenamed = this.movesLane(connection) || isRenamed;
    }
    for (const connection of connections) {
      isRenamed = this.movesLane(connection) || isRenamed;
      this.writeConnection(connection);
    }
    for (const { queue, n, connection } of readers) {
      this.putConsumer.run({ queueId: this.strings.idOf(queue), n, connectionId: connection.id });
    }
    return { lanesChanged: connections.length > 0 || isRenamed, isRenamed };
  }

  /** @returns true when written rows show another lane now */
  private movesLane({ id, process }: Connection): boolean {
    const key = processLaneKey(process);
    const before = this.laneKeys[id];
    this.laneKeys[id] = key;
    return before !== undefined && before !== key;
  }

  private writeConnection(connection: Connection): void {
    this.putConnection.run({
      id: connection.id,
      name: connection.name,
      connectionName: connection.facts?.connectionName,
      connectedAtMillis: connection.facts?.connectedAtMillis,
      processId: connection.process.id,
      laneOrder: connection.order,
      messageCount: connection.messageCount,
      errorCount: connection.errorCount,
      vhostId: this.strings.optionalIdOf(connection.vhost),
    });
  }

  private writeProcess(process: Process): void {
    const { service, host, isNamed, inferredFrom } = process.name;
    this.putProcess.run({
      id: process.id,
      service,
      host,
      isNamed,
      program: process.program,
      pid: process.pid,
      inferredFrom,
      serviceKey: service,
      hostKey: laneKey(service, host),
      processKey: processLaneKey(process),
      connectedAtMicros: process.connectedAtMicros,
      followsId: process.follows?.id,
    });
  }
}
