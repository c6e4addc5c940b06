// npm test [-- tier …]: installs what the tests need, runs them, counts them.
import { handOver } from './support/bootstrap.mjs';

handOver('test/support/runTiers.mts', process.argv.slice(2));
