/** Filters as SQL on real traffic, compared with a naive evaluation over decoded objects. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { quoted, quotedKey } from '../../../../src/core/filter/edit';
import { fields } from '../../../../src/core/filter/fields';
import type { FilterExpression, TextPattern } from '../../../../src/core/filter/filterExpression';
import { parseFilter } from '../../../../src/core/filter/parse';
import { filterSql } from '../../../../src/capture/filter/filterSql';
import type { Scope } from '../../../../src/capture/filter/sqlCondition';
import type { RowFilter } from '../../../../src/protocol/filters';
import { importFixtures } from '../../../support/importedFixtures';
import type { NaiveRow } from '../../../support/naiveFilter';
import { evaluation, numberOf, readRows, textsOf } from '../../../support/naiveFilter';

const names = ['idle', 'boot', 'volume', 'failures'];
const fixtures = importFixtures(names);

let rows: ReadonlyMap<string, readonly NaiveRow[]>;
beforeAll(() => {
  for (const name of names) fixtures.named(name).engine.notes.setBookmark(7, 'look here');
  rows = new Map(names.map(name => [name, readRows(fixtures.named(name).database)]));
});

/** A filter that lets everything through. */
const noCondition = { sql: 'TRUE', parameters: [] };

function found(name: string, text: string, scope: Scope, filter: Partial<RowFilter> = {}) {
  const condition = filterSql({ hiddenLanes: [], ...filter, text }, scope);
  const { sql, parameters } = condition ?? noCondition;
  return fixtures
    .named(name)
    .database.prepare(`SELECT m.id FROM message m WHERE ${sql} ORDER BY m.id`)
    .all(...parameters)
    .map(row => row['id']);
}

function expected(name: string, expression: FilterExpression | undefined) {
  const matches = expression ? evaluation(expression) : () => true;
  return (rows.get(name) ?? []).filter(matches).map(({ id }) => id);
}

/** Compares both scopes with the naive evaluation. @returns number of rows that matched */
function check(text: string, expression: FilterExpression | undefined, among = names): number {
  let count = 0;
  for (const name of among) {
    const ids = expected(name, expression);
    expect(found(name, text, 'all'), `${text} in ${name}`).toEqual(ids);
    expect(found(name, text, 'few'), `${text} in ${name}, a few rows`).toEqual(ids);
    count += ids.length;
  }
  return count;
}

function checkText(text: string): number {
  const { expression, problems } = parseFilter(text);
  expect(problems, text).toEqual([]);
  return check(text, expression);
}

describe('each field finds the rows of the naive evaluation', () => {
  test.each([
    'service:nova-compute',
    'service:=nova-compute',
    'host:cmp1',
    'host:*',
    'program:nova-*',
    'from:nova-conductor',
    'from:="nova-conductor · ctl1"',
    'to:nova-compute',
    'to:="nova-compute · cmp1"',
    'exchange:nova',
    'exchange:""',
    'queue:reply_*',
    'queue:_fanout_',
    'topic:=compute',
    'topic:q-*',
    'topic:notifications',
    'namespace:compute_task',
    'namespace:*',
    'version:3.0',
    'method:build_*',
    'method:Instance.save',
    'method:NoValidHost',
    '-method:report_state',
    'kind:call',
    'kind:reply',
    'kind:cast,fanout',
    'status:failed',
    'status:bad',
    'status:slow,unrouted',
    'status:ok',
    'request:req-',
    '-request:*',
    'msg:*',
    'msg:9',
    'project:admin',
    'project:service',
    'user:nova',
    'user:*',
    'event:compute.instance.*',
    'event:*.start',
    'publisher:compute.cmp1',
    'publisher:="nova-compute:cmp1"',
    'priority:info',
    'priority:error',
    'latency:>50ms',
    'latency:10ms..2s',
    '-latency:>0ms',
    'queuetime:<1ms',
    'handlertime:>=100ms',
    'work:>=100ms',
    'kind:cast work:>0ms',
    'kind:cast -latency:>=0ms',
    'replytime:..5ms',
    'size:>10kB',
    'size:1KiB..2KiB',
    'redelivered:no',
    'redelivered:yes',
    'bookmarked:yes',
    '-bookmarked:yes',
    'time:>2026-01-01',
    'broker:rabbit@*',
    'vhost:/',
    'args:cmp1',
    'args.objinst.host:cmp1',
    'args.objinst:*',
    'args.objinst."nova_object.name":Instance',
    'args.kwargs.want_result:false',
    'args.objinst.deleted_at:null',
    'args.vcpus:=1',
    'args.fixed_ips.address:10.*',
    'args.flavor.rxtx_factor:=1.0',
    'ctx.user_id:*',
    'ctx.roles:reader',
    'ctx:127.0.0.1',
    'result.host:*',
    'result:null',
    'cmp1',
    'nova_object',
    'build*instance',
    '‹auth_token',
    '"_object.data\\": {"',
  ])('%s', text => {
    expect(checkText(text)).toBeGreaterThan(0);
  });

  test.each(['-host:*', '-time:2026-01-01..2036-01-01', 'method:="Build_*"', 'args.none.at.all:*'])(
    'none of these rows has %s',
    text => {
      expect(checkText(text)).toBe(0);
    },
  );
});

