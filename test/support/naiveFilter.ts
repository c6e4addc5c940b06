/**
 * The plainest evaluation of filters: over the decoded objects of a capture, row by row. The results
 * of the engine's SQL must equal its results. It reads tables whole, and shares nothing with that
 * SQL.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { BodyRoot } from '../../src/core/filter/fields';
import { messageKinds, spanStates } from '../../src/core/pairing/entities';
import type {
  FilterExpression,
  FilterTerm,
  RangeTerm,
  TextPattern,
} from '../../src/core/filter/filterExpression';
import { topicOf, topicsIn } from '../../src/capture/read/topics';

type Columns = Record<string, unknown>;

/** A number of a body, as it is written in the JSON. */
class Written {
  constructor(readonly text: string) {}
}

interface Body {
  readonly columns: Columns;
  readonly content: string | undefined;
  readonly inner: Columns;
}

export interface NaiveRow {
  readonly id: number;
  readonly message: Columns;
  readonly span: Columns;
  readonly sender: Columns | undefined;
  readonly receivers: readonly Columns[];
  readonly queues: readonly string[];
  readonly topic: string;
  /** Time of the message at which the handler's work ends. */
  readonly workEnd: unknown;
  readonly body: Body | undefined;
  /** Body of the span's first message. */
  readonly requestBody: Body | undefined;
  /** Values in the request and the replies of the span. */
  readonly leaves: Readonly<Record<BodyRoot, readonly Leaf[]>>;
  readonly requestGroup: string | undefined;
  readonly isBookmarked: boolean;
  /** All texts in which words are searched. */
  readonly words: readonly string[];
  readonly text: (id: unknown) => string | undefined;
}

export function readRows(database: DatabaseSync): NaiveRow[] {
  const all = (table: string): Columns[] => database.prepare(`SELECT * FROM ${table}`).all();
  const byId = (table: string, key = 'id') => new Map(all(table).map(row => [row[key], row]));
  const texts = byId('text');
  const text = (id: unknown): string | undefined => optional(texts.get(id)?.['value']);
  const [spans, processes, connections] = [byId('span'), byId('process'), byId('connection')];
  const [messages, requests, consumers] = [
    byId('message'),
    byId('request'),
    byId('consumer', 'queue_id'),
  ];
  const bodies = new Map(all('body').map(row => [row['message_id'], bodyOf(row)]));
  const bookmarks = byId('bookmark', 'message_id');
  const deliveries = grouped(all('delivery'), 'message_id');
  const bySpan = grouped(messages.values(), 'span_id');
  const topics = topicsIn(database);
  const processOf = (connection: unknown): Columns | undefined =>
    processes.get(connections.get(connection)?.['process_id']);
  return [...messages.values()].map((message): NaiveRow => {
    const span = spans.get(message['span_id']) ?? {};
    const first = messages.get(message['span_id']);
    const delivered = deliveries.get(message['id']) ?? [];
    const takers = delivered.map(row => row['connection_id']);
    const reader = consumers.get(message['queue_id'])?.['connection_id'];
    const routed = optional(bodies.get(message['id'])?.columns['routed_queues']) ?? '[]';
    const row = {
      id: Number(message['id']),
      message,
      span,
      sender: processOf(message['sender_id']),
      receivers: (takers.length > 0 ? takers : [reader]).flatMap(id => defined(processOf(id))),
      queues: [
        ...defined(text(message['queue_id'])),
        ...delivered.flatMap(row => defined(text(row['queue_id']))),
        ...(JSON.parse(routed) as string[]),
      ],
      topic: topicOf(
        messageKinds[Number(first?.['kind'])] ?? 'foreign',
        text(first?.['exchange_id']) ?? '',
        text(first?.['routing_key_id']) ?? '',
        topics,
      ),
      workEnd: messages.get(span['end_message_id'])?.['at'],
      body: bodies.get(message['id']),
      requestBody: bodies.get(message['span_id']),
      leaves: leavesIn(
        bodies.get(message['span_id'])?.inner ?? {},
        (bySpan.get(message['span_id']) ?? [])
          .filter(row => messageKinds[Number(row['kind'])] === 'reply')
          .flatMap(row => defined(bodies.get(row['id'])?.inner)),
      ),
      requestGroup: text(requests.get(span['request_id'])?.['group_id']),
      isBookmarked: bookmarks.has(message['id']),
      text,
    };
    return { ...row, words: wordsOf(row) };
  });
}

