/**
 * The resolver on a release of today, against the traffic of that release and of Zed. The tables were
 * made by that release's own dispatcher, or read (truth/README.md). `RPCSCOPE_NEWEST=1` takes Debian
 * sid in place of trixie.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenIndex } from '../../src/indexer/openIndex';
import type { Row } from './judging';
import { callOf, cell, handlersOf, indexed, judge, notificationOf, rows } from './judging';
import { today } from './openstackSources.mts';

const release = process.env['RPCSCOPE_NEWEST'] ? 'sid' : 'trixie';

let code: OpenIndex;
beforeAll(async () => {
  code = await indexed(today, release);
}, 900_000);
afterAll(() => code.close());

/** True when no program of that cloud runs the handler in these sources. */
const isAbsent = (row: Row): boolean =>
  cell(row, 'expected') === '-' || cell(row, 'note').startsWith('no server of it ran');

test.each(['handlers-zed.tsv', 'handlers-today.tsv'])(
  'by %s each wrong handler has a doubt, and no right one that a process received has one',
  table => {
    const wrong: string[] = [];
    const needless: string[] = [];
    for (const row of rows(`${release}/${table}`)) {
      const [first] = handlersOf(code.api, row);
      const told = `${cell(row, 'topic')} ${cell(row, 'method')}: ${first?.doubt ?? 'sure'}`;
      if (isAbsent(row)) {
        if (first && first.doubt === undefined) wrong.push(told);
        continue;
      }
      const name = first && `${first.place.path}:${first.place.qualifiedName}`;
      if (!name || !cell(row, 'expected').split(' | ').includes(name)) wrong.push(told);
      // Nobody is known to have received a fanout: that is a doubt of its own.
      else if (first.doubt !== undefined && cell(row, 'receivers') !== '') needless.push(told);
    }
    expect({ wrong, needless }).toEqual({ wrong: [], needless: [] });
  },
);

test('every method of every endpoint has the right handler first, or a doubt', () => {
  const own = rows(`${release}/endpoints.tsv`).filter(
    row => !cell(row, 'expected').startsWith('oslo_service/'),
  );
  const judged = judge(own, row => handlersOf(code.api, row));
  expect(judged.silentlyWrong).toEqual([]);
  expect(judged.first).toBeGreaterThanOrEqual(0.98);
});

test('a notification is decided by the right function, and its helper comes next', () => {
  const table = rows('deciders.tsv');
  const emitters = (row: Row) =>
    code.api.emitters(notificationOf(row, cell(row, 'senders').split(' ')));
  const judged = judge(table, emitters);
  expect(judged.silentlyWrong).toEqual([]);
  expect(judged.wrong).toEqual([]);
  const helped = table.filter(row => cell(row, 'via') !== '');
  const right = helped.filter(row => {
    const second = emitters(row)[1]?.place;
    return second && `${second.path}:${second.qualifiedName}` === cell(row, 'via');
  });
  expect(right.length / helped.length).toBeGreaterThanOrEqual(0.98);
});

test('each kind of request of the newest release has a caller', () => {
  const none = rows(`${release}/handlers-today.tsv`).filter(
    row => !isAbsent(row) && code.api.callers(callOf(row)).length === 0,
  );
  expect(none.map(row => `${cell(row, 'topic')} ${cell(row, 'method')}`)).toEqual([]);
});
