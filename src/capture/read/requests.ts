/** Reads the list of requests, and single requests as trees. */
import type { DatabaseSync } from 'node:sqlite';
import type { FirstSpan } from '../../core/requests/operationName';
import { namingSpan, operationName } from '../../core/requests/operationName';
import type { Parent } from '../../core/requests/parents';
import { parentsOf } from '../../core/requests/parents';
import type { Subject } from '../../core/requests/subject';
import { resourceOf, unknownSubject } from '../../core/requests/subject';
import { BoundedMap } from '../../core/base/boundedMap';
import { boolean, integer, text, textOrBytes } from '../../node/sql/columns';
import type { RowOf } from '../../node/sql/statements';
import { rowOf, rowsOf, valueOf, valuesOf } from '../../node/sql/statements';
import type {
  RequestDetails,
  RequestList,
  RequestOrder,
  RequestQuery,
  RequestSummary,
  SpanCause,
} from '../../protocol/requests';
import { maxCauses, maxRequestSpans } from '../../protocol/requests';
import { lookedUpString, messageKind, stringOf } from '../tables/codes';
import { readBackgroundWork } from './backgroundWork';
import { innerMessage } from './innerMessage';
import { RequestPartReader } from './requestParts';
import { requestTree } from './requestTree';

/** Number of spans that a request's name is made from. */
const namingSpans = 24;
/** Number of the first requests in the order that a search by words reads. */
const searchedRequests = 10_000;

/** Number of subjects that are remembered, so that a repeated search does not read their messages again. */
const rememberedSubjects = 2 * searchedRequests;

const groupShape = {
  groupId: integer,
  id: text,
  firstAtMicros: integer,
  lastAtMicros: integer,
  spanCount: integer,
  errorCount: integer,
  firstSpanId: integer,
};

/** In SQL: one row for each group of requests that meet a condition over `request r`. */
const groups = (condition: string): string => `
  SELECT r.group_id, ${stringOf('r.group_id')} AS id, min(r.first_at) AS first_at,
    max(r.last_at) AS last_at, sum(r.span_count) AS span_count, sum(r.error_count) AS error_count,
    min(r.first_span_id) AS first_span_id, max(r.has_user) AS has_user,
    max(r.group_id <> r.id) AS is_linked
  FROM request r WHERE ${condition} GROUP BY r.group_id HAVING sum(r.span_count) > 0`;

/** In SQL: the last moment until which callers of a group waited without a reply; NULL when none did. */
const lastWait = (groupId: string): string => `(
  SELECT max(s.published_at + s.timeout_millis * 1000)
  FROM request r JOIN span s ON s.request_id = r.id
  WHERE r.group_id = ${groupId} AND s.error_message_id IS NOT NULL AND s.reply_published_at IS NULL
    AND NOT s.is_read_later)`;

/**
 * In SQL, over rows of {@link groups} behind `ORDER BY`: the keys before that of the newest. The longest are
 * those whose summary tells the longest time; one whose first spans were read later tells none, and comes last.
 */
const orderKeys: Readonly<Record<RequestOrder, string>> = {
  newest: '',
  longest: `(SELECT max(is_read_later) FROM (
      SELECT s.is_read_later FROM request r JOIN span s ON s.request_id = r.id
      WHERE r.group_id = g.group_id ORDER BY r.id <> r.group_id, s.id LIMIT ${namingSpans})),
    max(last_at, CASE WHEN error_count > 0 THEN coalesce(${lastWait('g.group_id')}, 0) ELSE 0 END)
      - first_at DESC,`,
  mostErrors: 'error_count DESC,',
};

interface FirstSpanRow extends FirstSpan {
  readonly id: number;
  readonly isReadLater: boolean;
}

export class RequestReader {
  private readonly parts: RequestPartReader;
  /** Subjects by the ids of the spans that name them. */
  private readonly subjects = new BoundedMap<number, Subject>(rememberedSubjects);

  constructor(private readonly database: DatabaseSync) {
    this.parts = new RequestPartReader(database);
  }

  /**
   * Returns requests of users.
   *
   * @param lastId requests that began after this message are left out
   */
  list(query: RequestQuery, count: number, lastId = Number.MAX_SAFE_INTEGER): RequestList {
    const sought = query.words.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = `SELECT * FROM (${groups(`r.first_span_id <= ${Math.trunc(lastId)}`)}) g
      WHERE (has_user OR is_linked) ${query.isFailedOnly ? 'AND error_count > 0' : ''}`;
    if (sought.length === 0) {
      return {
        requests: this.first(asked, query.order, count),
        totalCount: valueOf(this.database, `SELECT count(*) FROM (${asked})`, integer) ?? 0,
        background: query.isFailedOnly ? [] : readBackgroundWork(this.database),
      };
    }
    const found = this.first(asked, query.order, searchedRequests).filter(
      ({ name, id, subject }) => {
        const searched = `${name} ${id} ${subject.name ?? ''} ${subject.id ?? ''}`.toLowerCase();
        return sought.every(word => searched.includes(word));
      },
    );
    return { requests: found.slice(0, count), totalCount: found.length, background: [] };
  }

  /** @param id id of a request or of one of its parts */
  details(id: string): RequestDetails | undefined {
    const group = this.group(id);
    if (!group) return undefined;
    const parts = this.parts.partsOf(group.groupId, maxRequestSpans + 1);
    const shown = parts.slice(0, maxRequestSpans);
    const summary = this.summary(group);
    const requestIds = new Set([summary.id, ...shown.map(({ requestId }) => requestId)]);
    return {
      ...summary,
      requestIds: [...requestIds],
      spans: requestTree(shown, this.parts.namesOf),
      isCut: parts.length > shown.length,
    };
  }

