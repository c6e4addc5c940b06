/** Tests `rpcscope handlers` as a user starts it, on real traffic and small Python sources. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleCode } from '../../support/parserBundle';
import { projectFolder } from '../../support/pythonSources';
import { writeFiles } from '../../support/sourceTree';
import { useFolder } from '../../support/useFolder';

const boot = path.resolve('media/sample/server-boot.ndjson.gz');
const failures = path.resolve('test/fixtures/captures/failures/firehose.ndjson.gz');
const nova = projectFolder('nova');
const neutron = projectFolder('neutron');

const folder = useFolder();
let cli: string;
beforeAll(async () => {
  ({ cli } = await bundleCode(folder));
});

const cache = path.join(folder, 'cache');

const handlersWith = (cacheFolder: string, ...args: string[]) =>
  spawnSync(process.execPath, [cli, 'handlers', ...args], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: cacheFolder },
  });
const handlers = (...args: string[]) => handlersWith(cache, ...args);

type Line = Readonly<Record<string, unknown>>;
function linesOf(...args: string[]): Line[] {
  const { stdout, stderr, status } = handlers(...args, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Line);
}

describe('requests', () => {
  let lines: Line[];
  beforeAll(() => {
    lines = linesOf(boot, '--source', nova, '--source', neutron);
  });

  test('each kind has a line with its names on the wire, its count, its handlers and its callers', () => {
    expect(lines.find(each => each['method'] === 'build_and_run_instance')).toEqual({
      exchange: 'nova',
      topic: 'compute',
      namespace: null,
      version: '6.0',
      method: 'build_and_run_instance',
      objname: null,
      objmethod: null,
      count: 1,
      handlers: [
        {
          file: 'nova/compute/manager.py',
          class: 'ComputeManager',
          function: 'build_and_run_instance',
          line: 51,
          reasons: [
            'topic compute is served in nova/cmd/compute.py:6, perhaps by ComputeManager',
            'no namespace',
            'version 6.1 takes 6.0',
            'received by nova-compute',
          ],
          doubt: null,
        },
      ],
      callers: [
        {
          file: 'nova/compute/rpcapi.py',
          class: 'ComputeAPI',
          function: 'build_and_run_instance',
          line: 32,
          reasons: ['sends build_and_run_instance', 'to topic compute'],
          doubt: null,
        },
      ],
    });
  });

  test('requests that run an object method name it, and each method is a kind', () => {
    const saves = lines.filter(each => each['objname'] === 'Instance');
    expect(saves.map(each => [each['method'], each['objmethod'], each['count']])).toEqual([
      ['object_action', 'save', 6],
    ]);
    expect(saves[0]?.['handlers']).toMatchObject([
      { file: 'nova/objects/instance.py', class: 'Instance', function: 'save', doubt: null },
      { file: 'nova/objects/aggregate.py', doubt: 'save is not remotable' },
    ]);
  });

  test('methods that are not in the sources have empty lists', () => {
    expect(lines.find(each => each['method'] === 'schedule_and_build_instances')).toEqual({
      ...{ exchange: 'nova', topic: 'conductor', namespace: 'compute_task', version: '1.17' },
      ...{ method: 'schedule_and_build_instances', objname: null, objmethod: null, count: 1 },
      ...{ handlers: [], callers: [] },
    });
  });

  test('a kind is listed once for all hosts of a topic', () => {
    const keys = lines.map(each =>
      JSON.stringify([
        each['exchange'],
        each['topic'],
        each['namespace'],
        each['version'],
        each['method'],
        each['objname'],
        each['objmethod'],
      ]),
    );
    expect(new Set(keys).size).toBe(keys.length);
    for (const each of lines) expect(String(each['topic'])).not.toMatch(/cmp1|ctl1|_fanout/);
  });

  test('a version that the sources do not accept is the doubt of the handler', () => {
    const old = path.join(folder, 'old');
    writeFiles(old, {
      'nova/__init__.py': '',
      'nova/compute/__init__.py': '',
      'nova/compute/manager.py': `class ComputeManager:\n    target = Target(version='5.0')\n    def build_and_run_instance(self, context): pass\n`,
    });
    const [line] = linesOf(boot, '--source', old).filter(
      each => each['method'] === 'build_and_run_instance',
    );
    expect(line?.['handlers']).toMatchObject([
      { line: 3, doubt: 'serves version 5.0, which does not take 6.0' },
    ]);
  });

  test('text output has a line for each kind, with the first handler and its doubt', () => {
    const { stdout, status } = handlers(boot, '--source', nova);
    expect(status).toBe(0);
    const shown = stdout.trimEnd().split('\n');
    expect(shown).toHaveLength(linesOf(boot, '--source', nova).length);
    expect(shown).toContain(
      '1  build_and_run_instance  →  nova/compute/manager.py:51 ComputeManager.build_and_run_instance',
    );
    expect(shown).toContain('1  schedule_and_build_instances  →  not in the sources');
    expect(shown).toContain(
      '6  object_action (Instance.save)  →  nova/objects/instance.py:14 Instance.save',
    );
  });
});

describe('notifications', () => {
  test('each kind has a line with its emitters and listeners', () => {
    const lines = linesOf(boot, '--source', nova, '--notifications');
    const create = lines.filter(each => each['event_type'] === 'compute.instance.create.start');
    expect(create).toEqual([
      {
        exchange: 'nova',
        event_type: 'compute.instance.create.start',
        priority: 'INFO',
        publisher: 'compute',
        versioned: false,
        count: 1,
        emitters: [
          {
            file: 'nova/compute/manager.py',
            class: 'ComputeManager',
            function: 'build_and_run_instance',
            line: 52,
            reasons: ['decides compute.instance.create.start'],
            doubt: null,
          },
          {
            file: 'nova/compute/utils.py',
            class: null,
            function: 'notify_about_instance_usage',
            line: 8,
            reasons: ['emits compute.instance.…'],
            doubt: 'it sends what another function decides',
          },
          {
            file: 'nova/compute/manager.py',
            class: 'ComputeManager',
            function: '_notify_about_instance_usage',
            line: 67,
            reasons: ['passes it on'],
            doubt: 'it sends what another function decides',
          },
        ],
        listeners: [],
      },
    ]);
    const versioned = lines.filter(each => each['versioned'] === true);
    expect(versioned.find(each => each['event_type'] === 'instance.create.start')).toMatchObject({
      emitters: [
        { file: 'nova/compute/manager.py', line: 54, doubt: null },
        { file: 'nova/notifications/objects/instance.py', line: 10 },
      ],
    });
    for (const each of lines) expect(Object.keys(each)).not.toContain('method');
  });

  test('a project that listens to notifications has listeners', () => {
    const lines = linesOf(boot, '--source', projectFolder('designate'), '--notifications');
    const end = lines.find(each => each['event_type'] === 'compute.instance.create.end');
    expect(end?.['listeners']).toMatchObject([
      { class: 'NovaFixedHandler', function: 'info', doubt: null },
      { class: 'EverythingHandler', function: 'info' },
    ]);
  });
});

describe('failures', () => {
  test('each frame is listed once, with its count and its place in the sources', () => {
    const lines = linesOf(failures, '--source', nova, '--failures');
    const packages = '/usr/lib/python3/dist-packages';
    expect(lines[0]).toEqual({
      remote: { path: `${packages}/oslo_messaging/rpc/server.py`, line: 244, function: 'inner' },
      ...{ file: null, class: null, function: null, line: null, doubt: null, jump: false },
      count: 4,
    });
    const manager = `${packages}/nova/compute/manager.py`;
    const decorated = lines.filter(
      ({ remote }) =>
        JSON.stringify(remote) ===
        JSON.stringify({ path: manager, line: 201, function: 'decorated_function' }),
    );
    expect(decorated).toEqual([
      {
        remote: { path: manager, line: 201, function: 'decorated_function' },
        file: 'nova/compute/manager.py',
        class: null,
        function: 'reverts_task_state.decorated_function',
        line: 18,
        doubt: 'line 201 in the traceback, 18 in this file',
        jump: decorated[0]?.['jump'],
        count: 3,
      },
    ]);
    const keys = lines.map(({ remote }) => JSON.stringify(remote));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('the innermost frame that is in the sources is the one to jump to', () => {
    const lines = linesOf(failures, '--source', nova, '--failures');
    const jumps = lines.filter(each => each['jump'] === true);
    expect(jumps.length).toBeGreaterThan(0);
    for (const each of jumps) expect(each['file']).not.toBeNull();
    const { stdout } = handlers(failures, '--source', nova, '--failures');
    expect(stdout.split('\n').filter(line => line.includes('  ⇒  '))).toHaveLength(jumps.length);
  });

  test('frames of exception groups and of their tasks are found behind their bars', () => {
    const acme = path.join(folder, 'groups');
    const lines = Array.from({ length: 70 }, (_, i) => `# ${i + 1}`);
    lines[17] = 'class Manager:';
    lines[18] = '    def group(self):';
    lines[19] = '        self._one()';
    lines[22] = `        raise ExceptionGroup('several', errors)`;
    lines[23] = '    def _one(self):';
    lines[25] = `        return {}['a']`;
    writeFiles(acme, { 'acme/__init__.py': '', 'acme/mgr.py': lines.join('\n') });
    const found = linesOf(groups(), '--source', acme, '--failures');
    expect(found.map(({ function: name, line }) => [name, line])).toEqual([
      ['group', 23],
      ['group', 20],
      ['_one', 26],
    ]);
    expect(found.map(each => [each['count'], each['jump'], each['doubt']])).toEqual([
      [1, false, null],
      [2, false, null],
      [1, true, null],
    ]);
  });

  test('a failure of Essex, which is a list, has the frames of its traceback', () => {
    const acme = path.join(folder, 'essex');
    writeFiles(acme, {
      'acme/__init__.py': '',
      'acme/mgr.py': 'class M:\n    def _one(self):\n        x\n',
    });
    const tb = [
      'Traceback (most recent call last):\n',
      '  File "/opt/acme/mgr.py", line 3, in _one\n    x\n',
    ];
    const found = linesOf(
      failed('essex', ['NotFound', 'text', tb]),
      '--source',
      acme,
      '--failures',
    );
    expect(found.map(({ function: name, line }) => [name, line])).toEqual([['_one', 3]]);
  });

  test('a capture without failures has no frames', () => {
    const { stdout, status } = handlers(boot, '--source', nova, '--failures');
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});

describe('the index is kept', () => {
  const source = () => {
    const own = path.join(folder, 'kept');
    writeFiles(own, {
      'nova/__init__.py': '',
      'nova/compute/__init__.py': '',
      'nova/compute/manager.py': `class ComputeManager:\n    target = Target(version='6.0')\n    def build_and_run_instance(self, context): pass\n`,
    });
    return own;
  };
  const indexes = (of: string) =>
    existsSync(path.join(of, 'rpcscope'))
      ? readdirSync(path.join(of, 'rpcscope')).filter(name => name.endsWith('.sqlite'))
      : [];
  const lineOf = (of: string) => {
    const { stdout, stderr, status } = handlersWith(of, boot, '--source', source());
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return stdout.split('\n').find(line => line.includes('build_and_run_instance'));
  };
  const right =
    '1  build_and_run_instance  →  nova/compute/manager.py:3 ComputeManager.build_and_run_instance';

  test('for the next run, in a folder that only its owner can write', () => {
    const of = path.join(folder, 'of-next');
    expect(lineOf(of)).toBe(right);
    const [name = ''] = indexes(of);
    const file = path.join(of, 'rpcscope', name);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    const { ino } = statSync(file);
    expect(lineOf(of)).toBe(right);
    expect(statSync(file).ino).toBe(ino);
    expect(indexes(of)).toEqual([name]);
  });

  test('and follows changed files', () => {
    const of = path.join(folder, 'of-changed');
    expect(lineOf(of)).toBe(right);
    const changed = path.join(source(), 'nova/compute/manager.py');
    writeFileSync(changed, `\n${readFileSync(changed, 'utf8')}`);
    const { stdout } = handlersWith(of, boot, '--source', path.join(folder, 'kept'));
    expect(stdout).toContain('nova/compute/manager.py:4 ');
  });

  test.each<[what: string, harm: (file: string) => void]>([
    ['damaged', file => writeFileSync(file, 'no database')],
    ['writable by others', file => chmodSync(file, 0o666)],
    ['a link', file => (rmSync(file), symlinkSync('/dev/null', file))],
    ['a folder', file => (rmSync(file), mkdirSync(file))],
  ])('but not believed when it is %s', (_what, harm) => {
    const of = path.join(folder, `of-${_what.replaceAll(' ', '-')}`);
    lineOf(of);
    harm(path.join(of, 'rpcscope', indexes(of)[0] ?? ''));
    expect(lineOf(of)).toBe(right);
  });

  test('but not in a folder that others can write, or that cannot be made', () => {
    const open = path.join(folder, 'of-all');
    mkdirSync(path.join(open, 'rpcscope'), { recursive: true });
    chmodSync(path.join(open, 'rpcscope'), 0o777);
    expect(lineOf(open)).toBe(right);
    expect(indexes(open)).toEqual([]);
    expect(lineOf('/dev/null')).toBe(right);
  });

  test('for the four sets of folders that were used last', () => {
    const of = path.join(folder, 'of-many');
    for (let i = 0; i < 5; i++) {
      const own = path.join(folder, `set-${i}`);
      writeFiles(own, { 'a/__init__.py': '' });
      handlersWith(of, boot, '--source', own);
    }
    expect(indexes(of)).toHaveLength(4);
  });
});

/** A reply with the traceback of an exception group, as Python's `format_exception` writes it. */
function groups(): string {
  const place = (line: number, name: string, code: string, blanks: string) =>
    `${blanks}|   File "/opt/acme/mgr.py", line ${line}, in ${name}\n${blanks}|     ${code}\n`;
  const inner = (n: number) => [
    `  ${n === 1 ? '+-' : '  '}+---------------- ${n} ----------------\n`,
    '    | Traceback (most recent call last):\n',
    place(20, 'group', 'self._one()', '    '),
  ];
  const tb = [
    '  + Exception Group Traceback (most recent call last):\n',
    place(23, 'group', `raise ExceptionGroup('several', errors)`, '  '),
    '  | ExceptionGroup: several (2 sub-exceptions)\n',
    ...inner(1),
    ...inner(2),
    place(26, '_one', `return {}['a']`, '    '),
    `    | KeyError: 'a'\n`,
    '    +------------------------------------\n',
  ];
  return failed('groups', { class: 'ExceptionGroup', module: 'builtins', message: 'm', tb });
}

