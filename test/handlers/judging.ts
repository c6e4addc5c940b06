/** Judges answers of the resolver by the tables in truth/ (truth/README.md). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type {
  CodeAnswer,
  CodeApi,
  NotificationKind,
  RpcCall,
} from '../../src/protocol/code/codeApi';
import type { OpenIndex } from '../../src/indexer/openIndex';
import { openIndex } from '../../src/indexer/openIndex';
import type { Release } from './openstackSources.mts';
import { sourceFolder } from './openstackSources.mts';

export type Row = Readonly<Record<string, string>>;

export async function indexed(
  projects: readonly string[],
  release: Release = 'bookworm',
): Promise<OpenIndex> {
  const code = openIndex(':memory:', path.resolve('dist/parser.js'));
  code.api.configure({
    folders: projects.map(project => sourceFolder(project, release)),
    excludes: [],
    mappings: [],
  });
  await code.whenIdle();
  return code;
}

export function rows(table: string): Row[] {
  const text = readFileSync(path.join(import.meta.dirname, 'truth', table), 'utf8');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const names = head.split('\t');
  return lines.map(line => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

export const cell = (row: Row, name: string): string => row[name] ?? '';
const optional = (row: Row, name: string): string | undefined => cell(row, name) || undefined;

/** Any project may use the exchange `openstack`; in these captures it is cinder's. */
export const project = (row: Row): string => cell(row, 'exchange').replace('openstack', 'cinder');

export const callOf = (row: Row): RpcCall => ({
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

export const notificationOf = (row: Row, senders: readonly string[]): NotificationKind => ({
  exchange: cell(row, 'exchange'),
  eventType: cell(row, 'event_type'),
  topic: '',
  priority: cell(row, 'priority'),
  service: cell(row, 'publisher_id'),
  isVersioned: cell(row, 'is_versioned') === '1',
  senders,
});

/** Functions that give a helper the name of a method, or the variable part of an event type. */
export const deciding = (row: Row): string =>
  cell(row, 'named_by') || cell(row, 'composed_by') || cell(row, 'expected');

export const handlersOf = (code: CodeApi, row: Row): readonly CodeAnswer[] =>
  code.handlers(callOf(row)).handlers;

export interface Judged {
  /** Shares of all rows, 0 to 1. */
  readonly first: number;
  readonly amongThree: number;
  readonly wrong: readonly string[];
  /** Rows with a wrong answer that tells no doubt. */
  readonly silentlyWrong: readonly string[];
}

export function judge(
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
  const percent = (100 * (1 - share(wrong.length))).toFixed(1);
  console.info(
    `${expect.getState().currentTestName ?? ''}: first answer right in ${percent} % of ${table.length}, ` +
      `wrong without a doubt ${silentlyWrong.length}`,
  );
  return { first: 1 - share(wrong.length), amongThree: share(amongThree), wrong, silentlyWrong };
}

export const nameOf = ({ path: file, qualifiedName }: CodeAnswer['place']): string =>
  `${file}:${qualifiedName}`;
