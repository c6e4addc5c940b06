/** Starts an engine's task: opens a capture, imports a file, or records a broker. */
import fs from 'node:fs';
import { BrokerSource } from '../../adapters/amqp/brokerSource';
import { openTraceFile } from '../../adapters/files/openTraceFile';
import type { TraceFileFormat } from '../../adapters/files/recordFormats';
import { ManagementDirectory } from '../../adapters/management/managementDirectory';
import { printBrokerTap } from '../../core/amqp/brokerTap';
import type { SourceState } from '../../core/amqp/sourceState';
import type { EngineEvent } from '../../protocol/engineApi';
import type { EngineTask, Recording } from '../../protocol/engineTask';
import type { CaptureStatus } from '../../protocol/status';
import { captureName } from '../../node/captureName';
import { closeCapture, createCapture, openCapture } from '../../capture/captureFile';
import { Engine } from '../engine';
import { Recorder } from './recorder';

export interface RunningCapture {
  readonly engine: Engine;
  /** Resolves when the source has ended, and all its records are stored; rejects only on a bug. */
  readonly ended: Promise<SourceState>;
  /** Ends the source, writes pending changes, and closes the file. @returns the final status */
  stop(): Promise<CaptureStatus>;
}

type Announce = (event: EngineEvent) => void;

/**
 * Rejects with a {@link SourceError} when the task cannot start: the file is missing, or is not a
 * capture.
 */
export async function startCapture(task: EngineTask, announce: Announce): Promise<RunningCapture> {
  switch (task.kind) {
    case 'open':
      return openStored(task.path, announce);
    case 'import':
      return importFile(task, announce);
    case 'record':
      return record(task.recording, task.path, announce);
  }
}

/** Size in bytes up to which all pages are checked, which takes 50 ms; a larger one would open with a delay. */
const maxCheckedBytes = 256 * 1024 * 1024;

function openStored(file: string, announce: Announce): RunningCapture {
  const { size } = fs.statSync(file, { throwIfNoEntry: false }) ?? { size: 0 };
  // The client ends an engine that a damaged tree keeps busy.
  const database = openCapture(file, size > maxCheckedBytes ? ['meta', 'bookmark'] : 'all');
  const engine = new Engine(database, announce);
  return {
    engine,
    ended: Promise.resolve({ state: 'stored' }),
    stop() {
      const status = engine.status.captureStatus();
      engine.dispose();
      closeCapture(database, false);
      return Promise.resolve(status);
    },
  };
}

async function importFile(
  task: Extract<EngineTask, { kind: 'import' }>,
  announce: Announce,
): Promise<RunningCapture> {
  const { from, path: file, managementDir, follow = false, replaces = false } = task;
  const { source, format, snapshots, readPaths } = await openTraceFile(from, {
    ...(managementDir === undefined ? {} : { managementDir }),
    follow,
  });
  // A followed log may be deleted later, so its rows must survive a power failure.
  const database = createCapture(file, follow ? 'powerCut' : 'killedProcess', {
    output: { madeFrom: readPaths, replaces },
  });
  const engine = new Engine(database, announce);
  const recorder = new Recorder(
    database,
    {
      name: captureName(from),
      origin: format ? originOf[format] : 'trace log',
      keepSecrets: false,
      isLive: follow,
    },
    engine.announcements,
  );
  for (const snapshot of snapshots) recorder.learn(snapshot);
  engine.attach(recorder);
  const stopping = new AbortController();
  const ended = recorder.run(source, stopping.signal);
  return running(engine, recorder, ended, stopping, () => closeCapture(database, true));
}

const originOf: Readonly<Record<TraceFileFormat, string>> = {
  firehose: 'firehose records',
  managementGet: 'messages taken with the management API',
  tracingJson: 'rabbitmq_tracing log',
  tracingText: 'rabbitmq_tracing log',
  rabtap: 'messages saved by rabtap',
};

function record(recording: Recording, file: string, announce: Announce): RunningCapture {
  const { broker, name, keepSecrets, limits, tracingJournal, tap } = recording;
  const database = createCapture(file, 'powerCut', { maxBytes: limits?.maxBytes });
  const engine = new Engine(database, announce);
  const recorder = new Recorder(
    database,
    {
      name,
      origin: `vhost ${broker.vhost} · ${tap ? printBrokerTap(tap) : 'firehose'}`,
      keepSecrets,
      isLive: true,
      ...(limits && { limits }),
      ...(broker.managementUrl === undefined ? {} : { directory: new ManagementDirectory(broker) }),
    },
    engine.announcements,
  );
  const source = new BrokerSource(broker, {
    ...(tracingJournal === undefined ? {} : { tracingJournal }),
    ...(tap && { tap }),
  });
  engine.attach(recorder, source);
  const stopping = new AbortController();
  const ended = recorder.run(source, stopping.signal);
  return running(engine, recorder, ended, stopping, () => closeCapture(database, true));
}

function running(
  engine: Engine,
  recorder: Recorder,
  ended: Promise<SourceState>,
  stopping: AbortController,
  close: () => void,
): RunningCapture {
  return {
    engine,
    ended,
    async stop() {
      stopping.abort();
      await ended.catch(() => undefined);
      recorder.dispose();
      engine.announcements.flush();
      const status = engine.status.captureStatus();
      engine.dispose();
      close();
      return status;
    },
  };
}
