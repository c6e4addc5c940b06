import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import { closeCapture, createCapture } from '../../src/capture/captureFile';
import { Engine } from '../../src/engine/engine';
import type { RecorderOptions } from '../../src/engine/recording/recorder';
import { Recorder } from '../../src/engine/recording/recorder';
import type { EngineEvent } from '../../src/protocol/engineApi';

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rpcscope-test-'));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A capture that takes records from the test, read by an engine as the editor does. */
export function recordedCapture(file: string, options: Partial<RecorderOptions> = {}) {
  const database = createCapture(file, options.isLive ? 'powerCut' : 'killedProcess', {
    output: { madeFrom: [], replaces: true },
  });
  const events: EngineEvent[] = [];
  const engine = new Engine(database, event => events.push(event));
  const recorder = new Recorder(
    database,
    { name: 'test', origin: 'made up', keepSecrets: false, isLive: false, ...options },
    engine.announcements,
  );
  engine.attach(recorder);
  return {
    database,
    engine,
    recorder,
    events,
    /** Takes the records as if from a source that ends after them. */
    async record(...records: TraceRecord[]) {
      const source = { run: async () => recorder.receive(records) };
      await recorder.run(source, new AbortController().signal);
      engine.announcements.flush();
    },
    close() {
      recorder.dispose();
      engine.dispose();
      closeCapture(database, true);
    },
  };
}
