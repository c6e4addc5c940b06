/** Processes, their connections to the broker, and the queues that they read. */
import { boolean, integer, real, text } from '../../node/sql/columns';
import { Table } from '../../node/sql/table';
import { stringId } from './codes';

/**
 * A service process with all connections that it uses. A row that no connection refers to turned out
 * to be another process.
 */
export const processTable = new Table({
  name: 'process',
  columns: {
    id: integer.primaryKey(),
    service: text,
    host: text.note("'' when unknown."),
    isNamed: boolean.note("0: service is a stand-in, as 'nova client'."),
    program: text.optional(),
    pid: integer.optional(),
    inferredFrom: text.optional().note('Why service or host is a guess; NULL when they are not.'),
    serviceKey: text.note(
      'service_key, host_key, process_key: its lane when lanes are services, services on hosts, or processes; a process that restarted keeps the latter.',
    ),
    hostKey: text,
    processKey: text,
    connectedAtMicros: integer.optional().note('When its first connection was made.'),
    followsId: integer.optional().note('The process that this one is after a restart.'),
  },
});

/** A client's connection to the broker. Messages refer to it; its process may be learned later. */
export const connectionTable = new Table({
  name: 'connection',
  columns: {
    id: integer.primaryKey(),
    name: text,
    connectionName: text.optional(),
    connectedAtMillis: integer.optional(),
    processId: integer,
    laneOrder: real
      .optional()
      .note('By the first message that it carried: its id, half a step more for a receiver.'),
    messageCount: integer,
    errorCount: integer,
    vhostId: stringId.optional().note('The virtual host that it is in; NULL when unknown.'),
  },
});

/** A connection that read a queue. Queues of one name in several virtual hosts are told apart by it. */
export const consumerTable = new Table({
  name: 'consumer',
  columns: {
    queueId: stringId,
    n: integer.note('Counts the readers of its queue from 1, in the order in which they came.'),
    connectionId: integer,
  },
  primaryKey: ['queueId', 'n'],
  isWithoutRowid: true,
});

/**
 * SQL of the connection that took a message whose delivery is not in the capture: for a call the one that
 * answered it, else the one that came last to read its queue in its sender's virtual host.
 */
export const expectedReader = (message: string): string => `coalesce(
  (SELECT handler_id FROM span WHERE span.id = ${message}.id), (
  SELECT q.connection_id FROM consumer q JOIN connection r ON r.id = q.connection_id
  LEFT JOIN connection s ON s.id = ${message}.sender_id
  WHERE q.queue_id = ${message}.queue_id
    AND coalesce(r.vhost_id = s.vhost_id, 1) ORDER BY q.n DESC LIMIT 1))`;
