/**
 * The resolver, judged by tables that were made without it (truth/README.md), on the code of nova,
 * neutron, cinder, glance and heat, and of ironic, designate, manila and octavia.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  CodeAnswer,
  CodeApi,
  NotificationKind,
  RpcCall,
} from '../../src/protocol/code/codeApi';
import type { OpenIndex } from '../../src/indexer/openIndex';
import { openIndex } from '../../src/indexer/openIndex';
import { others, sourceFolder, zed } from './openstackSources.mts';

type Row = Readonly<Record<string, string>>;

let zedCode: OpenIndex;
let otherCode: OpenIndex;

beforeAll(async () => {
  zedCode = await indexed(zed);
  otherCode = await indexed(others);
}, 600_000);

afterAll(async () => {
  await zedCode.close();
  await otherCode.close();
});

describe('kinds of requests in the captures', () => {
  test('have the right handler first, or a doubt', () => {
    const judged = judge(rows('handlers.tsv'), row => handlersOf(zedCode.api, row));
    expect(judged.silentlyWrong).toEqual([]);
    expect(judged.first).toBeGreaterThanOrEqual(0.98);
    // One topic has no listener in this release, and the answer tells so.
    expect(judged.wrong).toEqual([expect.stringContaining('port_delete')]);
    expect(judged.amongThree).toBeGreaterThanOrEqual(0.99);
  });

  test('have the right caller first: the function that names the method', () => {
    const judged = judge(rows('callers.tsv'), row => zedCode.api.callers(callOf(row)), deciding);
    expect(judged.wrong).toEqual([]);
  });

  test('have the right emitter first: the function that decides', () => {
    const judged = judge(
      rows('emitters.tsv'),
      row => zedCode.api.emitters(notificationOf(row, [`${project(row)}-api`])),
      deciding,
    );
    expect(judged.wrong).toEqual([]);
  });

  test('have tracebacks whose frames all lead to the right function', () => {
    for (const row of rows('frames.tsv')) {
      const [file = ''] = Object.values(row);
      const line = cell(row, 'line');
      const text = `  File "${file}", line ${line}, in ${cell(row, 'function')}\n    code\n`;
      const [frame] = zedCode.api.frames(text);
      expect(frame?.place && nameOf(frame.place)).toBe(cell(row, 'expected'));
    }
  });
});

describe('every method of every endpoint', () => {
  // Many of these names are never sent, and some are the library's own.
  test.each([
    ['endpoints.tsv', () => zedCode.api, 0.97],
    ['endpoints-more.tsv', () => otherCode.api, 0.97],
  ] as const)('in %s has the right handler first, or a doubt', (table, code, share) => {
    const own = rows(table).filter(row => !cell(row, 'expected').startsWith('oslo_service/'));
    const judged = judge(own, row => handlersOf(code(), row));
    expect(judged.silentlyWrong).toEqual([]);
    expect(judged.first).toBeGreaterThanOrEqual(share);
  });

  test('a method of a versioned object is found by object and method', () => {
    const judged = judge(rows('objects.tsv'), row => {
      const [objectName, objectMethod] = [cell(row, 'objname'), cell(row, 'objmethod')];
      const base = callOf({ exchange: 'nova', topic: 'conductor', version: '3.0' });
      const method = 'object_class_action_versions';
      return zedCode.api.handlers({ ...base, method, objectName, objectMethod }).handlers;
    });
    expect(judged.wrong).toEqual([]);
  });
});

test('every method of every client class has the right caller first', () => {
  const judged = judge(
    rows('clients.tsv'),
    row => {
      const project = cell(row, 'package');
      const { api } = (zed as readonly string[]).includes(project) ? zedCode : otherCode;
      const call = { ...callOf(row), exchange: project === 'cinder' ? 'openstack' : project };
      return api.callers(call);
    },
    deciding,
  );
  expect(judged.first).toBeGreaterThanOrEqual(0.99);
});

async function indexed(projects: readonly string[]): Promise<OpenIndex> {
  const code = openIndex(':memory:', path.resolve('dist/parser.js'));
  code.api.configure({ folders: projects.map(sourceFolder), excludes: [], mappings: [] });
  await code.whenIdle();
  return code;
}

function rows(table: string): Row[] {
  const text = readFileSync(path.join(import.meta.dirname, 'truth', table), 'utf8');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const names = head.split('\t');
  return lines.map(line => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

const cell = (row: Row, name: string): string => row[name] ?? '';
const optional = (row: Row, name: string): string | undefined => cell(row, name) || undefined;

/** Any project may use the exchange `openstack`; in these captures it is cinder's. */
const project = (row: Row): string => cell(row, 'exchange').replace('openstack', 'cinder');

const callOf = (row: Row): RpcCall => ({
  exchange: cell(row, 'exchange'),
  topic: cell(row, 'topic'),
  // The tables leave a fanout's exchange empty; agents get fanouts alone.
  isFanout: row['exchange'] === '' || cell(row, 'topic').startsWith('q-agent-notifier'),
  namespace: optional(row, 'namespace'),
  version: optional(row, 'version'),
  method: cell(row, 'method'),
  objectName: optional(row, 'objname'),
  objectMethod: optional(row, 'objmethod'),
  senders: 'package' in row ? [`${cell(row, 'package')}-api`] : [],
  receivers: cell(row, 'receivers')
    .split(' ')
    .filter(each => each !== ''),
});

const notificationOf = (row: Row, senders: readonly string[]): NotificationKind => ({
  exchange: cell(row, 'exchange'),
  eventType: cell(row, 'event_type'),
  topic: '',
  priority: cell(row, 'priority'),
  service: cell(row, 'publisher_id'),
  isVersioned: cell(row, 'is_versioned') === '1',
  senders,
});

/** Functions that give a helper the name of a method, or the variable part of an event type. */
const deciding = (row: Row): string =>
  cell(row, 'named_by') || cell(row, 'composed_by') || cell(row, 'expected');

const handlersOf = (code: CodeApi, row: Row): readonly CodeAnswer[] =>
  code.handlers(callOf(row)).handlers;

interface Judged {
  /** Shares of all rows, 0 to 1. */
  readonly first: number;
  readonly amongThree: number;
  readonly wrong: readonly string[];
  /** Rows with a wrong answer that tells no doubt. */
  readonly silentlyWrong: readonly string[];
}

function judge(
  table: readonly Row[],
  answer: (row: Row) => readonly CodeAnswer[],
  right = (row: Row) => cell(row, 'expected'),
): Judged {
  expect(table.length).toBeGreaterThan(10);
  const wrong: string[] = [];
  const silentlyWrong: string[] = [];
  let amongThree = 0;
  for (const row of table) {
    const expected = right(row).split(' | ');
    const answers = answer(row);
    const names = answers.slice(0, 3).map(each => nameOf(each.place));
    if (names.some(name => expected.includes(name))) amongThree++;
    const [first] = names;
    if (first !== undefined && expected.includes(first)) continue;
    const told = `${Object.values(row).join(' ')}: got ${names.join(' | ') || 'nothing'}`;
    wrong.push(told);
    if (first !== undefined && answers[0]?.doubt === undefined) silentlyWrong.push(told);
  }
  const share = (n: number) => n / table.length;
  return { first: 1 - share(wrong.length), amongThree: share(amongThree), wrong, silentlyWrong };
}

const nameOf = ({ path: file, qualifiedName }: CodeAnswer['place']): string =>
  `${file}:${qualifiedName}`;
