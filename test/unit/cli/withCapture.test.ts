/** Tests that a command ends at a signal while SQLite computes, and has no time for JavaScript. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { importInto } from '../../../src/cli/import';
import { useFolder } from '../../support/useFolder';

const folder = useFolder();

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'a command that computes for ever ends with %s',
  async signal => {
    const capture = path.join(folder, `${signal}.rpcscope`);
    await importInto(path.resolve('media/sample/server-boot.ndjson.gz'), capture);
    const command = path.join(folder, `${signal}.cjs`);
    buildSync({
      stdin: {
        contents: `
          import { writeSync } from 'node:fs';
          import { withCapture } from './src/cli/withCapture';
          void withCapture(process.argv[2], undefined, database => {
            writeSync(1, 'computing');
            const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)';
            database.prepare(endless + ' SELECT count(*) FROM n').get();
          });`,
        resolveDir: process.cwd(),
      },
      ...{ outfile: command, bundle: true, platform: 'node', format: 'cjs' },
    });
    const child = spawn(process.execPath, [command, capture], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill(signal);
    await once(child, 'close');
    expect(child.signalCode).toBe(signal);
  },
);
