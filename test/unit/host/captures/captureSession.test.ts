import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { EngineClient } from '../../../../src/engine/client';
import { CaptureSession } from '../../../../src/host/captures/captureSession';
import { DiagramStates } from '../../../../src/host/captures/diagramStates';
import type { EngineEvent } from '../../../../src/protocol/engineApi';
import { waitFor } from '../../../support/waitFor';
import { MemoryState } from '../memento';
import { useFolder } from '../../../support/useFolder';

// A process like the engine's that answers, and dies when it is asked to clear.
const worker = `
process.on('message', ({ id, method }) => {
  if (method === 'clear') throw new Error('a bug');
  const source = { state: 'stored' };
  process.send({ rpc: 'result', id, value: method === 'captureStatus' ? { name: 'a', source } : [] });
  if (method === 'stop') {
    process.send({ type: 'lanesChanged' });
    process.disconnect();
  }
});`;

const engineFile = path.join(useFolder(), 'engine.cjs');
beforeAll(() => writeFileSync(engineFile, worker));

let session: CaptureSession;
/** The engine that the session started last. */
let engine: EngineClient;
afterEach(async () => {
  await session.stop();
  session.dispose();
});

/** A session whose engine runs and has told its status. */
async function opened(): Promise<CaptureSession> {
  session = new CaptureSession(
    '/captures/a.rpcscope',
    { kind: 'open', path: '/captures/a.rpcscope' },
    task => (engine = new EngineClient(engineFile, task)),
    new DiagramStates(new MemoryState()),
  );
  await waitFor(() => session.status, { what: 'a status' });
  return session;
}

test('an engine that dies leaves a state that says so, and rejects open questions', async () => {
  const { api } = await opened();
  const heard: EngineEvent[] = [];
  session.onDidAnnounce(event => heard.push(event));
  await expect(api.source.clear()).rejects.toThrow('a bug');

  const failure = { code: 'engineEnded', detail: 'a bug' };
  expect(session.status?.source).toEqual({ state: 'stopped', failure });
  expect(heard).toMatchObject([{ type: 'statusChanged', status: { source: { failure } } }]);
  expect(() => session.api).toThrow('engineEnded');
});

test('a session whose engine died can be reopened', async () => {
  const { api } = await opened();
  await expect(api.source.clear()).rejects.toThrow();
  let restarts = 0;
  session.onDidRestart(() => restarts++);

  await session.reopen();
  expect(restarts).toBe(1);
  expect((await session.api.status.captureStatus()).source).toEqual({ state: 'stored' });
});

test('an engine that is asked to stop has not died', async () => {
  await opened();
  let deaths = 0;
  session.onDidDie(() => deaths++);
  await session.stop();
  expect(deaths).toBe(0);
});

test('announcements after the session was closed are dropped', async () => {
  await opened();
  const heard: EngineEvent[] = [];
  session.onDidAnnounce(event => heard.push(event));
  session.dispose();
  await engine.stop();
  expect(heard).toEqual([]);
});