/** Writes a capture of a call that fails, and returns its path. */
function failed(name: string, exception: object): string {
  const file = path.join(folder, `${name}.ndjson`);
  const failure = JSON.stringify(exception);
  const record = (routing: string, key: string, body: object, ts: number) =>
    JSON.stringify({
      ts,
      exchange: 'amq.rabbitmq.trace',
      routing_key: routing,
      headers: {
        exchange_name: key === 'worker' ? 'acme' : '',
        routing_keys: [key],
        properties: { content_type: 'application/json', content_encoding: 'utf-8' },
        ...{ node: 'rabbit@ctl1', vhost: '/', connection: '192.0.2.1:1 -> 192.0.2.2:5672' },
        ...{ channel: 1, user: 'openstack', routed_queues: [key] },
      },
      body_base64: Buffer.from(
        JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': JSON.stringify(body) }),
      ).toString('base64'),
    });
  const id = '9dcf42e207f651bf9bc91f6113c1d9aa';
  writeFileSync(
    file,
    `${[
      record(
        'publish.acme',
        'worker',
        { method: 'group', args: {}, version: '1.0', _msg_id: id, _reply_q: 'reply_a' },
        1795452497001000,
      ),
      record(
        'publish.',
        'reply_a',
        { result: null, failure, ending: true, _msg_id: id, _unique_id: 'u' },
        1795452497003000,
      ),
    ].join('\n')}\n`,
  );
  return file;
}

