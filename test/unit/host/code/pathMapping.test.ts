import { describe, expect, test } from 'vitest';
import {
  isBelow,
  mappableFolder,
  mappingTo,
  withMapping,
} from '../../../../src/host/code/pathMapping';

describe('folder that the user is asked for', () => {
  test.each([
    [
      '/usr/lib/python3/dist-packages/nova/compute/manager.py',
      '/usr/lib/python3/dist-packages/nova',
    ],
    [
      '/opt/venv/lib/python3.11/site-packages/oslo_messaging/rpc/server.py',
      '/opt/venv/lib/python3.11/site-packages/oslo_messaging',
    ],
    ['/opt/stack/nova/nova/compute/manager.py', '/opt/stack/nova'],
    ['C:\\stack\\nova\\manager.py', 'C:/stack/nova'],
    ['/srv/run.py', '/srv'],
    ['/usr/lib/python3.11/threading.py', undefined],
    ['<frozen importlib._bootstrap>', undefined],
    ['manager.py', undefined],
    ['', undefined],
  ])('the folder for %s is %s', (remotePath, folder) => {
    expect(mappableFolder(remotePath)).toBe(folder);
  });
});

describe('folder that the user chose', () => {
  const remote = '/usr/lib/python3/dist-packages/nova/compute/manager.py';
  const files = new Set([
    '/src/nova/nova/compute/manager.py',
    '/src/nova/nova/volume/manager.py',
    '/rootfs/usr/lib/python3/dist-packages/nova/compute/manager.py',
    '/elsewhere/manager.py',
  ]);
  const exists = (file: string) => Promise.resolve(files.has(file));

  test.each([
    ['the checkout', '/src/nova', '/usr/lib/python3/dist-packages'],
    ['the package', '/src/nova/nova', '/usr/lib/python3/dist-packages/nova'],
    [
      "the file's own folder",
      '/src/nova/nova/compute',
      '/usr/lib/python3/dist-packages/nova/compute',
    ],
    ['the whole remote disk', '/rootfs', '/'],
  ])('the chosen folder may be %s', async (_name, local, mapped) => {
    expect(await mappingTo(remote, local, exists)).toEqual({ remote: mapped, local });
  });

  test.each(['/elsewhere', '/src/nova/nova/volume', '/nowhere'])(
    'a folder with another file of that name, or none, is refused: %s',
    async local => expect(await mappingTo(remote, local, exists)).toBeUndefined(),
  );

  test('a path with dots does not leave the chosen folder', async () => {
    const asked: string[] = [];
    const mapping = await mappingTo('/opt/../../etc/passwd', '/src', file => {
      asked.push(file);
      return Promise.resolve(true);
    });
    expect(mapping).toBeUndefined();
    expect(asked).toEqual([]);
  });
});

test('a new mapping precedes the others, and is listed once', () => {
  const [a, b] = [
    { remote: '/opt/stack/nova', local: '/src/nova' },
    { remote: '/opt/stack', local: '/src' },
  ];
  expect(withMapping([a, b], b)).toEqual([b, a]);
  expect(withMapping([a], { ...a, local: '/old/nova' })).toEqual([{ ...a, local: '/old/nova' }, a]);
});

test('a folder is below itself and its parents, but not below one with a similar name', () => {
  expect(isBelow('/src/nova', ['/other', '/src/nova'])).toBe(true);
  expect(isBelow('/src/nova/nova', ['/src'])).toBe(true);
  expect(isBelow('/src/nova-lxd', ['/src/nova'])).toBe(false);
  expect(isBelow('/src', [])).toBe(false);
});
