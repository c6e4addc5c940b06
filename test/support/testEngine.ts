import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { EngineClient } from '../../src/engine/client';
import type { BrokerConnection } from '../../src/core/amqp/brokerConnection';
import type { EngineTask } from '../../src/protocol/engineTask';
import { defaultCaptureLimits } from '../../src/protocol/engineTask';
import type { Row } from '../../src/protocol/rows';
import type { SpanDetails } from '../../src/protocol/spans';
import { root } from './root.mts';
import { waitFor } from './waitFor';
import { messageRows } from './messageRows';

/** Bundles a file of the project or its tests for plain Node. @returns the bundle's path */
export async function bundle(entry: string): Promise<string> {
  const file = path.join(root, '.cache/test', `${path.basename(entry, '.ts')}.cjs`);
  const outfile = `${file}.${randomUUID()}`;
  await build({
    entryPoints: [path.join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  // Another test file may be using the bundle or making it.
  renameSync(outfile, file);
  return file;
}

export const bundleEngine = (): Promise<string> => bundle('src/engine/worker.ts');

export const recordTask = (
  file: string,
  broker: BrokerConnection,
  tracingJournal?: string,
): EngineTask => ({
  kind: 'record',
  path: file,
  recording: {
    name: 'test',
    broker,
    limits: defaultCaptureLimits,
    keepSecrets: false,
    ...(tracingJournal === undefined ? {} : { tracingJournal }),
  },
});

/** An engine in its worker, with the waits that tests need. */
export class TestEngine extends EngineClient {
  /** Waits until the recording is live and tracing is in this state. */
  async untilLive(tracing: 'on' | 'off' | 'unknown'): Promise<void> {
    let newest: unknown;
    await waitFor(
      async () => {
        const { source } = await this.api.status.captureStatus();
        newest = source;
        return source.state === 'live' && source.tracing === tracing;
      },
      { what: 'a live capture' },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; newest is ${JSON.stringify(newest)}`);
    });
  }

  async rows(): Promise<readonly Row[]> {
    return messageRows(await this.api.view('').readRows(0, 2_000));
  }

  /** Waits for a row, and reads its span. */
  async untilSpan(isIt: (row: Row) => boolean, what: string): Promise<[Row, SpanDetails]> {
    const row = await waitFor(async () => (await this.rows()).find(isIt), { what });
    const span = await this.api.spans.readSpan(row.spanId);
    if (!span) throw new Error(`no span ${row.spanId}`);
    return [row, span];
  }
}