/** @returns a function that is true for rows that match */
export function evaluation(expression: FilterExpression): (row: NaiveRow) => boolean {
  switch (expression.type) {
    case 'and':
    case 'or': {
      const parts = expression.parts.map(evaluation);
      return expression.type === 'and'
        ? row => parts.every(part => part(row))
        : row => parts.some(part => part(row));
    }
    case 'not': {
      const part = evaluation(expression.part);
      return row => !part(row);
    }
    default:
      return termEvaluation(expression);
  }
}

function termEvaluation(term: FilterTerm): (row: NaiveRow) => boolean {
  switch (term.type) {
    case 'words': {
      const fits = fitting(term.pattern);
      return row => row.words.some(fits);
    }
    case 'text': {
      const fits = fitting(term.pattern);
      return row => textsOf(row, term.field).some(fits);
    }
    case 'body': {
      const fits = fitting(term.pattern);
      return row =>
        row.leaves[term.root].some(
          ({ path, value }) => term.path.every((key, at) => path[at] === key) && fits(value),
        );
    }
    case 'choice':
      return row => choicesOf(row, term.field).some(value => term.values.includes(value ?? ''));
    case 'flag':
      return row => flagOf(row, term.field) === term.isSet;
    case 'range':
      return row => isWithin(numberOf(row, term.field), term);
  }
}

function isWithin(
  value: number | undefined,
  { from = -Infinity, to = Infinity, isFromOpen, isToOpen }: RangeTerm,
): boolean {
  if (value === undefined) return false;
  return (isFromOpen ? value > from : value >= from) && (isToOpen ? value < to : value <= to);
}

/** Values of a field of texts. */
export function textsOf(row: NaiveRow, field: string): readonly string[] {
  const { message, span, sender, receivers, body, text } = row;
  const parties = [...defined(sender), ...receivers];
  const of = (columns: Columns, ...names: readonly string[]): string[] =>
    names.flatMap(name => defined(text(columns[`${name}_id`])));
  const each = (rows: readonly Columns[], ...names: readonly string[]): string[] =>
    rows.flatMap(columns => names.flatMap(name => defined(optional(columns[name]))));
  const context = (...names: readonly string[]): string[] =>
    row.leaves.ctx.flatMap(({ path, value }) => (names.includes(path[0] ?? '') ? [value] : []));
  const isNotification = messageKinds[Number(span['kind'])] === 'notification';
  const beside = (key: string): string[] =>
    isNotification ? leaves(row.requestBody?.inner[key], []).map(({ value }) => value) : [];
  switch (field) {
    case 'service':
    case 'program':
      return each(parties, field);
    case 'host':
      return each(parties, field).filter(value => value !== '');
    case 'from':
      return each(defined(sender), 'service_key', 'host_key', 'process_key');
    case 'to':
      return each(receivers, 'service_key', 'host_key', 'process_key');
    case 'exchange':
      return of(message, field);
    case 'queue':
      return row.queues;
    case 'topic':
      return [row.topic];
    case 'namespace':
    case 'version':
      return of(span, field);
    case 'method':
      return of(span, 'method', 'label', 'failure_class');
    case 'event':
      return isNotification ? of(span, 'method') : [];
    case 'request':
      return [...of(span, 'request'), ...defined(row.requestGroup)];
    case 'msg':
      return each([span], 'msg_id');
    case 'project':
      return context('project_id', 'project_name', 'project', 'tenant', 'tenant_id', 'tenant_name');
    case 'user':
      return context('user_id', 'user_name', 'user');
    case 'publisher':
      return beside('publisher_id');
    case 'priority':
      return beside('priority');
    case 'broker':
      return body ? of(body.columns, 'node') : [];
    case 'vhost':
      return body ? of(body.columns, 'vhost') : [];
    default:
      throw new Error(`unexpected field ${field}`);
  }
}

export function numberOf(row: NaiveRow, field: string): number | undefined {
  const { message, span } = row;
  const between = (from: unknown, to: unknown): number | undefined =>
    typeof from === 'number' && typeof to === 'number' ? to - from : undefined;
  const { published_at, delivered_at, reply_published_at, reply_delivered_at } = span;
  switch (field) {
    case 'latency':
      return between(published_at, reply_delivered_at ?? reply_published_at);
    case 'queuetime':
      return between(published_at, delivered_at);
    case 'handlertime':
      return between(delivered_at, reply_published_at);
    case 'work':
      return between(
        delivered_at,
        messageKinds[Number(span['kind'])] === 'cast' ? row.workEnd : reply_published_at,
      );
    case 'replytime':
      return between(reply_published_at, reply_delivered_at);
    case 'size':
      return Number(message['wire_bytes']);
    case 'time':
      return Number(message['at']);
    default:
      throw new Error(`unexpected field ${field}`);
  }
}