test('random filters find the rows of the naive evaluation', () => {
  const sample = [...rows.values()].flat();
  fc.assert(
    fc.property(fc.constantFrom(...names), expressions(sample), (name, { text, expression }) => {
      check(text, expression, [name]);
    }),
    { numRuns: 250 },
  );
});

test.each([
  ['parentheses', `${'(-'.repeat(49)}args.a.b:x${')'.repeat(49)}`],
  ['alternatives', Array.from({ length: 100 }, (_, at) => `w${at}`).join(' | ')],
  ['negations', Array.from({ length: 100 }, (_, at) => `-args.a${at}.b:*x*`).join(' ')],
  ['characters', `"${'%_*x'.repeat(2_499)}"`],
  ['wildcards', `method:${'*a'.repeat(2_000)}`],
])('a filter with the maximum number of %s is answered', (_, text) => {
  const { expression, problems } = parseFilter(text);
  expect(problems).toEqual([]);
  check(text, expression, ['boot']);
});

describe('hostile bodies', () => {
  const deep = (levels: number) => `{"args": ${'{"a":['.repeat(levels)}"x"${']}'.repeat(levels)}}`;
  test.each<[what: string, format: string, content: string | Uint8Array | null]>([
    ['no JSON, but called so', 'json', '{"args": {"a": "x'],
    ['nothing, but called JSON', 'json', ''],
    ['no content', 'bytes', null],
    ['bytes', 'bytes', new Uint8Array([0, 0xff, 0x78, 0xfe])],
    ['bytes, but called JSON', 'json', new Uint8Array([0, 0xff, 0x78, 0xfe])],
    ['a list', 'json', '["args", {"a": "x"}]'],
    ['a number', 'json', '7'],
    ['a hundred levels', 'json', deep(50)],
    ['two thousand levels', 'json', deep(1_000)],
    ['keys that are no keys', 'json', '{"args": {"": {"a\\"b.[0]": "x"}, "$": 1e999}}'],
    ['NULs and half characters', 'json', '{"args": {"a": "x\\u0000\\ud800"}}'],
  ])('%s: the other rows are found', (_, format, content) => {
    const file = path.join(fixtures.folder, 'hostile.rpcscope');
    copyFileSync(fixtures.named('boot').file, file);
    const database = new DatabaseSync(file);
    database
      .prepare('UPDATE body SET format = ?, content = ? WHERE message_id = 1')
      .run(format, content);
    for (const text of [
      'args.a:x',
      'args:x',
      'ctx:x',
      'result:x',
      'user:x',
      'x*y',
      'publisher:x',
    ]) {
      const { sql, parameters } = filterSql({ text, hiddenLanes: [] }, 'all') ?? noCondition;
      const ids = database
        .prepare(`SELECT id, span_id FROM message m WHERE ${sql} ORDER BY id`)
        .all(...parameters)
        .flatMap(row => (row['span_id'] === 1 ? [] : Number(row['id'])));
      const isOther = new Set(
        rows.get('boot')?.flatMap(row => (row.message['span_id'] === 1 ? [] : row.id)),
      );
      expect(ids).toEqual(
        expected('boot', parseFilter(text).expression).filter(id => isOther.has(id)),
      );
    }
    database.close();
  });
});

