/** Translates each field of the filter language to SQL over `message m`. */
import { assertNever } from '../../core/base/assertNever';
import { messageKinds, spanStates } from '../../core/pairing/entities';
import type { FilterField } from '../../core/filter/fields';
import type { FilterTerm, RangeTerm, TextPattern } from '../../core/filter/filterExpression';
import { kindCode, kindCodes, stateCodes } from '../tables/codes';
import { castWorkEnd } from '../tables/workEnd';
import { bodyValue, contextValue, notificationValue } from './bodySql';
import type { Party } from './partySql';
import { hasParty } from './partySql';
import type { Scope, SqlFragment } from './sqlCondition';
import { allOf, anyOf, raw, sql } from './sqlCondition';
import { fits, isInContent, refersTo } from './textSql';
import { topicFits } from './topicSql';

const textColumns = [
  'm.label_id',
  'm.detail_id',
  'm.method_id',
  'm.exchange_id',
  'm.routing_key_id',
  'm.queue_id',
  'm.request_id',
];

const fieldsInBodies: ReadonlySet<FilterField> = new Set([
  'project',
  'user',
  'publisher',
  'priority',
  'broker',
  'vhost',
]);

export const readsBodies = (term: FilterTerm): boolean =>
  term.type === 'words' ||
  term.type === 'body' ||
  ('field' in term && fieldsInBodies.has(term.field));

export function termSql(term: FilterTerm, scope: Scope): SqlFragment {
  switch (term.type) {
    case 'words':
      return words(term.pattern, scope);
    case 'text':
      return textField(term.field, term.pattern, scope);
    case 'choice':
      return term.field === 'kind' ? kinds(term.values) : states(term.values);
    case 'flag':
      return flag(term.field, term.isSet);
    case 'range':
      return rangeField(term);
    case 'body':
      return bodyValue(term.root, term.path, term.pattern);
    default:
      return assertNever(term);
  }
}

/** The body comes last, because SQLite stops at the first part that is true. */
const words = (pattern: TextPattern, scope: Scope): SqlFragment =>
  anyOf([
    refersTo(textColumns, pattern, scope),
    hasParty(['sender', 'receiver'], fits(raw('p.process_key'), pattern)),
    // A reply has no label of its own, so it is found by its call's.
    ofSpan(
      sql`${refersTo(['s.label_id', 's.request_id'], pattern, scope)}
          OR ${fits(raw('s.msg_id'), pattern)}`,
    ),
    sql`EXISTS (SELECT 1 FROM body b WHERE b.message_id = m.id AND ${isInContent(pattern)})`,
  ]);

function textField(field: FilterField, pattern: TextPattern, scope: Scope): SqlFragment {
  const party = (parties: readonly Party[], ...columns: readonly string[]): SqlFragment =>
    hasParty(parties, anyOf(columns.map(column => fits(raw(column), pattern))));
  const ofSpans = (...columns: readonly string[]): SqlFragment =>
    ofSpan(refersTo(columns, pattern, scope));
  const lanes = ['p.service_key', 'p.host_key', 'p.process_key'];
  switch (field) {
    case 'service':
      return party(['sender', 'receiver'], 'p.service');
    case 'host':
      return party(['sender', 'receiver'], `nullif(p.host, '')`);
    case 'program':
      return party(['sender', 'receiver'], 'p.program');
    case 'from':
      return party(['sender'], ...lanes);
    case 'to':
      return party(['receiver'], ...lanes);
    case 'exchange':
      return refersTo(['m.exchange_id'], pattern, scope);
    case 'queue':
      return queue(pattern, scope);
    case 'topic':
      return topicFits(pattern, scope);
    case 'namespace':
      return ofSpans('s.namespace_id');
    case 'version':
      return ofSpans('s.version_id');
    case 'method':
      return ofSpans('s.method_id', 's.label_id', 's.failure_class_id');
    case 'event':
      return ofSpan(
        sql`s.kind = ${raw(kindCode('notification'))}
          AND ${refersTo(['s.method_id'], pattern, scope)}`,
      );
    case 'request':
      return ofSpan(request(pattern, scope));
    case 'msg':
      return ofSpan(fits(raw('s.msg_id'), pattern));
    case 'project':
      return contextValue(projectNames, pattern);
    case 'user':
      return contextValue(userNames, pattern);
    case 'publisher':
      return notificationValue('publisher_id', pattern);
    case 'priority':
      return notificationValue('priority', pattern);
    case 'broker':
      return ofBody(refersTo(['b.node_id'], pattern, scope));
    case 'vhost':
      return ofBody(refersTo(['b.vhost_id'], pattern, scope));
    default:
      throw new Error(`${field} is no text`);
  }
}

