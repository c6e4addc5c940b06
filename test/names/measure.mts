/**
 * Measures how many ends of spans are named right, with the management API and without it, and how
 * many processes are shown:
 *
 *     npm run measure:names -- [--list] CAPTURE …
 *
 * A CAPTURE is a folder with `firehose.ndjson.gz`, `management/` and perhaps `pids.json`; by default
 * those of `test/fixtures/captures`. `--list` also lists the ends that are not right, by kind.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { root } from '../support/root.mts';
import type { JudgedEnd, ShownSpan, Verdict } from './ends.mts';
import { judgedEnds, judgedProcesses } from './ends.mts';
import type { TracedLine } from './truth.mts';
import { tracedLines, Truth } from './truth.mts';

const words = process.argv.slice(2);
const isListing = words.includes('--list');
const chosen = words.filter(word => word !== '--list');
const fixtures = path.join(root, 'test/fixtures/captures');
const folders =
  chosen.length > 0
    ? chosen
    : readdirSync(fixtures)
        .map(name => path.join(fixtures, name))
        .filter(folder => existsSync(path.join(folder, 'management')))
        .filter(folder => existsSync(path.join(folder, 'firehose.ndjson.gz')));

const verdicts: readonly Verdict[] = ['right', 'marked', 'wrong', 'unknown'];
const header = [
  'capture',
  'names from',
  'ends',
  ...verdicts,
  'right %',
  'processes',
  'true',
  'mixed',
];
const lines: (readonly (string | number)[])[] = [header];
const sums = new Map<boolean, Map<Verdict, number>>();
const temporary = mkdtempSync(path.join(os.tmpdir(), 'rpcscope-names-'));
try {
  for (const folder of folders) {
    const traced = tracedLines(folder);
    const truth = new Truth(folder);
    for (const hasManagement of [true, false]) {
      const capture = imported(folder, hasManagement);
      const ends = [...judgedEnds(spansOf(capture), traced, truth, hasManagement)];
      const counts = countsOf(ends);
      const sum = sums.get(hasManagement) ?? new Map<Verdict, number>();
      for (const each of verdicts) sum.set(each, (sum.get(each) ?? 0) + (counts.get(each) ?? 0));
      sums.set(hasManagement, sum);
      lines.push(
        lineOf(path.basename(folder), hasManagement, counts, processesIn(capture, traced, truth)),
      );
      if (isListing) list(ends);
    }
  }
  for (const [hasManagement, counts] of sums) lines.push(lineOf('all', hasManagement, counts, []));
  for (const line of lines) {
    console.log(
      line
        .map((cell, at) =>
          String(cell)
            .padStart(at < 2 ? 0 : 10)
            .padEnd(12),
        )
        .join(''),
    );
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** Imports a capture, from a folder without snapshots where there is no management API. */
function imported(folder: string, hasManagement: boolean): string {
  const place = mkdtempSync(path.join(temporary, 'x'));
  const out = path.join(place, 'capture.rpcscope');
  const file = path.join(place, 'firehose.ndjson.gz');
  symlinkSync(path.resolve(folder, 'firehose.ndjson.gz'), file);
  const management = ['--management', path.resolve(folder, 'management')];
  rpcscope('import', file, out, ...(hasManagement ? management : []));
  return out;
}

function spansOf(capture: string): ShownSpan[] {
  return rpcscope('spans', capture, '--json')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as ShownSpan);
}

function rpcscope(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'dist/cli.js'), ...args],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function countsOf(ends: readonly JudgedEnd[]): Map<Verdict, number> {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of ends) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return counts;
}

function lineOf(
  name: string,
  hasManagement: boolean,
  counts: ReadonlyMap<Verdict, number>,
  processes: readonly number[],
): (string | number)[] {
  const numbers = verdicts.map(each => counts.get(each) ?? 0);
  const all = numbers.reduce((sum, each) => sum + each, 0);
  const share = ((100 * (counts.get('right') ?? 0)) / all).toFixed(1);
  return [name, hasManagement ? 'management' : 'traffic', all, ...numbers, share, ...processes];
}

/** @returns numbers of processes that are shown, that there were, and that are shown as one with others */
function processesIn(capture: string, traced: readonly TracedLine[], truth: Truth): number[] {
  const database = new DatabaseSync(capture, { readOnly: true });
  const { shown, existing, mixed } = judgedProcesses(database, traced, truth);
  database.close();
  return [shown, existing, mixed];
}

function list(ends: readonly JudgedEnd[]): void {
  const kinds = new Map<string, number>();
  for (const { span, end, shown, truth, verdict } of ends) {
    if (verdict === 'right') continue;
    const kind = [
      verdict,
      end,
      span.kind,
      span.exchange,
      span.topic,
      span.method,
      `${truth.service} on ${truth.host}:`,
      `${shown.service ?? '?'} on ${shown.host ?? '?'}`,
    ].join(' ');
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  for (const [kind, count] of [...kinds].sort(([, a], [, b]) => b - a)) console.log(count, kind);
}