describe('a filter with other conditions beside its text', () => {
  test('includes both ends of a range of time', () => {
    const [first, second, third] = rows.get('boot') ?? [];
    const fromMicros = Number(second?.message['at']);
    const toMicros = Number(third?.message['at']);
    const ids = found('boot', '', 'all', { range: { fromMicros, toMicros } });
    expect(ids).toContain(second?.id);
    expect(ids).toContain(third?.id);
    expect(ids).not.toContain(first?.id);
  });

  test('requires lanes, the request and the text to match', () => {
    const request = mostFrequent((rows.get('boot') ?? []).map(row => row.requestGroup));
    const filter = { request, hiddenLanes: ['nova-scheduler'] };
    const ids = found('boot', 'kind:call', 'all', filter);
    const inRequest = expected('boot', parseFilter(`request:=${request} kind:call`).expression);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.length).toBeLessThan(inRequest.length);
    for (const id of ids) expect(inRequest).toContain(id);
  });
});

test('only filters that read bodies are long searches', () => {
  const reads = (text: string) => filterSql({ text, hiddenLanes: [] }, 'all')?.readsBodies;
  expect(['method:x', 'kind:call size:>1kB', 'request:x | topic:y'].map(reads)).toEqual([
    false,
    false,
    false,
  ]);
  expect(['x', 'method:x (y | kind:call)', '-args.x:y', 'vhost:x', 'user:x'].map(reads)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
});

test('no conditions let all rows through', () => {
  expect(filterSql({ text: ' ', hiddenLanes: [] }, 'all')).toBeUndefined();
});

test('a text that cannot be parsed is refused with the parser’s first sentence', () => {
  expect(() => filterSql({ text: 'metod:x )', hiddenLanes: [] }, 'all')).toThrow(
    'There is no field "metod": did you mean "method"?',
  );
});

function mostFrequent(values: readonly (string | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

interface Rendered {
  readonly text: string;
  readonly expression: FilterExpression;
}

/** Random filters of values that occur, and of values that do not. */
function expressions(sample: readonly NaiveRow[]): fc.Arbitrary<Rendered> {
  const term = fc.oneof(
    { weight: 4, arbitrary: textTerm(sample) },
    { weight: 3, arbitrary: bodyTerm(sample) },
    { weight: 2, arbitrary: rangeTerm(sample) },
    { weight: 2, arbitrary: choiceTerm },
    { weight: 2, arbitrary: words(sample) },
    flagTerm,
  );
  const { tree } = fc.letrec<{ tree: Rendered }>(tie => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      term,
      tie('tree').map(({ text, expression }) => ({
        text: `-(${text})`,
        expression: { type: 'not', part: expression } as const,
      })),
      list('and', ' ', tie('tree')),
      list('or', ' | ', tie('tree')),
    ),
  }));
  return tree;
}

const list = (type: 'and' | 'or', separator: string, tree: fc.Arbitrary<Rendered>) =>
  fc.array(tree, { minLength: 2, maxLength: 3 }).map(parts => ({
    text: parts.map(({ text }) => `(${text})`).join(separator),
    expression: { type, parts: parts.map(({ expression }) => expression) },
  }));

const junk = fc.oneof(
  fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
  fc.constantFrom('%', '_', '\\', '"', "'", '*', ')', '-', 'ü', '\\"', 'a,b', '..', '=x'),
);

/** A whole value, a part of it, the value with wildcards, or another text. */
const patternOf = (values: readonly string[]): fc.Arbitrary<TextPattern> =>
  fc.oneof(
    { weight: 1, arbitrary: junk.map(part => ({ parts: [part], fit: 'part' as const })) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom(...values), fc.nat(40), fc.nat(12), fc.nat(3))
        .map(([value, from, length, how]): TextPattern => {
          const start = from % Math.max(1, value.length);
          const end = start + 1 + length;
          if (how === 0) return { parts: [value], fit: 'exact' };
          if (how === 1) return { parts: ['', value.slice(start, end), ''], fit: 'whole' };
          if (how === 2) return { parts: [value.slice(0, start), value.slice(end)], fit: 'whole' };
          const part = value.slice(start, end);
          return part === '' ? { parts: [''], fit: 'exact' } : { parts: [part], fit: 'part' };
        }),
    },
  );

const inQuotes = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

function rendered({ parts, fit }: TextPattern): string {
  if (fit === 'exact') return `=${inQuotes(parts[0] ?? '')}`;
  if (fit === 'whole') return parts.map(inQuotes).join('*');
  return quoted(parts[0] ?? '');
}

const textFields = fields.flatMap(field => (field.values === 'text' ? [field.name] : []));

const textTerm = (sample: readonly NaiveRow[]): fc.Arbitrary<Rendered> =>
  fc.oneof(
    ...textFields.map(field =>
      patternOf(distinct(sample.flatMap(row => textsOf(row, field)))).map((pattern): Rendered => ({
        text: `${field}:${rendered(pattern)}`,
        expression: { type: 'text', field, pattern },
      })),
    ),
  );

