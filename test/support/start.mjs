// npm start: RPC Scope in a VS Code, with the sample capture open.
import { ensureModules, handOver } from './bootstrap.mjs';

ensureModules();
handOver('test/support/openWorkbench.mts', process.argv.slice(2));
