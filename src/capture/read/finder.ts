/** Finds the places that a pasted id, name or line of a log leads to. */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { isJsonObject } from '../../core/base/json';
import type { FoundPlace } from '../../protocol/find';
import { integer, real, text, textOrBytes } from '../../node/sql/columns';
import { Query, rowOf, rowsOf, valuesOf } from '../../node/sql/statements';
import { likeEscaped } from '../filter/textSql';
import type { RequestReader } from './requests';
import type { RowReader } from './rows';
import { contextPrefix } from '../../core/oslo/message';
import { idsInText } from '../../core/oslo/names';

const maxPlaces = 50;
/** Number of bodies that are searched at once; other questions are answered in between. */
const searchedAtOnce = 5_000;
const maxNeedleLength = 500;

/**
 * The ids in a text, such as the message id in `MessagingTimeout: Timed out waiting for a reply to
 * message ID 09c5…`. A text without an id is looked for as it stands.
 */
function needlesOf(text: string): readonly string[] {
  const trimmed = text.trim().slice(0, maxNeedleLength);
  const found = [...new Set(trimmed.match(idsInText) ?? [])];
  return found.length > 0 ? found : trimmed === '' ? [] : [trimmed];
}

export class Finder {
  private searches = 0;

  constructor(
    private readonly database: DatabaseSync,
    private readonly rows: RowReader,
    private readonly requests: RequestReader,
  ) {}

  /** Finds places, the likeliest first. A new search ends the one before, which returns what it has. */
  async find(text: string): Promise<readonly FoundPlace[]> {
    const search = ++this.searches;
    const places: FoundPlace[] = [];
    for (const needle of needlesOf(text)) {
      places.push(
        ...this.request(needle),
        ...this.byId(needle),
        ...this.lanes(needle),
        ...this.queues(needle),
      );
      const known = new Set(places.map(({ messageId }) => messageId));
      for await (const place of this.bodies(needle, search)) {
        if (!known.has(place.messageId)) places.push(place);
        if (places.length >= maxPlaces) break;
      }
    }
    return places.slice(0, maxPlaces);
  }

  private request(needle: string): FoundPlace[] {
    const request = this.requests.summaryOf(needle);
    if (!request) return [];
    return [
      {
        kind: 'request',
        messageId: request.firstMessageId,
        requestId: request.id,
        label: request.name,
        detail: request.id,
        atMicros: request.firstAtMicros,
        isReadLater: request.isReadLater,
        toldAtMicros: undefined,
      },
    ];
  }

  private byId(needle: string): FoundPlace[] {
    const idsIn = (sql: string): number[] => valuesOf(this.database, sql, integer, needle);
    const spans = idsIn('SELECT id FROM span WHERE msg_id = ? LIMIT 5');
    const messages = idsIn('SELECT id FROM message WHERE unique_id = ? LIMIT 5');
    return [
      ...spans.flatMap(id => this.place('span', id, 'message id')),
      ...messages.flatMap(id => this.place('message', id, 'unique id')),
    ];
  }

  private lanes(needle: string): FoundPlace[] {
    const rows = rowsOf(
      this.database,
      `SELECT p.host_key AS lane, min(c.lane_order) AS first FROM process p
       JOIN connection c ON c.process_id = p.id
       WHERE c.message_count > 0 AND p.process_key LIKE ? ESCAPE '\\'
       GROUP BY 1 ORDER BY 2 LIMIT 10`,
      { lane: text, first: real.or(0) },
      `%${likeEscaped(needle)}%`,
    );
    return rows.flatMap(({ lane, first }) => this.place('lane', Math.trunc(first), `lane ${lane}`));
  }

  private queues(needle: string): FoundPlace[] {
    const rows = rowsOf(
      this.database,
      `SELECT (SELECT min(id) FROM message WHERE queue_id = t.id) AS id, t.value AS name
       FROM text t WHERE t.value LIKE ? ESCAPE '\\'
         AND EXISTS (SELECT 1 FROM message WHERE queue_id = t.id) LIMIT 10`,
      { id: integer, name: text },
      `%${likeEscaped(needle)}%`,
    );
    return rows.flatMap(({ id, name }) => this.place('queue', id, `queue ${name}`));
  }

  /** Messages whose bodies contain a text, newest first. */
  private async *bodies(needle: string, search: number): AsyncGenerator<FoundPlace> {
    const range = rowOf(
      this.database,
      'SELECT min(message_id) AS first, max(message_id) AS last FROM body',
      { first: integer.or(0), last: integer.or(-1) },
    );
    const { first, last } = range ?? { first: 0, last: -1 };
    const select = new Query(
      this.database,
      `SELECT message_id AS id, content FROM body
       WHERE message_id BETWEEN ? AND ? AND content LIKE ? ESCAPE '\\' ORDER BY 1 DESC`,
      { id: integer, content: textOrBytes },
    );
    const pattern = `%${likeEscaped(needle)}%`;
    for (let to = last; to >= first; to -= searchedAtOnce) {
      if (search !== this.searches) return;
      const found = select.all(Math.max(first, to - searchedAtOnce + 1), to, pattern);
      for (const { id, content } of found) {
        yield* this.place('message', id, placeIn(content, needle) ?? 'body');
      }
      // Other questions are answered in between.
      await setImmediate();
    }
  }

  private place(kind: FoundPlace['kind'], messageId: number, why: string): FoundPlace[] {
    const [row] = this.rows.rowsByIds([messageId], 0);
    if (!row) return [];
    const parties = [row.sender ?? '?', row.receivers.join(', ') || '?'].join(' → ');
    return [
      {
        kind,
        messageId,
        requestId: undefined,
        label: row.label === '' ? row.kind : row.label,
        detail: `${parties} · ${why}`,
        atMicros: row.atMicros,
        isReadLater: row.isReadLater,
        toldAtMicros: row.toldAtMicros,
      },
    ];
  }
}

/** Names the place of a text in a stored body: `argument instance.uuid`. */
function placeIn(content: unknown, needle: string): string | undefined {
  if (typeof content !== 'string') return undefined;
  try {
    const path = pathTo(JSON.parse(content), needle.toLowerCase());
    if (path === undefined) return undefined;
    const [first, ...rest] = path;
    if (first === 'args' && rest.length > 0) return `argument ${rest.join('.')}`;
    if (first?.startsWith(contextPrefix)) return `context ${first.slice(contextPrefix.length)}`;
    return path.join('.');
  } catch {
    return undefined;
  }
}

function pathTo(value: unknown, needle: string): string[] | undefined {
  if (typeof value === 'string') return value.toLowerCase().includes(needle) ? [] : undefined;
  const entries = Array.isArray(value)
    ? value.map((each, at) => [String(at), each] as const)
    : isJsonObject(value)
      ? Object.entries(value)
      : [];
  for (const [key, each] of entries) {
    if (key.toLowerCase().includes(needle)) return [key];
    const path = pathTo(each, needle);
    if (path) return [key, ...path];
  }
  return undefined;
}
