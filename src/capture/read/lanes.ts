/** Reads the lanes of the diagram: the processes, hosts or services that took part. */
import type { DatabaseSync } from 'node:sqlite';
import { addTo } from '../../core/base/groups';
import { integer, text, textList } from '../../node/sql/columns';
import { rowsOf } from '../../node/sql/statements';
import type { Lane, LaneLevel, Restart } from '../../protocol/lanes';

/** Number of messages and errors of connections, by their ids. */
export type ConnectionCounts = ReadonlyMap<number, readonly [messages: number, errors: number]>;

/** In SQL: table `c` of connections with the counts of its parameter, JSON of {@link ConnectionCounts}. */
const countedThen = `WITH c AS (
  SELECT o.id, o.process_id, o.lane_order, coalesce(n.value ->> '$[1][0]', 0) AS message_count,
    coalesce(n.value ->> '$[1][1]', 0) AS error_count
  FROM connection o LEFT JOIN json_each(?) n ON n.value ->> '$[0]' = o.id)`;

const shape = {
  key: text,
  service: text,
  inferredFrom: text.optional(),
  hosts: textList,
  messages: integer,
  errors: integer,
  processes: textList,
};

/** @param counts number of messages that each connection carried up to some moment; default: all */
export function readLanes(
  database: DatabaseSync,
  level: LaneLevel = 'host',
  counts?: ConnectionCounts,
): Lane[] {
  const rows = rowsOf(
    database,
    `${counts ? countedThen : 'WITH c AS (SELECT * FROM connection WHERE ? IS NULL)'}
     SELECT p.${level}_key AS key, p.service,
       -- One process that is named makes its lane exact.
       CASE WHEN count(p.inferred_from) < count(*) THEN NULL
         ELSE max(p.inferred_from) END AS inferred_from,
       json_group_array(DISTINCT p.host) FILTER (WHERE p.host <> '') AS hosts,
       sum(c.message_count) AS messages, sum(c.error_count) AS errors,
       json_group_array(DISTINCT p.program || ':' || p.pid)
         FILTER (WHERE p.program IS NOT NULL) AS processes
     FROM process p JOIN c ON c.process_id = p.id
     GROUP BY 1 HAVING messages > 0 ORDER BY min(c.lane_order), min(c.id)`,
    shape,
    counts ? JSON.stringify([...counts]) : null,
  );
  const colours = new Map<string, number>();
  for (const { service } of rows) {
    if (!colours.has(service)) colours.set(service, colours.size);
  }
  const restarts = restartsByLane(database, level);
  return rows.map(({ key, service, inferredFrom, hosts, messages, errors, processes }) => ({
    key,
    service,
    host: hosts.length === 1 ? (hosts[0] ?? '') : '',
    hosts,
    processes,
    inferredFrom,
    colour: colours.get(service) ?? 0,
    messageCount: messages,
    errorCount: errors,
    restarts: restarts.get(key) ?? [],
  }));
}

function restartsByLane(database: DatabaseSync, level: LaneLevel): Map<string, Restart[]> {
  const rows = rowsOf(
    database,
    `SELECT p.${level}_key AS key, p.connected_at AS at, p.program || ':' || p.pid AS started_process,
       f.program || ':' || f.pid AS ended_process
     FROM process p JOIN process f ON f.id = p.follows_id
     WHERE p.connected_at IS NOT NULL ORDER BY p.connected_at`,
    { key: text, atMicros: integer, endedProcess: text, startedProcess: text },
  );
  const restarts = new Map<string, Restart[]>();
  for (const { key, atMicros, endedProcess, startedProcess } of rows) {
    addTo(restarts, key, { atMicros, endedProcess, startedProcess });
  }
  return restarts;
}
