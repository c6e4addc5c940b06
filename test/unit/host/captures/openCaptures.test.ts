import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { EngineClient } from '../../../../src/engine/client';
import { remoteApis } from '../../../../src/protocol/rpc';
import { CaptureStorage } from '../../../../src/host/captures/captureStorage';
import { DiagramStates } from '../../../../src/host/captures/diagramStates';
import { OpenCaptures } from '../../../../src/host/captures/openCaptures';
import { waitFor } from '../../../support/waitFor';
import { MemoryState } from '../memento';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');
let stored: string;
let storage: CaptureStorage;
beforeEach(async () => {
  storage = new CaptureStorage(folder);
  stored = await storage.newLivePath('b1', 'devstack', new Date());
});

/** Captures whose engines never announce anything; `stopped` counts engines asked to end. */
function captures() {
  const nothing = () => ({ dispose: () => undefined });
  const never = () => new Promise<never>(() => undefined);
  const stopped: string[] = [];
  const engine = (name: string): EngineClient =>
    ({
      api: remoteApis(never),
      onDidAnnounce: nothing,
      onDidExit: nothing,
      stop: () => Promise.resolve(void stopped.push(name)),
      dispose: () => void stopped.push(name),
    }) as Partial<EngineClient> as EngineClient;
  const log = { info: nothing, warn: nothing, error: nothing, debug: nothing };
  const states = new DiagramStates(new MemoryState());
  const open = new OpenCaptures(
    task => engine(task?.kind === 'open' ? task.path : ''),
    storage,
    states,
    log,
  );
  return { open, stopped };
}

const marks = async () =>
  (await readdir(path.dirname(stored))).filter(name => name.includes('.open-'));

test('an engine serves all leases of its capture, and ends with the last', async () => {
  const { open, stopped } = captures();
  const [first, second] = [open.acquire(stored), open.acquire(stored)];
  expect(second.session).toBe(first.session);
  await waitFor(async () => (await marks()).length === 1, { what: 'the mark' });
  first.dispose();
  first.dispose();
  expect(stopped).toEqual([]);
  second.dispose();
  expect(stopped).toEqual([stored]);
  await waitFor(async () => (await marks()).length === 0, { what: 'the mark to go' });
});

test('a window that closes leaves no mark behind', async () => {
  const { open, stopped } = captures();
  open.acquire(stored);
  await waitFor(async () => (await marks()).length === 1, { what: 'the mark' });
  await open.stopAll();
  expect(stopped).toEqual([stored]);
  expect(await marks()).toEqual([]);
});
