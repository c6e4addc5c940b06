/**
 * Names of the processes of a recorded cloud, from sources that the product does not use for them:
 * `client_properties.connection_name` in snapshots of the management API tells the process of each
 * connection, its consumers tell the host, and `pids.json`, where a capture has it, tells both.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface TrueParty {
  readonly service: string;
  readonly host: string;
  /** `program:pid`. */
  readonly process: string;
}

interface TrueConnection {
  readonly party: TrueParty;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
}

/** Parts of a cloud that its snapshots do not tell; its description does. */
interface Described {
  /** Host of the processes that read no queue of a server. */
  readonly mainHost: string;
  /** Service of the processes that a WSGI server runs. */
  readonly wsgiService: string;
}

/** Difference that the clocks of broker and recorder may have. */
const clockSlackMillis = 1_000;

export class Truth {
  private readonly connections = new Map<string, TrueConnection[]>();

  /** @param folder has `management/`, and perhaps `pids.json` */
  constructor(
    folder: string,
    described: Described = { mainHost: 'ctl1', wsgiService: 'keystone' },
  ) {
    const management = path.join(folder, 'management');
    const pids = existsSync(path.join(folder, 'pids.json'))
      ? (jsonIn(path.join(folder, 'pids.json')) as Record<string, [service: string, host: string]>)
      : {};
    const parts = (what: string): unknown[] =>
      readdirSync(management)
        .filter(name => name.endsWith(`-${what}.json.gz`))
        .sort()
        .reverse()
        .flatMap(name => jsonIn(path.join(management, name)) as unknown[]);
    const processes = new Map<string, string>();
    const found: { name: string; connectedAt: number; process: string }[] = [];
    for (const each of parts('connections') as ManagementConnection[]) {
      const process = each.client_properties.connection_name?.replace(/:[^:]*$/, '');
      if (process === undefined) continue;
      found.push({ name: each.name, connectedAt: each.connected_at, process });
      processes.set(each.name, process);
    }
    const hosts = hostsOf(parts('consumers') as ManagementConsumer[], processes);
    for (const { name, connectedAt, process } of found) {
      const [program = '', pid = ''] = process.split(':');
      const [service, host] = pids[pid] ?? [
        program === 'uwsgi' ? described.wsgiService : program,
        hosts.get(process) ?? described.mainHost,
      ];
      const known = this.connections.get(name) ?? [];
      if (known.some(each => each.connectedAt === connectedAt)) continue;
      known.push({ party: { service, host, process }, connectedAt });
      this.connections.set(name, known);
    }
  }

  /** @throws when the snapshots do not tell the connection */
  partyAt(connection: string, atMicros: number): TrueParty {
    const known = [...(this.connections.get(connection) ?? [])].sort(
      (a, b) => a.connectedAt - b.connectedAt,
    );
    const atMillis = atMicros / 1000 + clockSlackMillis;
    const found = known.findLast(each => each.connectedAt <= atMillis) ?? known[0];
    if (!found) throw new Error(`No snapshot tells the process of ${connection}.`);
    return found.party;
  }
}

interface ManagementConnection {
  readonly name: string;
  readonly connected_at: number;
  readonly client_properties: { readonly connection_name?: string };
}

interface ManagementConsumer {
  readonly queue: { readonly name: string };
  readonly channel_details: { readonly connection_name: string };
}

/** Reads hosts of processes from the pairs `topic`, `topic.server` of queues that one process reads. */
function hostsOf(
  consumers: readonly ManagementConsumer[],
  processes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const queues = new Map<string, Set<string>>();
  for (const { queue, channel_details: channel } of consumers) {
    const process = processes.get(channel.connection_name);
    if (process === undefined) continue;
    queues.set(process, (queues.get(process) ?? new Set<string>()).add(queue.name));
  }
  const hosts = new Map<string, string>();
  for (const [process, names] of queues) {
    for (const topic of names) {
      const queue = [...names].find(name => name.startsWith(`${topic}.`));
      const host = queue?.slice(topic.length + 1).split('@')[0];
      // Servers of some topics of heat are called by a UUID.
      if (host !== undefined && !/^[0-9a-f]{8}-/.test(host)) hosts.set(process, host);
    }
  }
  return hosts;
}

/** A trace record of `firehose.ndjson.gz`. */
export interface TracedLine {
  readonly isPublish: boolean;
  readonly connection: string;
  readonly atMicros: number;
  /** `_unique_id` of its message; every message of oslo.messaging has one. */
  readonly uniqueId: string;
}

/** Reads the trace records of a capture, the first line at index 0. */
export function tracedLines(folder: string): TracedLine[] {
  const text = gunzipSync(readFileSync(path.join(folder, 'firehose.ndjson.gz'))).toString('utf8');
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const record = JSON.parse(line) as {
        ts: number;
        routing_key: string;
        headers: { connection: string };
        body_base64: string;
      };
      const body = Buffer.from(record.body_base64, 'base64').toString('utf8');
      return {
        isPublish: record.routing_key.startsWith('publish.'),
        connection: record.headers.connection,
        atMicros: record.ts,
        uniqueId: /_unique_id\\*": \\*"(\w+)/.exec(body)?.[1] ?? '',
      };
    });
}

function jsonIn(file: string): unknown {
  const bytes = readFileSync(file);
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}
