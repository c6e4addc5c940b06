import { describe, expect, test } from 'vitest';
import { readCodeSettings, switchedOn } from '../../../../src/host/code/codeSettings';

const home = '/home/dev';
const read = (
  given: { sourceFolders?: unknown; pathMappings?: unknown },
  folder: string | undefined = '/work/nova',
) =>
  readCodeSettings(
    [{ folder, sourceFolders: given.sourceFolders, pathMappings: given.pathMappings }],
    home,
  );

describe('source folders', () => {
  test.each([
    ['/opt/stack/neutron', '/opt/stack/neutron'],
    ['/opt/stack/neutron/', '/opt/stack/neutron'],
    ['  /opt/stack/../stack/neutron ', '/opt/stack/neutron'],
    ['~', '/home/dev'],
    ['~/src/oslo.messaging', '/home/dev/src/oslo.messaging'],
    ['../oslo.db', '/work/oslo.db'],
    ['.venv/lib/python3.12/site-packages', '/work/nova/.venv/lib/python3.12/site-packages'],
    ['~other/src', '/work/nova/~other/src'],
  ])('%s is %s', (written, folder) => {
    expect(read({ sourceFolders: [written] })).toEqual({
      sourceFolders: [folder],
      mappings: [],
      nonsense: [],
    });
  });

  test('a folder that is listed twice counts once', () => {
    const { sourceFolders } = read({ sourceFolders: ['/a/b', '/a/b/', '/a/./b'] });
    expect(sourceFolders).toEqual(['/a/b']);
  });

  test('a relative folder is resolved in each workspace folder', () => {
    const at = (folder: string) => ({ folder, sourceFolders: ['lib'], pathMappings: undefined });
    const { sourceFolders } = readCodeSettings([at('/work/nova'), at('/work/glance')], home);
    expect(sourceFolders).toEqual(['/work/nova/lib', '/work/glance/lib']);
  });

  test('a relative folder is invalid without a workspace folder', () => {
    const settings = { folder: undefined, sourceFolders: ['../nova', '/a'], pathMappings: null };
    const { sourceFolders, nonsense } = readCodeSettings([settings], home);
    expect(sourceFolders).toEqual(['/a']);
    expect(nonsense).toEqual([
      'rpcscope.code.sourceFolders: "../nova" cannot be used and is ignored',
    ]);
  });

  test.each([
    42,
    null,
    '',
    '   ',
    true,
    { path: '/a' },
    ['/a'],
    '/',
    '/../..',
    '/a\0b',
    'x'.repeat(5_000),
    Object.assign(Object.create(null) as object, { toString: 1 }),
  ])('the entry %j is ignored with one line, and the next one counts', entry => {
    const { sourceFolders, nonsense } = read({ sourceFolders: [entry, '/b'] });
    expect(sourceFolders).toEqual(['/b']);
    expect(nonsense).toHaveLength(1);
    expect(nonsense[0]).toMatch(/^rpcscope\.code\.sourceFolders: .{1,100} cannot be used/u);
  });

  test.each([42, '/opt/stack', true, {}, { length: 3, 0: '/a' }])(
    'a setting of %j is ignored with one line',
    value => {
      const { sourceFolders, nonsense } = read({ sourceFolders: value });
      expect(sourceFolders).toEqual([]);
      expect(nonsense).toHaveLength(1);
    },
  );

  test('many invalid entries make one message of one line', () => {
    const { nonsense } = read({ sourceFolders: [1, 2, { a: 'x\n\u202ey' }], pathMappings: 7 });
    expect(nonsense).toEqual([
      'rpcscope.code.sourceFolders: 1 and 2 more cannot be used and is ignored',
      'rpcscope.code.pathMappings: 7 cannot be used and is ignored',
    ]);
    const [line = ''] = read({ sourceFolders: [{ a: '\u202e' }] }).nonsense;
    expect(line).not.toMatch(/[\n\u202e]/u);
  });

  test('an endless list is cut', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `/a/${i}`);
    const { sourceFolders, nonsense } = read({ sourceFolders: many });
    expect(sourceFolders).toHaveLength(200);
    expect(nonsense).toHaveLength(1);
  });
});

describe('path mappings', () => {
  test('the local folder may be relative or begin with ~', () => {
    const pathMappings = [
      { remote: '/opt/stack/nova', local: '~/src/nova' },
      { remote: 'C:\\Python\\Lib', local: '../lib' },
    ];
    expect(read({ pathMappings }).mappings).toEqual([
      { remote: '/opt/stack/nova', local: '/home/dev/src/nova' },
      { remote: 'C:\\Python\\Lib', local: '/work/lib' },
    ]);
  });

  test.each([
    'a',
    null,
    [],
    ['/a', '/b'],
    {},
    { remote: '/a' },
    { local: '/a' },
    { remote: '', local: '/a' },
    { remote: 7, local: '/a' },
    { remote: '/a', local: [] },
    { remote: '/a', local: '\0' },
  ])('%j is ignored with one line', entry => {
    const { mappings, nonsense } = read({ pathMappings: [entry] });
    expect(mappings).toEqual([]);
    expect(nonsense).toHaveLength(1);
  });
});

test.each([
  [undefined, []],
  [null, []],
  ['**/.git', []],
  [['**/.git'], []],
  [
    { '**/.git': true, '**/*.js': { when: '$(basename).ts' }, build: false, '': true, x: 1 },
    ['**/.git'],
  ],
])('files.exclude %j excludes %j', (excludes, globs) => {
  expect(switchedOn(excludes)).toEqual(globs);
});