const bodyTerm = (sample: readonly NaiveRow[]): fc.Arbitrary<Rendered> =>
  fc
    .tuple(fc.constantFrom('args', 'ctx', 'result'), fc.constantFrom(...sample), fc.nat(1_000))
    .chain(([root, { leaves }, at]) => {
      const { path, value } = leaves[root][at % leaves[root].length] ?? { path: ['no'], value: '' };
      const some = path.slice(0, at % (path.length + 1));
      return patternOf([value]).map(pattern => ({
        text: `${[root, ...some.map(quotedKey)].join('.')}:${rendered(pattern)}`,
        expression: { type: 'body', root, path: some, pattern },
      }));
    });

const words = (sample: readonly NaiveRow[]): fc.Arbitrary<Rendered> => {
  const some = sample.filter((_, at) => at % 10 === 0);
  const values = [
    ...textFields.flatMap(field => some.flatMap(row => textsOf(row, field))),
    ...some.flatMap(({ leaves }) => leaves.args.map(({ value }) => value)),
  ].filter(value => value !== '');
  return patternOf(distinct(values))
    .filter(({ parts }) => parts.some(part => part !== ''))
    .map(({ parts }) => ({
      text: parts.map(inQuotes).join('*'),
      expression: { type: 'words', pattern: { parts, fit: 'part' } },
    }));
};

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];

const units = {
  duration: (value: number) => `${value}us`,
  size: (value: number) => `${value}B`,
  time: (micros: number) => {
    const seconds = new Date(Math.floor(micros / 1e6) * 1e3).toISOString().slice(0, 19);
    return `${seconds}.${String(micros % 1e6).padStart(6, '0')}Z`;
  },
};

const numberFields = fields.flatMap(field => (field.values in units ? [field] : []));

const rangeTerm = (sample: readonly NaiveRow[]): fc.Arbitrary<Rendered> =>
  fc.oneof(...numberFields.map(field => rangeOf(field, sample)));

function rangeOf(
  { name: field, values }: (typeof numberFields)[number],
  sample: readonly NaiveRow[],
): fc.Arbitrary<Rendered> {
  const occurring = sample.flatMap(row => numberOf(row, field) ?? []).filter(each => each >= 0);
  const value = fc.constantFrom(...occurring);
  const unit = units[values as keyof typeof units];
  // A moment in a filter lasts as long as its last digit, here one microsecond.
  const width = values === 'time' ? 1 : 0;
  const range = { type: 'range', field, isFromOpen: false, isToOpen: false } as const;
  return fc
    .tuple(value, value, fc.constantFrom('>', '>=', '<', '<=', '..'))
    .map(([a, b, operator]): Rendered => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      switch (operator) {
        case '>':
          return {
            text: `${field}:>${unit(a)}`,
            expression: { ...range, from: a, to: undefined, isFromOpen: true },
          };
        case '>=':
          return {
            text: `${field}:>=${unit(a)}`,
            expression: { ...range, from: a, to: undefined },
          };
        case '<':
          return {
            text: `${field}:<${unit(a)}`,
            expression: { ...range, from: undefined, to: a, isToOpen: true },
          };
        case '<=':
          return {
            text: `${field}:<=${unit(a)}`,
            expression: { ...range, from: undefined, to: a + width, isToOpen: width > 0 },
          };
        default:
          return {
            text: `${field}:${unit(from)}..${unit(to)}`,
            expression: { ...range, from, to: to + width, isToOpen: width > 0 },
          };
      }
    });
}

const choiceTerm: fc.Arbitrary<Rendered> = fc
  .constantFrom(...fields.flatMap(field => (field.values === 'choice' ? [field] : [])))
  .chain(({ name: field, choices }) =>
    fc
      .uniqueArray(fc.constantFrom<string>(...choices), { minLength: 1, maxLength: 3 })
      .map((values): Rendered => ({
        text: `${field}:${values.join(',')}`,
        expression: { type: 'choice', field, values },
      })),
  );

const flagTerm: fc.Arbitrary<Rendered> = fc
  .tuple(fc.constantFrom('redelivered', 'bookmarked'), fc.boolean())
  .map(([field, isSet]) => ({
    text: `${field}:${isSet ? 'yes' : 'no'}`,
    expression: { type: 'flag', field, isSet },
  }));
