/** Tests the search for the local lines of remote tracebacks. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SourceIndex } from '../../../../src/core/code/sourceIndex';
import type { PathMapping } from '../../../../src/core/code/remotePaths';
import { fileOf } from '../../../../src/core/code/remotePaths';
import type { Frame } from '../../../../src/core/code/tracebacks';
import { frameOf, locateFrame } from '../../../../src/core/code/tracebacks';
import { qualifiedName } from '../../../../src/core/code/symbols';
import { indexOf, indexOfTexts, lineOnDisk, projectFolder } from '../../../support/pythonSources';

describe('the lines of a traceback', () => {
  const text = `Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 21, in decorated_function
    return function(self, context, *args, **kwargs)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 48, in attach_volume
  File "<string>", line 1, in <module>
    x
  [Previous line repeated 3 more times]
nova.exception.NotFound: Volume 1 is not there
`;

  test('are frames, with the source line if there is one', () => {
    const manager = '/usr/lib/python3/dist-packages/nova/compute/manager.py';
    const lines = text.split('\n');
    expect(lines.flatMap((line, i) => frameOf(line, lines[i + 1]) ?? [])).toEqual([
      {
        ...{ path: manager, line: 21, function: 'decorated_function' },
        code: 'return function(self, context, *args, **kwargs)',
      },
      { path: manager, line: 48, function: 'attach_volume', code: undefined },
      { path: '<string>', line: 1, function: '<module>', code: 'x' },
    ]);
  });

  test.each([
    ['Traceback (most recent call last):'],
    ['nova.exception.NotFound: File "x", line 1, in y'],
    ['  File "a.py", line x, in f'],
    ['  File "", line 1, in f'],
    ['    return File("a.py", line 1)'],
    [''],
  ])('%j is not a frame', line => {
    expect(frameOf(line, 'code')).toBeUndefined();
  });

  test('may end with a carriage return or blanks', () => {
    expect(frameOf('  File "a.py", line 1, in f \r', '    code \r')).toEqual({
      ...{ path: 'a.py', line: 1, function: 'f', code: 'code' },
    });
  });
});

const sources = indexOf(projectFolder('nova'), projectFolder('neutron'), projectFolder('heat'));

describe('the file of a path', () => {
  const found = async (remote: string, mappings: readonly PathMapping[] = []) =>
    fileOf(remote, await sources, mappings)?.path;

  test.each([
    ['/usr/lib/python3/dist-packages/nova/compute/manager.py', 'nova/compute/manager.py'],
    ['/opt/venv/lib/python3.11/site-packages/nova/compute/manager.py', 'nova/compute/manager.py'],
    [
      '/var/lib/kolla/venv/lib/python3.10/site-packages/nova/objects/__init__.py',
      'nova/objects/__init__.py',
    ],
    ['/opt/stack/nova/nova/compute/manager.py', 'nova/compute/manager.py'],
    ['/opt/stack/nova-2024.1/nova/compute/manager.py', 'nova/compute/manager.py'],
    ['nova/compute/manager.py', 'nova/compute/manager.py'],
    ['C:\\Python311\\Lib\\site-packages\\nova\\compute\\manager.py', 'nova/compute/manager.py'],
    ['D:\\src\\nova\\nova\\compute\\manager.py', 'nova/compute/manager.py'],
    ['/usr/lib/python3/dist-packages/nova/service.py', 'nova/service.py'],
    ['/usr/lib/python3/dist-packages/neutron/service.py', 'neutron/service.py'],
  ])('%s is %s', async (remote, expected) => {
    expect(await found(remote)).toBe(expected);
  });

  test.each([
    // Libraries. The local sources have files of the same name in other packages.
    ['/usr/lib/python3/dist-packages/oslo_messaging/rpc/server.py'],
    ['/usr/lib/python3/dist-packages/other/compute/manager.py'],
    ['/usr/lib/python3/dist-packages/service.py'],
    ['/opt/stack/other/compute/manager.py'],
    ['/usr/lib/python3.11/threading.py'],
    ['/usr/lib/python3/dist-packages/eventlet/greenthread.py'],
    ['manager.py'],
    ['<string>'],
    ['<frozen importlib._bootstrap>'],
    ['/'],
    [''],
    ['/usr/lib/python3/dist-packages/nova/compute/manager.pyc'],
    ['/usr/lib/python3/dist-packages/nova/compute'],
    ['/usr/lib/python3/dist-packages/../../nova/compute/other.py'],
  ])('%s is not among the sources', async remote => {
    expect(await found(remote)).toBeUndefined();
  });

  test('a mapping is preferred, because remote and local folders have other names', async () => {
    const own = { remote: '/srv/app', local: path.join(projectFolder('nova'), 'nova') };
    expect(await found('/srv/app/compute/manager.py', [own])).toBe('nova/compute/manager.py');
    expect(await found('/srv/app/compute/manager.py')).toBeUndefined();
    expect(await found('/srv/application/compute/manager.py', [own])).toBeUndefined();
    expect(await found('/srv/app/compute/absent.py', [own])).toBeUndefined();
    // When the mapping leads to no file, the end of the path is used.
    const wrong = { remote: '/usr/lib', local: '/nowhere' };
    const installed = '/usr/lib/python3/dist-packages/nova/compute/manager.py';
    expect(await found(installed, [wrong])).toBe('nova/compute/manager.py');
  });

  test.each([
    ['/srv/app/', ''],
    ['/srv/app', '/'],
    ['C:\\srv\\app', ''],
    ['C:\\srv\\app\\', ''],
  ])('a mapping of %j, to a folder followed by %j', async (remote, end) => {
    const mapping = { remote, local: path.join(projectFolder('nova'), 'nova') + end };
    const separator = remote.includes('\\') ? '\\' : '/';
    const inRemote = [remote.replace(/[\\/]$/, ''), 'compute', 'manager.py'].join(separator);
    expect(await found(inRemote, [mapping])).toBe('nova/compute/manager.py');
  });

  test('the first folder of two checkouts is used, unless a mapping names the other', async () => {
    const text = { 'nova/compute/manager.py': 'def f(): pass\n', 'nova/__init__.py': '' };
    const index = await indexOfTexts(text, '/src/new', await indexOfTexts(text, '/src/old'));
    index.setFolders(['/src/new', '/src/old']);
    const fileIn = (remote: string, mappings: readonly PathMapping[] = []) =>
      fileOf(remote, index, mappings)?.file;
    for (const remote of [
      '/x/dist-packages/nova/compute/manager.py',
      '/opt/stack/nova/nova/compute/manager.py',
    ]) {
      expect(fileIn(remote)).toBe('/src/new/nova/compute/manager.py');
    }
    const mapping = { remote: '/opt/stack/nova', local: '/src/old' };
    expect(fileIn('/opt/stack/nova/nova/compute/manager.py', [mapping])).toBe(
      '/src/old/nova/compute/manager.py',
    );
  });
});

describe('the place of a frame', () => {
  const manager = '/usr/lib/python3/dist-packages/nova/compute/manager.py';
  const located = async (frame: Omit<Frame, 'path'>, remote = manager) => {
    const found = locateFrame({ path: remote, ...frame }, await sources, [], lineOnDisk);
    if (!found) return undefined;
    const name = found.function && qualifiedName(found.function);
    return `${name ?? '–'}:${found.line}${found.doubt === undefined ? '' : ` ? ${found.doubt}`}`;
  };
  const notifies = "self._notify_about_instance_usage(context, instance, 'volume.attach')";

  test.each<[what: string, frame: Omit<Frame, 'path'>, expected: string]>([
    [
      'the same line',
      { line: 48, function: 'attach_volume', code: notifies },
      'ComputeManager.attach_volume:48',
    ],
    [
      'a traceback without source lines',
      { line: 47, function: 'attach_volume', code: undefined },
      'ComputeManager.attach_volume:47',
    ],
    [
      'a function within a decorator',
      {
        line: 18,
        function: 'decorated_function',
        code: 'return function(self, context, *args, **kwargs)',
      },
      'reverts_task_state.decorated_function:18',
    ],
    [
      'a line ten lines further down',
      { line: 58, function: 'attach_volume', code: notifies },
      'ComputeManager.attach_volume:48 ? line 58 in the traceback, 48 in this file',
    ],
    [
      'a line ten lines further up, in another function',
      { line: 38, function: 'attach_volume', code: notifies },
      'ComputeManager.attach_volume:48 ? line 38 in the traceback, 48 in this file',
    ],
    [
      'another method of that name, nearer by its number',
      { line: 84, function: 'attach_volume', code: notifies },
      'ComputeManager.attach_volume:48 ? line 84 in the traceback, 48 in this file',
    ],
    [
      'the second of two functions of one name',
      {
        line: 85,
        function: 'attach_volume',
        code: 'return self.manager.attach_volume(context, instance, bdm)',
      },
      '_ComputeV5Proxy.attach_volume:85',
    ],
    [
      '… by its text',
      {
        line: 300,
        function: 'attach_volume',
        code: 'return self.manager.attach_volume(context, instance, bdm)',
      },
      '_ComputeV5Proxy.attach_volume:85 ? line 300 in the traceback, 85 in this file',
    ],
    [
      'another text in the right function',
      { line: 48, function: 'attach_volume', code: 'return 1' },
      'ComputeManager.attach_volume:48 ? this line has other text than in the traceback',
    ],
    [
      'another text in no function: the nearest of that name',
      { line: 900, function: 'attach_volume', code: 'return 1' },
      '_ComputeV5Proxy.attach_volume:84 ? line 900 is outside of attach_volume in this file',
    ],
    [
      'a missing function',
      { line: 10, function: 'unheard_of', code: 'x' },
      '–:10 ? this file has no function unheard_of',
    ],
    [
      'the module',
      { line: 3, function: '<module>', code: 'import oslo_messaging as messaging' },
      '–:3',
    ],
    [
      'the module, moved',
      { line: 13, function: '<module>', code: 'import oslo_messaging as messaging' },
      '–:3 ? line 13 in the traceback, 3 in this file',
    ],
    [
      'the module, with another text',
      { line: 13, function: '<module>', code: 'import nothing' },
      '–:13 ? this line has other text than in the traceback',
    ],
    [
      'the module, without source lines',
      { line: 13, function: '<module>', code: undefined },
      '–:13',
    ],
    [
      'a list within a function',
      { line: 48, function: '<listcomp>', code: notifies },
      'ComputeManager.attach_volume:48',
    ],
    [
      '… moved',
      { line: 58, function: '<listcomp>', code: notifies },
      'ComputeManager.attach_volume:48 ? line 58 in the traceback, 48 in this file',
    ],
  ])('%s', async (_what, frame, expected) => {
    expect(await located(frame)).toBe(expected);
  });

  test('the nearer of two lines with the same text is used', async () => {
    const frame = (line: number) => ({ line, function: '__init__', code: 'self.host = host' });
    const service = '/usr/lib/python3/dist-packages/heat/engine/service.py';
    expect(await located(frame(10), service)).toBe(
      'EngineListener.__init__:14 ? line 10 in the traceback, 14 in this file',
    );
    expect(await located(frame(40), service)).toBe(
      'EngineService.__init__:35 ? line 40 in the traceback, 35 in this file',
    );
  });

  test('a file that is not among the sources has no place', async () => {
    const frame = { line: 1, function: '_process_incoming', code: 'x' };
    expect(
      await located(frame, '/usr/lib/python3/dist-packages/oslo_messaging/rpc/server.py'),
    ).toBeUndefined();
  });

  test('a file that was deleted gives no lines', async () => {
    const index: SourceIndex = await sources;
    const frame = { path: manager, line: 48, function: 'attach_volume', code: notifies };
    expect(locateFrame(frame, index, [], () => undefined)).toMatchObject({
      line: 48,
      doubt: 'this line has other text than in the traceback',
    });
    const module = { ...frame, function: '<module>' };
    expect(locateFrame(module, index, [], () => undefined)).toMatchObject({ line: 48 });
  });
});
