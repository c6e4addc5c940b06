import type { DatabaseSync } from 'node:sqlite';
import { plain, printLines, table } from './output';
import type { CommandOptions } from './withCapture';
import { withCapture } from './withCapture';

/** A process that sent or took a message. `null` for what is not known. */
interface Participant {
  readonly service: string | null;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: number | null;
  readonly connections: number;
  readonly messages: number;
  readonly errors: number;
  readonly queues: readonly string[];
  /** Why service or host is a guess. */
  readonly inferredFrom: string | null;
  /** `program:pid` of the process that it is after a restart. */
  readonly follows: string | null;
}

/** Prints one process a line. */
export function participantsCommand(
  file: string,
  { managementDir, asJson }: CommandOptions,
): Promise<number> {
  return withCapture(file, managementDir, async database => {
    const all = participants(database);
    await printLines(asJson ? [JSON.stringify(all, null, 1)] : asText(all));
    return 0;
  });
}

function participants(database: DatabaseSync): Participant[] {
  const rows = database
    .prepare(
      `SELECT p.*, count(*) AS connections, sum(c.message_count) AS messages,
         sum(c.error_count) AS errors, f.program || ':' || f.pid AS follows,
         (SELECT json_group_array(DISTINCT t.value) FROM consumer q
            JOIN connection r ON r.id = q.connection_id JOIN text t ON t.id = q.queue_id
          WHERE r.process_id = p.id) AS queues
       FROM process p JOIN connection c ON c.process_id = p.id
       LEFT JOIN process f ON f.id = p.follows_id
       GROUP BY p.id HAVING messages > 0 ORDER BY p.service, p.host, p.pid, p.id`,
    )
    .all();
  return rows.map(row => ({
    service: row['is_named'] === 1 ? String(row['service']) : null,
    host: row['host'] === '' ? null : String(row['host']),
    program: row['program'] === null ? null : String(row['program']),
    pid: row['pid'] === null ? null : Number(row['pid']),
    connections: Number(row['connections']),
    messages: Number(row['messages']),
    errors: Number(row['errors']),
    queues: JSON.parse(String(row['queues'])) as string[],
    inferredFrom: row['inferred_from'] === null ? null : String(row['inferred_from']),
    follows: row['follows'] === null ? null : String(row['follows']),
  }));
}

const shownQueues = 5;

function asText(all: readonly Participant[]): string[] {
  const head = ['service', 'host', 'program', 'pid', 'connections', 'messages', 'errors', 'queues'];
  const lines = all.map(each => {
    const more = each.queues.length - shownQueues;
    const queues = each.queues.slice(0, shownQueues).join(' ') + (more > 0 ? ` +${more}` : '');
    const notes = [
      queues,
      ...(each.follows === null ? [] : [`(after a restart of ${each.follows})`]),
      ...(each.inferredFrom === null ? [] : [`(${each.inferredFrom})`]),
    ];
    const { service, host, program, pid, connections, messages, errors } = each;
    return [
      service ?? '?',
      host ?? '?',
      program ?? '?',
      pid ?? '?',
      connections,
      messages,
      errors,
      notes.join(' '),
    ];
  });
  return table([head, ...lines]).map(plain);
}
