// Bundles the benchmark with the code that it measures, and runs it: npm run bench [-- import
// formats live …]. With --names it only prints what can be measured.
import { runBundled } from '../support/runBundled.mjs';

await runBundled(['test/bench/bench.ts', 'test/bench/parseOnlyThread.ts'], '.cache/bench');