describe('wrong usage gives exit code 2 and a sentence:', () => {
  test.each<[what: string, args: () => string[], sentence: string]>([
    ['no source', () => [boot], '--source DIR is needed'],
    [
      'a folder that is not there',
      () => [boot, '--source', '/nonexistent'],
      '/nonexistent is not a folder',
    ],
    ['a file for a folder', () => [boot, '--source', boot], 'is not a folder'],
    ['a path through a file', () => [boot, '--source', `${boot}/x`], 'is not a folder'],
    ['a link to itself', () => [boot, '--source', loop()], 'is not a folder'],
    [
      'one good, one not',
      () => [boot, '--source', nova, '--source', '/nonexistent'],
      '/nonexistent',
    ],
    ['no capture', () => ['/nonexistent.rpcscope', '--source', nova], 'no such file'],
    [
      'a file without trace records',
      () => [path.resolve('package.json'), '--source', nova],
      'no trace records',
    ],
    [
      'two questions at once',
      () => [boot, '--source', nova, '--notifications', '--failures'],
      'exclude each other',
    ],
    ['two captures', () => [boot, boot, '--source', nova], 'usage:'],
    ['nothing', () => [], 'usage:'],
    ['a flag of another command', () => [boot, '--source', nova, '--follow'], 'usage:'],
    ['--source without a value', () => [boot, '--source'], "'--source"],
  ])('%s', (_what, args, sentence) => {
    const { status, stdout, stderr } = handlers(...args());
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('--source is rejected by all other commands', () => {
    const { status, stderr } = spawnSync(process.execPath, [cli, 'facts', boot, '--source', nova], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('usage:');
    expect(status).toBe(2);
  });

  function loop(): string {
    const name = path.join(folder, 'loop');
    symlinkSync(name, name);
    return name;
  }
});

test('unreadable files are reported, and the answers are still printed', () => {
  const source = path.join(folder, 'broken');
  writeFiles(source, {
    'nova/__init__.py': '',
    'nova/bad.py': 'x = (\n',
    'nova/worse.py': 'y = [\n',
  });
  const { stdout, stderr, status } = handlers(boot, '--source', source);
  expect(stderr.trimEnd().split('\n')).toEqual(
    ['bad.py', 'worse.py'].map(
      name =>
        `rpcscope: ${path.join(source, 'nova', name)} is not valid Python 3: what could be read is used`,
    ),
  );
  expect(stdout).toContain('not in the sources');
  expect(status).toBe(0);
});

test('messages have no handlers and callers in a folder without Python', () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(path.join(empty, 'README'), '');
  for (const line of linesOf(boot, '--source', empty)) {
    expect(line).toMatchObject({ handlers: [], callers: [] });
  }
});

test('relative folders are resolved from the working directory', () => {
  const { stdout } = spawnSync(
    process.execPath,
    [cli, 'handlers', boot, '--source', 'nova', '--json'],
    { encoding: 'utf8', cwd: projectFolder('.') },
  );
  expect(stdout).toContain('"file":"nova/compute/manager.py"');
});
