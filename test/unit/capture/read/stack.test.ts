/** Requests of heat to other services while it made and deleted a stack, in real traffic. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { facts } from '../../../../src/capture/aggregates/facts';
import { closeCapture, openCapture } from '../../../../src/capture/captureFile';
import { RequestReader } from '../../../../src/capture/read/requests';
import { importInto } from '../../../../src/cli/import';
import { useFolder } from '../../../support/useFolder';

const fixture = path.resolve('test/fixtures/captures/stack');
const folder = useFolder();

async function imported(name: string, managementDir?: string) {
  const file = path.join(folder, `${name}.rpcscope`);
  await importInto(path.join(fixture, 'firehose.ndjson.gz'), file, { managementDir });
  const database = openCapture(file);
  return { database, requests: new RequestReader(database) };
}

/** For each request of another service: its spans' parents, as numbers of the steps of the stack. */
function stepsOf(requests: RequestReader, id: string): Record<string, number> {
  const { spans = [] } = requests.details(id) ?? {};
  const steps = spans.filter(({ label }) => label === 'check_resource').map(each => each.spanId);
  const asked = spans.filter(
    ({ requestId, parentId = 0 }) => requestId !== id && steps.includes(parentId),
  );
  for (const { guess } of asked) expect(guess).toContain('stack');
  return Object.fromEntries(
    asked.map(({ requestId = '', parentId = 0 }) => [
      requestId.slice(0, 12),
      steps.indexOf(parentId) + 1,
    ]),
  );
}

const [create, remove] = [
  'req-06389013-9ab3-4cec-8268-113aba9712fe',
  'req-4ad97a7f-db9c-48bd-872b-0855f6e28bab',
];

test('a network, a subnet and a server are asked for by the steps whose resources they are', async () => {
  const { database, requests } = await imported('steps');
  expect(stepsOf(requests, create)).toEqual({
    'req-31dcce05': 1,
    'req-e89341c3': 2,
    'req-2cf3b14e': 3,
    'req-c3605d3e': 3,
    'req-961ea02a': 3,
  });
  expect(stepsOf(requests, remove)).toEqual({
    'req-8d87fd98': 1,
    'req-8a03428e': 2,
    'req-8b3f1dde': 3,
  });
  const { spans = [] } = requests.details(create) ?? {};
  expect(spans.filter(({ depth }) => depth === 0).map(({ label }) => label)).toEqual([
    'create_stack',
  ]);
  closeCapture(database, false);
});

test('without names of processes no parent is wrong and unmarked', async () => {
  const { database, requests } = await imported('unnamed', path.join(folder, 'none'));
  const { spans = [] } = requests.details(create) ?? {};
  const steps = spans.filter(({ label }) => label === 'check_resource').map(each => each.spanId);
  const network = spans.filter(({ requestId }) => requestId?.startsWith('req-31dcce05'));
  expect(network.length).toBeGreaterThan(2);
  for (const { parentId, parentAmong, guess } of network) {
    expect([...parentAmong, parentId]).toContain(steps[0]);
    expect(guess).toBeDefined();
  }
  closeCapture(database, false);
});

test('the capture has the counts that an independent script found', async () => {
  const { database } = await imported('counts');
  const counts: unknown = JSON.parse(readFileSync(path.join(fixture, 'facts.json'), 'utf8'));
  expect(facts(database)).toMatchObject(counts as object);
  closeCapture(database, false);
});
