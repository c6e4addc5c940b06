/**
 * Measures the program's speed as ratios to a lower bound in the same run on the same machine, so
 * that noise affects both. Prints one table.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { benchArrows } from './arrowBench';
import { benchCode } from './codeBench';
import { benchExplore } from './exploreBench';
import { benchFormats } from './formatsBench';
import { benchImport } from './importBench';
import { benchLatencies } from './latencyBench';
import { benchLive } from './liveBench';
import { benchOpen } from './openBench';
import { benchRecorder } from './recorderBench';
import { benchPair } from './pairBench';
import { benchPairMemory } from './pairMemoryBench';
import type { Figure } from './figure';

const benchPairing = (): Figure[] => [...benchPair(), ...benchPairMemory()];
const benches = {
  import: benchImport,
  formats: benchFormats,
  live: benchLive,
  recorder: benchRecorder,
  open: benchOpen,
  pair: benchPairing,
  code: benchCode,
  explore: benchExplore,
  arrows: benchArrows,
  latencies: benchLatencies,
};

async function main(): Promise<void> {
  const chosen = process.argv.slice(2);
  if (chosen.includes('--names')) return console.log(Object.keys(benches).join('\n'));
  const unknown = chosen.filter(name => !(name in benches));
  if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(', ')}`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rpcscope-bench-'));
  try {
    const figures: Figure[] = [];
    for (const [name, bench] of Object.entries(benches)) {
      if (chosen.length > 0 && !chosen.includes(name)) continue;
      process.stderr.write(`${name}…\n`);
      const measured = await bench(folder);
      for (const { what, value, ratio } of measured)
        process.stderr.write(`  ${what}: ${value}, ${ratio}\n`);
      figures.push(...measured);
    }
    console.table(figures);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
