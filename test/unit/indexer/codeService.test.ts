/** Tests answers of the editor and the command line, for small projects in an index. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeApi, CodeSubject } from '../../../src/protocol/code/codeApi';
import type { OpenIndex } from '../../../src/indexer/openIndex';
import { openIndex } from '../../../src/indexer/openIndex';
import { bundleCode } from '../../support/parserBundle';
import { notificationKind, projectFolder, rpcCall } from '../../support/pythonSources';
import { writeFiles } from '../../support/sourceTree';
import { useFolder } from '../../support/useFolder';

const folder = useFolder();
let parser: string;
let code: OpenIndex;
let api: CodeApi;
const nova = projectFolder('nova');
const managerFile = path.join(nova, 'nova/compute/manager.py');
const clientFile = path.join(nova, 'nova/compute/rpcapi.py');

beforeAll(async () => {
  ({ parser } = await bundleCode(folder));
  code = openIndex(':memory:', parser);
  api = code.api;
  api.configure({ folders: [nova, projectFolder('neutron')], excludes: [], mappings: [] });
  await code.whenIdle();
});
afterAll(() => code.close());

const attach = rpcCall({
  ...{ exchange: 'nova', topic: 'compute', method: 'attach_volume', version: '6.0' },
  ...{ senders: ['nova-api'], receivers: ['nova-compute'] },
});

test('a handler has its place, from the def to the first statement', () => {
  expect(api.handlers(attach)).toEqual({
    handlers: [
      {
        place: {
          file: managerFile,
          folder: nova,
          path: 'nova/compute/manager.py',
          class: 'ComputeManager',
          qualifiedName: 'ComputeManager.attach_volume',
          ...{ line: 43, defLine: 43, bodyLine: 48 },
        },
        reasons: [
          'topic compute is served in nova/cmd/compute.py:6, perhaps by ComputeManager',
          'no namespace',
          'version 6.1 takes 6.0',
          'received by nova-compute',
        ],
        doubt: undefined,
      },
    ],
    versionMismatches: [],
  });
});

test('a version mismatch is listed separately from handlers', () => {
  const { handlers, versionMismatches } = api.handlers({ ...attach, version: '6.9' });
  expect(handlers).toEqual([]);
  expect(versionMismatches[0]).toMatchObject({
    place: { qualifiedName: 'ComputeManager.attach_volume' },
    doubt: 'serves version 6.1, which does not take 6.9',
  });
});

test('a caller is the line that sends, with the function around it', () => {
  const [caller] = api.callers(attach);
  expect(caller?.place).toEqual({
    file: clientFile,
    folder: nova,
    path: 'nova/compute/rpcapi.py',
    class: 'ComputeAPI',
    qualifiedName: 'ComputeAPI.attach_volume',
    ...{ line: 27, defLine: 24, bodyLine: 25 },
  });
});

test('callers of the function with the line that sends are listed after it, each with a doubt', () => {
  const told = api
    .callers(attach)
    .map(({ place, doubt }) => [place.qualifiedName, place.line, doubt]);
  expect(told).toEqual([
    ['ComputeAPI.attach_volume', 27, undefined],
    ['API.attach_volume', 10, expect.stringContaining('by the name of attach_volume')],
  ]);
});

test('an emitter and a listener are found', () => {
  const kind = notificationKind({
    ...{ exchange: 'nova', eventType: 'HostAPI.set_enabled.start', service: 'api' },
  });
  expect(api.emitters(kind)).toMatchObject([
    { place: { qualifiedName: 'notify_about_host', class: undefined, line: 16 } },
  ]);
  expect(api.listeners(kind)).toEqual([]);
});

describe('a traceback', () => {
  const text = [
    'Traceback (most recent call last):',
    '  File "/usr/lib/python3/dist-packages/oslo_messaging/rpc/server.py", line 165, in _process',
    '    res = self.dispatcher.dispatch(message)',
    '  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 28, in decorated_function',
    '    return function(self, context, *args, **kwargs)',
    '  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 3, in <module>',
    '    import oslo_messaging as messaging',
    'nova.exception.NotFound: no',
  ].join('\n');

  test('has an answer for each of its frames, in order', () => {
    const frames = api.frames(text);
    expect(
      frames.map(each => [each.textLine, each.place?.qualifiedName, each.place?.line, each.doubt]),
    ).toEqual([
      [1, undefined, undefined, undefined],
      [3, 'reverts_task_state.decorated_function', 18, 'line 28 in the traceback, 18 in this file'],
      [5, 'manager', 3, undefined],
    ]);
    expect(frames[0]?.remotePath).toContain('oslo_messaging');
  });

  test('without frames has no answers; one of a million lines is answered without delay', () => {
    expect(api.frames('')).toEqual([]);
    expect(api.frames('no traceback')).toEqual([]);
    api.frames(`${text}\n`.repeat(50_000));
  });

  test('uses the path mappings of the settings', async () => {
    const mapped = openIndex(':memory:', parser);
    const frame = '  File "/srv/app/manager.py", line 48, in attach_volume\n';
    const settings = { folders: [nova], excludes: [] };
    mapped.api.configure({ ...settings, mappings: [] });
    await mapped.whenIdle();
    expect(mapped.api.frames(frame)[0]?.place).toBeUndefined();
    const mapping = { remote: '/srv/app', local: path.join(nova, 'nova/compute') };
    mapped.api.configure({ ...settings, mappings: [mapping] });
    expect(mapped.api.frames(frame)[0]?.place?.qualifiedName).toBe('ComputeManager.attach_volume');
    await mapped.close();
  });
});

describe('usage of a file', () => {
  const kinds: CodeSubject[] = [
    { type: 'request', call: attach },
    { type: 'request', call: { ...attach, method: 'refresh_rules', isFanout: true } },
    {
      type: 'notification',
      notification: notificationKind({ exchange: 'nova', eventType: 'HostAPI.set_enabled.start' }),
    },
  ];

  test('a manager handles messages', () => {
    expect(api.usesIn(managerFile, kinds)).toMatchObject([
      { kind: 0, role: 'handles', params: ['instance', 'bdm'], place: { line: 43 } },
      { kind: 1, role: 'handles', params: ['instance'] },
    ]);
  });

  test('a client sends messages', () => {
    expect(api.usesIn(clientFile, kinds)).toMatchObject([
      { kind: 0, role: 'sends', params: ['instance', 'bdm'], place: { line: 27 } },
      { kind: 1, role: 'sends' },
    ]);
  });

  test('another file emits notifications, or has no usage', () => {
    expect(api.usesIn(path.join(nova, 'nova/compute/utils.py'), kinds)).toMatchObject([
      { kind: 2, role: 'emits', params: ['notifier'], place: { line: 16 } },
    ]);
    expect(api.usesIn(path.join(nova, 'nova/rpc.py'), kinds)).toEqual([]);
    expect(api.usesIn('/nowhere/a.py', kinds)).toEqual([]);
    expect(api.usesIn(managerFile, [])).toEqual([]);
  });
});

test('unsaved text moves the lines of answers, and frames are searched in it', async () => {
  const own = path.join(folder, 'own');
  const text = `class Manager:\n    target = Target(version='1.0')\n    def handle(self, ctxt):\n        return self.work()\n`;
  writeFiles(own, { 'app/__init__.py': '', 'app/manager.py': text });
  const file = path.join(own, 'app/manager.py');
  const opened = openIndex(':memory:', parser);
  opened.api.configure({ folders: [own], excludes: [], mappings: [] });
  await opened.whenIdle();
  await opened.api.setOverlay(file, `\n\n${text}`);
  const call = rpcCall({ exchange: 'app', topic: 'manager', method: 'handle' });
  expect(opened.api.handlers(call).handlers[0]?.place.line).toBe(5);
  const frame = `  File "/x/site-packages/app/manager.py", line 4, in handle\n    return self.work()`;
  expect(opened.api.frames(frame)[0]).toMatchObject({
    place: { line: 6 },
    doubt: 'line 4 in the traceback, 6 in this file',
  });
  // Save the text unchanged.
  writeFileSync(file, `\n\n${readFileSync(file, 'utf8')}`);
  await opened.api.setOverlay(file, undefined);
  expect(opened.api.frames(frame)[0]?.place?.line).toBe(6);
  await opened.close();
});