  /** @param id id of a request or of one of its parts */
  summaryOf(id: string): RequestSummary | undefined {
    const group = this.group(id);
    return group && this.summary(group);
  }

  /** Returns the id of the request that a message belongs to. */
  requestOf(messageId: number): string | undefined {
    return valueOf(
      this.database,
      `SELECT ${stringOf('r.group_id')} FROM message m JOIN span s ON s.id = m.span_id
       JOIN request r ON r.id = s.request_id WHERE m.id = ?`,
      text,
      messageId,
    );
  }

  /** Returns what caused a span; `undefined` when nothing in the capture did, as far as it is known. */
  causeOf(spanId: number): SpanCause | undefined {
    const id = this.requestOf(spanId);
    const group = id === undefined ? undefined : this.group(id);
    if (!group) return undefined;
    const parts = this.parts.partsOf(group.groupId, maxRequestSpans);
    const parent = parentsOf(parts, this.parts.namesOf).get(spanId);
    if (!parent) return undefined;
    const ids = new Set(parent.id === undefined ? parent.among : [parent.id]);
    const spans = parts.filter(part => ids.has(part.id));
    return {
      guess: parent.guess,
      count: spans.length + parent.leftOutCount,
      spans: spans
        .slice(0, maxCauses)
        .map(({ id: causeId, kind, label, atMicros, receivers, span }) => ({
          spanId: causeId,
          kind,
          label,
          handlers: [...new Set(receivers.map(({ key }) => key))],
          atMicros,
          isReadLater: span.messageReadLater,
          toldAtMicros: span.toldAtMicros,
        })),
    };
  }

  /**
   * Yields the parent of each span that has one, one request at a time.
   *
   * @param among name of a table with ids of spans: only their requests are read
   */
  *parents(among?: string): Generator<readonly [number, Parent]> {
    const condition =
      among === undefined
        ? '1'
        : `id IN (SELECT s.request_id FROM span s JOIN ${among} a ON a.id = s.id)`;
    const groupIds = valuesOf(
      this.database,
      `SELECT DISTINCT group_id FROM request WHERE ${condition}`,
      integer,
    );
    for (const groupId of groupIds) {
      yield* parentsOf(this.parts.partsOf(groupId, -1), this.parts.namesOf);
    }
  }

  private first(asked: string, order: RequestOrder, count: number): RequestSummary[] {
    return rowsOf(
      this.database,
      `${asked} ORDER BY ${orderKeys[order]} first_span_id DESC LIMIT ?`,
      groupShape,
      count,
    ).map(group => this.summary(group));
  }

  private summary(group: RowOf<typeof groupShape>): RequestSummary {
    const { id, groupId, firstAtMicros, lastAtMicros, spanCount, errorCount } = group;
    const firstSpans = this.firstSpans(groupId);
    const named = namingSpan(firstSpans);
    return {
      id,
      name: operationName(named),
      subject: named ? this.subject(named.id) : unknownSubject,
      isReadLater: firstSpans.some(({ isReadLater }) => isReadLater),
      firstAtMicros,
      lastAtMicros:
        errorCount > 0 ? Math.max(lastAtMicros, this.waitedUntil(groupId)) : lastAtMicros,
      spanCount,
      errorCount,
      firstMessageId: group.firstSpanId,
    };
  }

  private subject(spanId: number): Subject {
    const known = this.subjects.get(spanId);
    if (known) return known;
    const content = valueOf(
      this.database,
      'SELECT content FROM body WHERE message_id = ?',
      textOrBytes.optional(),
      spanId,
    );
    const message = innerMessage(content);
    const subject = message ? resourceOf(message) : unknownSubject;
    this.subjects.set(spanId, subject);
    return subject;
  }

  /** Returns the last moment until which callers waited without a reply; 0 when there is none. */
  private waitedUntil(groupId: number): number {
    return valueOf(this.database, `SELECT ${lastWait('?')}`, integer.or(0), groupId) ?? 0;
  }

  private group(id: string): RowOf<typeof groupShape> | undefined {
    return rowOf(
      this.database,
      groups(`r.group_id = (SELECT coalesce(
         (SELECT group_id FROM request WHERE id = t.id), t.id) FROM text t WHERE t.value = ?)`),
      groupShape,
      id,
    );
  }

  private firstSpans(groupId: number): FirstSpanRow[] {
    return rowsOf(
      this.database,
      `SELECT s.id, s.kind, ${stringOf('s.label_id')} AS label, ${stringOf('s.method_id')} AS method,
         ${stringOf('m.exchange_id')} AS exchange, p.service, p.is_named,
         s.is_read_later
       FROM request r JOIN span s ON s.request_id = r.id JOIN message m ON m.id = s.id
       LEFT JOIN connection c ON c.id = s.caller_id LEFT JOIN process p ON p.id = c.process_id
       WHERE r.group_id = ? ORDER BY r.id <> r.group_id, s.id LIMIT ${namingSpans}`,
      {
        id: integer,
        kind: messageKind,
        label: lookedUpString,
        method: text.optional(),
        exchange: text.optional(),
        service: text.optional(),
        isNamed: boolean.or(false),
        isReadLater: boolean,
      },
      groupId,
    ).map(({ id, kind, label, method, exchange, service, isNamed, isReadLater }) => {
      const isRequest = kind === 'call' || kind === 'cast' || kind === 'fanout';
      return {
        id,
        label,
        method,
        kind: isRequest ? 'request' : kind === 'notification' ? 'notification' : 'other',
        service: isNamed ? service : undefined,
        exchange: exchange ?? '',
        isReadLater,
      };
    });
  }
}
