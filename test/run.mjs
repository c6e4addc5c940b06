// npm test [-- tier …]: installs what the tests need, runs them, counts them.
import { ensureModules, handOver } from './support/bootstrap.mjs';

ensureModules();
handOver('test/support/runTiers.mts', process.argv.slice(2));