function flagOf(row: NaiveRow, field: string): boolean {
  return field === 'bookmarked' ? row.isBookmarked : row.message['redelivered'] === 1;
}

function choicesOf({ message, span }: NaiveRow, field: string): readonly (string | undefined)[] {
  if (field === 'kind') {
    return [messageKinds[Number(message['kind'])], messageKinds[Number(span['kind'])]];
  }
  return [
    spanStates[Number(span['state'])],
    span['error_message_id'] === null ? undefined : 'bad',
    span['is_slow'] === 1 ? 'slow' : undefined,
  ];
}

function wordsOf(row: Omit<NaiveRow, 'words'>): readonly string[] {
  const { message, span, sender, receivers, body, text } = row;
  const ids = ['label', 'detail', 'method', 'exchange', 'routing_key', 'queue', 'request'];
  const content = body?.content;
  return defined(
    ...ids.map(name => text(message[`${name}_id`])),
    text(span['label_id']),
    text(span['request_id']),
    optional(span['msg_id']),
    ...[...defined(sender), ...receivers].map(process => optional(process['process_key'])),
    content,
    content === undefined ? undefined : unescaped(content),
  );
}

/** JSON without escapes. */
const unescaped = (json: string): string =>
  json
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\(["\\/])/g, '$1')
    .replaceAll('\\n', '\n');

/** A value in a body, and the keys that lead to it, without those of versioned objects. */
interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
}

function leavesIn(request: Columns, replies: readonly Columns[]): NaiveRow['leaves'] {
  return {
    args: [...leaves(request['args'], []), ...leaves(request['payload'], [])],
    ctx: Object.entries(request).flatMap(([key, value]) =>
      key.startsWith('_context_') ? leaves(value, [key.slice('_context_'.length)]) : [],
    ),
    result: replies.flatMap(reply => leaves(reply['result'], [])),
  };
}

function leaves(value: unknown, path: readonly string[]): readonly Leaf[] {
  if (value === undefined) return [];
  if (value instanceof Written) return [{ path, value: value.text }];
  if (typeof value === 'string') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [{ path, value: JSON.stringify(value) }];
  if (Array.isArray(value)) return value.flatMap(each => leaves(each, path));
  return Object.entries(value).flatMap(([key, each]) =>
    leaves(each, key.endsWith('_object.data') ? path : [...path, key]),
  );
}

function bodyOf(columns: Columns): Body {
  const content = optional(columns['content']);
  const inner = columns['format'] === 'json' ? parsed(content ?? '{}') : {};
  return { columns, content, inner };
}

/** TypeScript does not know yet that a reviver gets the source text of a number. */
type Reviver = (
  this: unknown,
  key: string,
  value: unknown,
  context?: { source: string },
) => unknown;
const keepingNumbers: Reviver = (_key, value, context) =>
  typeof value === 'number' ? new Written(context?.source ?? '') : value;
const parsed = (json: string): Columns => JSON.parse(json, keepingNumbers) as Columns;

function fitting({ parts, fit }: TextPattern): (value: string) => boolean {
  if (fit === 'exact') return value => value === parts[0];
  const wanted = parts.map(lower);
  if (fit === 'part') return value => endOf(wanted, lower(value)) !== undefined;
  const [first = ''] = wanted;
  const last = wanted.at(-1) ?? '';
  if (wanted.length === 1) return value => lower(value) === first;
  return value => {
    const text = lower(value);
    const end = text.startsWith(first) ? endOf(wanted.slice(1, -1), text, first.length) : undefined;
    return end !== undefined && text.endsWith(last) && end <= text.length - last.length;
  };
}

/**
 * Looks for texts one after the other. A regular expression with wildcards between them would try
 * each place of the first in a long body.
 *
 * @returns where the last one ends; `undefined` when they are not all there
 */
function endOf(wanted: readonly string[], text: string, from = 0): number | undefined {
  let end = from;
  for (const each of wanted) {
    const at = text.indexOf(each, end);
    if (at < 0) return undefined;
    end = at + each.length;
  }
  return end;
}

/** Lowers ASCII letters alone, as the filter does. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, letters => letters.toLowerCase());

function grouped(rows: Iterable<Columns>, key: string): ReadonlyMap<unknown, readonly Columns[]> {
  const groups = new Map<unknown, Columns[]>();
  for (const row of rows) {
    const known = groups.get(row[key]);
    if (known) known.push(row);
    else groups.set(row[key], [row]);
  }
  return groups;
}

const optional = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const defined = <T>(...values: readonly (T | undefined)[]): T[] =>
  values.filter(value => value !== undefined);
