// npm start: RPC Scope in a VS Code, with the sample capture open.
import { handOver } from './bootstrap.mjs';

handOver('test/support/openWorkbench.mts', process.argv.slice(2));
