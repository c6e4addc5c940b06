// Bundles the benchmark with what it measures, and runs it: npm run bench [-- import formats live …]
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

const outfile = '.cache/bench/bench.cjs';
await build({
  entryPoints: ['test/bench/bench.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  logLevel: 'warning',
});
const { status } = spawnSync(
  process.execPath,
  ['--expose-gc', '--disable-warning=ExperimentalWarning', outfile, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
