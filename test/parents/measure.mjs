// Compares the parents of spans with the true ones: npm run measure:parents [-- FOLDER…].
import { runBundled } from '../support/runBundled.mjs';

await runBundled(['test/parents/measure.ts'], '.cache/parents');
