import type { DatabaseSync } from 'node:sqlite';
import { boolean, integer, text, textList } from '../../node/sql/columns';
import { rowsOf } from '../../node/sql/statements';

/** A process that sent or received a message. `null` stands for an unknown value. */
export interface Participant {
  readonly service: string | null;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: number | null;
  readonly connections: number;
  readonly messages: number;
  readonly errors: number;
  readonly queues: readonly string[];
  /** The reason why service or host is a guess. */
  readonly inferredFrom: string | null;
  /** `program:pid` of the process that this one replaced after a restart. */
  readonly follows: string | null;
}

export function readParticipants(database: DatabaseSync): Participant[] {
  const queuesOf = readQueues(database);
  return rowsOf(
    database,
    `SELECT p.id, p.service, p.host, p.is_named, p.program, p.pid, p.inferred_from,
       count(*) AS connections, sum(c.message_count) AS messages, sum(c.error_count) AS errors,
       f.program || ':' || f.pid AS follows
     FROM process p JOIN connection c ON c.process_id = p.id
     LEFT JOIN process f ON f.id = p.follows_id
     GROUP BY p.id HAVING sum(c.message_count) > 0 ORDER BY p.service, p.host, p.pid, p.id`,
    {
      id: integer,
      service: text,
      host: text,
      isNamed: boolean,
      program: text.optional(),
      pid: integer.optional(),
      inferredFrom: text.optional(),
      connections: integer,
      messages: integer,
      errors: integer,
      follows: text.optional(),
    },
  ).map(({ id, service, host, isNamed, connections, messages, errors, ...row }) => ({
    service: isNamed ? service : null,
    host: host === '' ? null : host,
    program: row.program ?? null,
    pid: row.pid ?? null,
    connections,
    messages,
    errors,
    queues: queuesOf.get(id) ?? [],
    inferredFrom: row.inferredFrom ?? null,
    follows: row.follows ?? null,
  }));
}

/** Reads the names of the queues that each process reads; apart, because a stranger's may be very long. */
function readQueues(database: DatabaseSync): ReadonlyMap<number, readonly string[]> {
  const rows = rowsOf(
    database,
    `SELECT r.process_id, json_group_array(DISTINCT t.value) AS queues FROM consumer q
       JOIN connection r ON r.id = q.connection_id JOIN text t ON t.id = q.queue_id
     WHERE r.process_id IS NOT NULL GROUP BY r.process_id`,
    { processId: integer, queues: textList },
  );
  return new Map(rows.map(({ processId, queues }) => [processId, queues]));
}
