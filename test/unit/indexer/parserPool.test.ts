/** Tests parser threads with the real bundle; a thread that dies affects only its own batch. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ParserPool, parserThreads } from '../../../src/indexer/parserPool';
import type { ParseTask } from '../../../src/indexer/parseTask';
import { bundleCode } from '../../support/parserBundle';
import { useFolder } from '../../support/useFolder';

const folder = useFolder();
let parser: string;
let pool: ParserPool;
beforeAll(async () => {
  ({ parser } = await bundleCode(folder));
});
beforeEach(() => (pool = new ParserPool(parser)));
afterEach(() => pool.dispose());

const task = (text: string): ParseTask => ({
  ...{ file: '/nowhere/a.py', module: 'a', isPackage: false, knownHash: undefined },
  text,
});
const batch = (text: string) => pool.parse([task(text)]);

/** A parser that a certain text crashes. */
function mortalParser(how: string): string {
  const script = path.join(folder, `mortal-${how.length}.js`);
  writeFileSync(
    script,
    `require('node:worker_threads').parentPort.on('message', tasks => {
       if (tasks.some(task => task.text === 'die')) { ${how} }
     });
     require(${JSON.stringify(parser)});`,
  );
  return script;
}

describe('a batch', () => {
  test('has its results in the order of its tasks', async () => {
    const results = await pool.parse([task('A = "a"\n'), task('x = (\n'), task('def f(): pass\n')]);
    expect(results.map(each => each.kind === 'parsed' && each.problem !== undefined)).toEqual([
      false,
      true,
      false,
    ]);
    expect(results.map(each => (each.kind === 'parsed' ? each.facts : ''))[2]).toContain('"f"');
  });

  test('without tasks has no results', async () => {
    expect(await pool.parse([])).toEqual([]);
  });

  test('is completed among many others, by a few threads', async () => {
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) => batch(`def f${i}(): pass\n`)),
    );
    all.forEach(([result], i) => {
      expect(result?.kind === 'parsed' && result.facts).toContain(`"f${i}"`);
    });
    expect(parserThreads).toBeLessThanOrEqual(4);
  });
});

describe('a parser thread dies', () => {
  test.each([
    ['of an error', 'throw new Error("no more");'],
    ['by itself', 'process.exit(0);'],
    ['with a code', 'process.exit(13);'],
    ['of a promise that nobody awaits', 'Promise.reject(new Error("unheard"));'],
  ])('%s: its batch fails, and the others are completed', async (_what, how) => {
    pool = new ParserPool(mortalParser(how));
    const dying = expect(batch('die')).rejects.toThrow();
    const others = Array.from({ length: 12 }, (_, i) => batch(`def f${i}(): pass\n`));
    await dying;
    for (const each of await Promise.all(others)) expect(each).toMatchObject([{ kind: 'parsed' }]);
    expect(await batch('def after(): pass\n')).toMatchObject([{ kind: 'parsed' }]);
  });

  test('at its start: every batch fails, and none waits forever', async () => {
    pool = new ParserPool(path.join(folder, 'nowhere.js'));
    const all = Array.from({ length: 10 }, () => batch('def f(): pass\n'));
    for (const each of await Promise.allSettled(all)) expect(each.status).toBe('rejected');
  });
});

describe('closing the pool', () => {
  test('fails running and waiting batches', async () => {
    const all = Array.from({ length: 20 }, () => batch('def f(): pass\n'.repeat(2_000)));
    const settled = Promise.allSettled(all);
    pool.dispose();
    for (const each of await settled) {
      expect(each).toMatchObject({ status: 'rejected', reason: new Error('indexing has ended') });
    }
  });
});