/** Names of the project's context keys in past and present releases. */
const projectNames = [
  'project_id',
  'project_name',
  'project',
  'tenant_id',
  'tenant_name',
  'tenant',
];
const userNames = ['user_id', 'user_name', 'user'];

function rangeField(term: RangeTerm): SqlFragment {
  const isWithin = (value: string): SqlFragment => within(raw(value), term);
  switch (term.field) {
    case 'latency':
      // A reply that nobody took ends the call as well, as in the latency that `RowReader` gives a row.
      return ofSpan(
        isWithin(spent('coalesce(s.reply_delivered_at, s.reply_published_at) - s.published_at')),
      );
    case 'queuetime':
      return ofSpan(isWithin(spent('s.delivered_at - s.published_at')));
    case 'handlertime':
      return ofSpan(isWithin(spent('s.reply_published_at - s.delivered_at')));
    case 'work':
      return ofSpan(
        isWithin(spent(`coalesce(s.reply_published_at, ${castWorkEnd}) - s.delivered_at`)),
      );
    case 'replytime':
      return ofSpan(isWithin(spent('s.reply_delivered_at - s.reply_published_at')));
    case 'size':
      return isWithin('m.wire_bytes');
    case 'time':
      return isWithin('m.at');
    default:
      throw new Error(`${term.field} is no number`);
  }
}

/** In SQL: a time that a span spent, or NULL for one that was read later. */
const spent = (micros: string): string => `iif(s.is_read_later, NULL, ${micros})`;

function flag(field: FilterField, isSet: boolean): SqlFragment {
  const condition = flagCondition(field);
  return raw(isSet ? condition : `NOT (${condition})`);
}

function flagCondition(field: FilterField): string {
  switch (field) {
    case 'redelivered':
      return 'm.redelivered = 1';
    case 'republished':
      return 'm.publish_count > 1';
    default:
      return 'm.id IN (SELECT message_id FROM bookmark)';
  }
}

function kinds(names: readonly string[]): SqlFragment {
  const isAny = `IN ${kindCodes(...messageKinds.filter(kind => names.includes(kind)))}`;
  return sql`m.kind ${raw(isAny)} OR ${ofSpan(raw(`s.kind ${isAny}`))}`;
}

function states(names: readonly string[]): SqlFragment {
  const known = spanStates.filter(state => names.includes(state));
  return ofSpan(
    anyOf([
      raw(`s.state IN ${stateCodes(...known)}`),
      ...(names.includes('bad') ? [raw('s.error_message_id IS NOT NULL')] : []),
      ...(names.includes('slow') ? [raw('s.is_slow = 1')] : []),
    ]),
  );
}

/** For a message that was routed to one queue, its own row is enough. */
const queue = (pattern: TextPattern, scope: Scope): SqlFragment =>
  sql`${refersTo(['m.queue_id'], pattern, scope)}
    OR (m.deliver_count > 1 AND EXISTS (SELECT 1 FROM delivery d
      WHERE d.message_id = m.id AND ${refersTo(['d.queue_id'], pattern, scope)}))
    OR (m.routed_count > 1 AND EXISTS (SELECT 1 FROM body b, json_each(b.routed_queues) q
      WHERE b.message_id = m.id AND ${fits(raw('q.value'), pattern)}))`;

/** A condition on the request id or on the global request id that it belongs to. */
function request(pattern: TextPattern, scope: Scope): SqlFragment {
  const fit = fits(raw('t.value'), pattern);
  if (scope === 'few') {
    return sql`EXISTS (SELECT 1 FROM text t WHERE t.id IN (
      s.request_id, (SELECT group_id FROM request WHERE id = s.request_id)) AND ${fit})`;
  }
  return sql`s.request_id IN (
    WITH found AS MATERIALIZED (SELECT t.id FROM text t WHERE ${fit})
    SELECT id FROM found UNION ALL SELECT id FROM request WHERE group_id IN found)`;
}

const ofSpan = (condition: SqlFragment): SqlFragment =>
  sql`EXISTS (SELECT 1 FROM span s WHERE s.id = m.span_id AND (${condition}))`;

const ofBody = (condition: SqlFragment): SqlFragment =>
  sql`EXISTS (SELECT 1 FROM body b WHERE b.message_id = m.id AND ${condition})`;

function within(value: SqlFragment, { from, to, isFromOpen, isToOpen }: RangeTerm): SqlFragment {
  const ends = [
    ...(from === undefined ? [] : [sql`${value} ${raw(isFromOpen ? '>' : '>=')} ${from}`]),
    ...(to === undefined ? [] : [sql`${value} ${raw(isToOpen ? '<' : '<=')} ${to}`]),
  ];
  return allOf(ends);
}
