/** Values that completion offers, in real traffic. */
import { beforeAll, describe, expect, test } from 'vitest';
import { fields } from '../../../../src/core/filter/fields';
import { quoted } from '../../../../src/core/filter/edit';
import { filterSql } from '../../../../src/capture/filter/filterSql';
import { importFixtures } from '../../../support/importedFixtures';
import type { NaiveRow } from '../../../support/naiveFilter';
import { readRows, textsOf } from '../../../support/naiveFilter';
import { asked } from '../../../support/asked';

const fixtures = importFixtures(['failures']);

let rows: readonly NaiveRow[];
beforeAll(() => (rows = readRows(fixtures.named('failures').database)));

const values = (field: string, part = '', count = 1_000) =>
  fixtures.named('failures').engine.filters.listFieldValues(field, part, count);

const known = fields.filter(field => field.hasKnownValues).map(field => field.name);

/** Number of rows or spans with each value of a field. */
function counted(field: string, isCounted: (row: NaiveRow) => boolean) {
  const counts = new Map<string, number>();
  for (const row of rows.filter(isCounted)) {
    for (const value of new Set(textsOf(row, field))) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return counts;
}

const asMap = (field: string) => new Map(values(field).map(({ value, count }) => [value, count]));

describe.each(known)('values of %s', field => {
  test('are those of some row', () => {
    const found = values(field);
    expect(found.length).toBeGreaterThan(0);
    for (const { value } of found) {
      const condition = filterSql({ text: `${field}:${quoted(value)}`, hiddenLanes: [] }, 'all');
      const row = fixtures
        .named('failures')
        .database.prepare(`SELECT 1 FROM message m WHERE ${condition?.sql} LIMIT 1`)
        .get(...(condition?.parameters ?? []));
      expect(row, `${field}:${value}`).toBeDefined();
    }
  });

  test('come with the most frequent first, as many as were requested', () => {
    const found = values(field);
    const counts = found.map(({ count }) => count);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect(values(field, '', 1)).toHaveLength(1);
    expect(values(field, '', 0)).toEqual([]);
  });
});

test.each(['exchange', 'namespace', 'version', 'topic', 'request', 'msg', 'broker', 'vhost'])(
  'every %s is offered',
  field => {
    const all = new Set(rows.flatMap(row => textsOf(row, field)));
    all.delete('');
    const offered = new Set(values(field).map(({ value }) => value));
    if (field === 'request') for (const row of rows) all.delete(row.requestGroup ?? '');
    for (const value of all) expect(offered).toContain(value);
  },
);

test('exchanges are counted by messages, methods by spans', () => {
  const exchanges = counted('exchange', () => true);
  exchanges.delete('');
  expect(asMap('exchange')).toEqual(exchanges);
  const isFirst = (row: NaiveRow) => row.message['span_id'] === row.id;
  const methods = counted('method', isFirst);
  for (const { value, count } of values('method')) expect(count).toBe(methods.get(value));
});

test('states are counted by spans, and bad and slow spans as well', () => {
  const isFirst = (row: NaiveRow) => row.message['span_id'] === row.id;
  const bad = rows.filter(row => isFirst(row) && row.span['error_message_id'] !== null).length;
  expect(asMap('status').get('bad')).toBe(bad);
});

test('a part of the text narrows the values down, in upper or lower case', () => {
  expect(values('method', 'REBOOT').map(({ value }) => value)).toContain('reboot_instance');
  expect(values('method', 'nothing like it')).toEqual([]);
  expect(values('request', 'REQ-').length).toBeGreaterThan(5);
});

test('lanes are offered by service, and by service and host', () => {
  const lanes = values('from').map(({ value }) => value);
  expect(lanes).toEqual(expect.arrayContaining(['nova-conductor', 'nova-conductor · ctl1']));
});

describe('within bodies', () => {
  const names = (field: string, part = '') => values(field, part).map(({ value }) => value);

  test('the keys at a path are offered', () => {
    expect(names('args.')).toEqual(expect.arrayContaining(['objinst', 'instance', 'host']));
    expect(names('args.', 'INST')).toContain('instance');
    expect(names('args.objinst.')).toContain('uuid');
    expect(names('ctx.', 'user_')).toContain('user_id');
    expect(names('result.').length).toBeGreaterThan(0);
  });

  test('versioned objects offer their fields, not their envelope', () => {
    for (const key of names('args.objinst.')) expect(key).not.toMatch(/^nova_object\./);
  });

  test('the values at a path are offered, also those in lists', () => {
    expect(names('args.objinst.host')).toContain('cmp1');
    expect(names('ctx.roles')).toContain('admin');
  });

  test('a path that leads nowhere has no values', () => {
    expect(values('args.no.such.path.')).toEqual([]);
    expect(values('args.no.such.path')).toEqual([]);
  });
});

test.each(['latency', 'redelivered', 'nonsense', '', '.', 'args', '__proto__', '\0'])(
  'the field %j offers no values, or few',
  field => {
    expect(() => values(field)).not.toThrow();
  },
);

test('arguments that are not texts are refused', async () => {
  const { engine } = fixtures.named('failures');
  await expect(asked(engine, 'filters.listFieldValues', [7, '', 1])).rejects.toThrow(
    'argument 1: Invalid type: Expected string but received 7',
  );
  expect(engine.filters.listFieldValues('method', '', NaN)).toEqual([]);
});
