/** Compares the parents of spans with the true ones, and prints how often they agree. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { groupBy } from '../../src/core/base/groups';
import type { Source } from './manyServers';
import { manyServers, oneRequestOf } from './manyServers';
import type { TrueParent } from './serviceRules';
import { trueParents } from './serviceRules';
import { withSharedId } from './sharedId';
import type { Fact, Line, Traffic } from './traffic';
import { linesOf, readTraffic } from './traffic';

/** The mark of an answer about a span's parent, and whether the answer is right. */
interface Verdict {
  readonly given: 'unmarked' | 'guess' | 'guess over HTTP' | 'one of these' | 'none';
  readonly isRight: boolean;
}

interface MeasuredSource extends Source {
  /** Folder with the broker's snapshots, if it is to be used. */
  readonly management: string | undefined;
}

/** Requests for several servers: number of servers, and milliseconds between one server and the next. */
const bursts = [
  { servers: 4, stepMillis: 400 },
  { servers: 8, stepMillis: 100 },
  { servers: 16, stepMillis: 30 },
  { servers: 32, stepMillis: 10 },
  { servers: 300, stepMillis: 2 },
];

/**
 * Judges each capture as it is, and then requests for several servers, which are made of the requests
 * for one server in all of them.
 */
export async function measureParents(files: readonly string[], folder: string): Promise<void> {
  const verdicts: (Verdict & { traffic: string })[] = [];
  const sources: MeasuredSource[] = [];
  for (const [at, file] of files.entries()) {
    const lines = linesOf(file);
    const traffic = await readTraffic(file, lines, folder, `capture${at}`);
    const truth = trueParents(traffic.facts);
    verdicts.push(...judge('as it is', traffic.facts, truth));
    const management = path.join(path.dirname(file), 'management');
    const source = { lines, traffic, truth, management };
    const unnamed = await readLines(lines, { ...source, management: undefined }, folder);
    verdicts.push(...judge('as it is, without management', unnamed.facts, truth));
    sources.push(source);
  }
  for (const { servers, stepMillis } of bursts) {
    for (const source of sources) {
      const one = oneRequestOf(source, sources);
      if (!one) continue;
      const burst = manyServers(one, servers, stepMillis);
      const traffic = await readLines(burst.lines, source, folder);
      const name = `${servers} servers in one request, ${stepMillis} ms apart`;
      verdicts.push(...judge(name, traffic.facts, burst.truth));
    }
  }
  for (const stepMillis of [undefined, 3000]) {
    for (const source of sources) {
      const lines = withSharedId(source, stepMillis);
      if (lines.length === 0) continue;
      const traffic = await readLines(lines, source, folder);
      const name = `requests with one global id, ${stepMillis === undefined ? 'as it was' : `${stepMillis} ms apart`}`;
      verdicts.push(...judge(name, traffic.facts, source.truth));
    }
  }
  print(verdicts);
}

function readLines(
  lines: readonly Line[],
  { management }: MeasuredSource,
  folder: string,
): Promise<Traffic> {
  const file = path.join(folder, 'made.ndjson');
  writeFileSync(file, lines.map(line => JSON.stringify(line)).join('\n'));
  return readTraffic(file, lines, folder, 'made', management);
}

function judge(
  traffic: string,
  facts: readonly Fact[],
  truth: ReadonlyMap<string, TrueParent>,
): (Verdict & { traffic: string })[] {
  const byId = new Map(facts.map(each => [each.span.id, each]));
  return facts.flatMap(fact => {
    const judged = truth.get(fact.uniqueId);
    if (!judged) return [];
    const verdict = verdictOf(fact, judged.parent, byId);
    if (!verdict.isRight && process.env['RPCSCOPE_TRUTH_WRONG'] !== undefined) {
      const { span } = fact;
      const parent = byId.get(span.parent ?? 0);
      const right = facts.find(({ uniqueId }) => uniqueId === judged.parent)?.span;
      console.log(
        `${traffic}: ${verdict.given}: ${span.id} ${span.method} → ${parent?.span.id} ${parent?.span.method}` +
          `; ${right?.id} ${right?.method} by ${judged.rule}`,
      );
    }
    return [{ traffic, ...verdict }];
  });
}

function verdictOf(
  { span }: Fact,
  parent: string | undefined,
  byId: ReadonlyMap<number, Fact>,
): Verdict {
  const isTrue = (id: number) => byId.get(id)?.uniqueId === parent;
  if (span.parentAmong.length > 0) {
    return { given: 'one of these', isRight: span.parentAmong.some(isTrue) };
  }
  if (span.parent === null) return { given: 'none', isRight: parent === undefined };
  const isRight = isTrue(span.parent);
  if (!span.parentGuessed) return { given: 'unmarked', isRight };
  const isOverHttp = byId.get(span.parent)?.span.requestId !== span.requestId;
  return { given: isOverHttp ? 'guess over HTTP' : 'guess', isRight };
}

function print(verdicts: readonly (Verdict & { traffic: string })[]): void {
  const rows = [...groupBy(verdicts, ({ traffic, given }) => `${traffic}: ${given}`)].map(
    ([what, each]) => {
      const right = each.filter(({ isRight }) => isRight).length;
      return {
        what,
        spans: each.length,
        right,
        wrong: each.length - right,
        '% right': ((right / each.length) * 100).toFixed(1),
      };
    },
  );
  console.table(rows);
}
