/** Commands that write files destroy nothing, and let nobody else read what they write. */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ownMark } from '../../../src/node/processOwner';
import { recordedCapture } from '../../support/captures';
import { cast, record, seconds } from '../../support/records';
import { bundle } from '../../support/testEngine';
import { writeTraffic } from '../../support/traffic';
import { useFolder } from '../../support/useFolder';
import { waitFor } from '../../support/waitFor';

const sample = path.resolve('media/sample/server-boot.ndjson.gz');
const folder = useFolder('test');
const at = (name: string) => path.join(folder, name);
let cli: string;

beforeAll(async () => {
  cli = await bundle('src/cli/main.ts');
});

const rpcscope = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });

/** Checks that the command is refused with a sentence, and changes no file. */
function expectRefused(args: readonly string[], sentence: string): void {
  const contents = () =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(each => each.isFile())
        .map(each => path.join(each.parentPath, each.name))
        .map(file => [file, readFileSync(file, 'base64')]),
    );
  const before = contents();
  const { status, stderr } = rpcscope(...args);
  expect(stderr).toContain(sentence);
  expect(status).toBe(2);
  expect(contents()).toEqual(before);
}

describe('an import', () => {
  beforeEach(() => copyFileSync(sample, at('log')));

  test.each([
    ['the same path', () => at('log')],
    ['another spelling of the path', () => `${folder}/./../${path.basename(folder)}/log`],
    [
      'a symbolic link',
      () => {
        symlinkSync('log', at('link'));
        return at('link');
      },
    ],
    [
      'a hard link',
      () => {
        linkSync(at('log'), at('hard'));
        return at('hard');
      },
    ],
    [
      'a link in a chain',
      () => {
        symlinkSync('log', at('one'));
        symlinkSync('one', at('two'));
        return at('two');
      },
    ],
    [
      'a folder that is a link',
      () => {
        symlinkSync('.', at('here'));
        return at('here/log');
      },
    ],
  ])('is not written over its input by %s', (_, out) => {
    const target = out();
    expectRefused(['import', at('log'), target], 'made from');
    expectRefused(['import', at('log'), target, '--force'], 'made from');
    expectRefused(['import', target, at('log'), '--force'], 'made from');
  });

  test('is not written over its input that was opened before', () => {
    const input = openSync(at('log'), 'r');
    for (const own of ['/proc/self/fd/0', '/dev/stdin']) {
      for (const args of [
        [own, at('log')],
        [at('log'), own],
      ]) {
        const { status, stderr } = spawnSync(
          process.execPath,
          [cli, 'import', ...args, '--force'],
          {
            encoding: 'utf8',
            stdio: [input, 'pipe', 'pipe'],
          },
        );
        expect(stderr).toContain('made from');
        expect(status).toBe(2);
      }
    }
    expect(readFileSync(at('log')).equals(readFileSync(sample))).toBe(true);
  });

  test.each(['-wal', '-shm', '-journal'])('keeps an input named as its %s', suffix => {
    copyFileSync(sample, at(`out${suffix}`));
    expectRefused(['import', at(`out${suffix}`), at('out')], 'made from');
    expectRefused(['import', at(`out${suffix}`), at('out'), '--force'], 'made from');
    expectRefused(['import', at('log'), at('out')], 'exists already');
  });

  test('keeps the files of a folder that it reads, and the names beside a log', () => {
    mkdirSync(at('management'));
    writeFileSync(at('management/connections.json'), '[]');
    expectRefused(['import', at('log'), at('management/connections.json'), '--force'], 'made from');
    mkdirSync(at('saved'));
    writeFileSync(at('saved/rabtap-1.json'), '{}');
    writeFileSync(at('saved/rabtap-1.dat'), 'body');
    for (const name of readdirSync(at('saved'))) {
      expectRefused(['import', at('saved'), at(`saved/${name}`), '--force'], 'made from');
    }
  });

  test('replaces another file only when it is told to', () => {
    writeFileSync(at('other'), 'precious', { mode: 0o644 });
    symlinkSync('other', at('link'));
    symlinkSync('nowhere', at('dangling'));
    for (const out of ['other', 'link', 'dangling'])
      expectRefused(['import', at('log'), at(out)], 'exists already');
    expectRefused(['import', at('log'), folder, '--force'], 'not a regular file');
    expectRefused(['import', at('log'), '/dev/null', '--force'], 'not a regular file');
    expectRefused(['import', sample, at('none/out')], 'there is no folder');
    expectRefused(['import', at('package.json'), at('other'), '--force'], 'no such file');
    writeFileSync(at('nonsense'), 'nonsense');
    expectRefused(['import', at('nonsense'), at('other'), '--force'], 'no trace records');
    expect(rpcscope('import', at('log'), at('link'), '--force').status).toBe(0);
    expect(rpcscope('facts', at('other')).stdout).toMatch(/^calls +28$/m);
    expect(statSync(at('other')).mode & 0o777).toBe(0o600);
  });
});

test('an export replaces another file only when it is told to', () => {
  expect(rpcscope('import', sample, at('capture')).status).toBe(0);
  for (const name of ['a.rpcscope', 'a.jsonl', 'a.mmd']) {
    writeFileSync(at(name), 'precious', { mode: 0o644 });
    symlinkSync(name, at(`link.${name}`));
    expectRefused(['export', at('capture'), at(name)], 'exists already');
    expectRefused(['export', at('capture'), at(`link.${name}`)], 'exists already');
    expect(rpcscope('export', at('capture'), at(name), '--force').status).toBe(0);
    expect(statSync(at(name)).mode & 0o777).toBe(0o600);
    expect(statSync(at(name)).size).toBeGreaterThan(1000);
  }
});

test.each(['000', '022', '077', '777'])(
  'with umask %s only the owner can read what is written',
  umask => {
    const run = (...args: string[]) =>
      spawnSync(
        'bash',
        ['-c', `umask ${umask}; exec "$@"`, 'bash', process.execPath, cli, ...args],
        {
          encoding: 'utf8',
          env: { ...process.env, TMPDIR: folder },
        },
      );
    expect(run('import', sample, at('capture'))).toMatchObject({ status: 0, stderr: '' });
    for (const name of ['a.rpcscope', 'a.jsonl', 'a.mmd'])
      expect(run('export', at('capture'), at(name))).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder).sort()).toEqual(['a.jsonl', 'a.mmd', 'a.rpcscope', 'capture']);
    for (const name of readdirSync(folder)) expect(statSync(at(name)).mode & 0o777).toBe(0o600);
  },
);

test.each([true, false])(
  'files beside a capture that is written are as private (live: %s)',
  async isLive => {
    const before = process.umask(0);
    try {
      const capture = recordedCapture(at('capture'), { isLive });
      await capture.recorder.receive([record('publish', cast('one'), { at: seconds(1) })]);
      capture.database.exec('BEGIN IMMEDIATE; UPDATE message SET at = 0');
      const names = readdirSync(folder);
      expect(names.length).toBeGreaterThan(1);
      for (const name of names) expect(statSync(at(name)).mode & 0o777).toBe(0o600);
      capture.database.exec('COMMIT');
      capture.close();
    } finally {
      process.umask(before);
    }
  },
);

test('a name with escapes of a terminal is a file like others, and is printed without them', () => {
  const odd = '\u001b]0;x\u0007\n?mode=ro#%41';
  for (const args of [
    ['import', sample, at(odd)],
    ['export', at(odd), at(`${odd}.jsonl`)],
    ['export', at(odd), at(`${odd}.rpcscope`)],
    ['check-secrets', at(odd)],
    ['facts', at(`${odd}none`)],
  ]) {
    const { stdout, stderr } = rpcscope(...args);
    expect(stdout + stderr).toMatch(/^.*\?mode=ro#%41.*\n$/u);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/u);
  }
  expect(readdirSync(folder).sort()).toEqual([odd, `${odd}.jsonl`, `${odd}.rpcscope`]);
});

describe('temporary folders', () => {
  const own = ownMark();
  const [, start = '', namespace = ''] = own.split('.');
  const facts = () =>
    spawnSync(process.execPath, [cli, 'facts', sample], {
      env: { ...process.env, TMPDIR: folder },
    });
  const gone = `${spawnSync('true').pid}.${start}`;

  test('folders of commands that were killed are removed by the next command', () => {
    for (const name of [`cli-${gone}.${namespace}-abcdef`, `older-${gone}.${namespace}-abcdef`]) {
      mkdirSync(at(`rpcscope-${name}`));
      writeFileSync(at(`rpcscope-${name}/imported.rpcscope`), 'x');
    }
    expect(facts().status).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('folders of others are left alone, and no link is followed', () => {
    mkdirSync(at('precious'));
    writeFileSync(at('precious/file'), 'x');
    const left = [
      // In this order: the process runs, it is of another container, and three names are not ours.
      `rpcscope-cli-${own}-abcdef`,
      `rpcscope-cli-${gone}.${Number(namespace) + 1}-abcdef`,
      `rpcscope-cli-${gone}.${namespace}-abc.def`,
      'rpcscope-cli-abcdef',
      'rpcscope-test-1',
    ];
    for (const name of left) mkdirSync(at(name));
    symlinkSync(at('precious'), at(`rpcscope-cli-${gone}.${namespace}-linked`));
    const inside = `rpcscope-cli-${gone}.${namespace}-inside`;
    mkdirSync(at(inside));
    symlinkSync(at('precious'), at(`${inside}/link`));
    expect(facts().status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(
      [...left, 'precious', `rpcscope-cli-${gone}.${namespace}-linked`].sort(),
    );
    expect(readdirSync(at('precious'))).toEqual(['file']);
  });
});

describe('the part of an export that was killed', () => {
  const parts = () => readdirSync(folder).filter(name => name.endsWith('.part'));

  test.each(['out.rpcscope', 'out.jsonl'])('is removed by the next command: %s', async out => {
    await writeTraffic(at('log'), 10_000);
    expect(rpcscope('import', at('log'), at('in')).status).toBe(0);
    const child = spawn(process.execPath, [cli, 'export', at('in'), at(out)]);
    const closed = once(child, 'close');
    await waitFor(() => parts().length > 0, { what: 'a part' });
    child.kill('SIGKILL');
    await closed;
    expect(child.signalCode).toBe('SIGKILL');
    expect(parts()).toHaveLength(1);
    expect(rpcscope('facts', at('in')).status).toBe(0);
    expect(parts()).toEqual([]);
  });

  test('is removed although its process id is another process’s now', () => {
    copyFileSync(sample, at('in'));
    const [pid = '', start = '', namespace = ''] = ownMark().split('.');
    const part = (mark: string) => `rpcscope-${mark}-${randomUUID()}.part`;
    const running = part(`${pid}.${start}.${namespace}`);
    const earlier = part(`${pid}.${Number(start) - 1}.${namespace}`);
    for (const name of [running, earlier, `${earlier}-journal`, 'my.part'])
      writeFileSync(at(name), 'x');
    expect(rpcscope('export', at('in'), at('out.jsonl')).status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['in', 'my.part', 'out.jsonl', running].sort());
  });
});

describe('a live capture that was copied without its log', () => {
  test('opens with what its file has, and says that something is missing', async () => {
    const capture = recordedCapture(at('live'), { isLive: true });
    copyFileSync(at('live'), at('empty'));
    await capture.recorder.receive([record('publish', cast('one'), { at: seconds(1) })]);
    capture.recorder.dispose();
    capture.database.exec('PRAGMA wal_checkpoint(FULL)');
    await capture.recorder.receive([record('publish', cast('two'), { at: seconds(2) })]);
    capture.recorder.dispose();
    copyFileSync(at('live'), at('some'));
    capture.close();
    for (const [name, rows] of [
      ['empty', 0],
      ['some', 1],
    ] as const) {
      const { status, stdout, stderr } = rpcscope('spans', at(name));
      expect(status).toBe(0);
      expect(stdout.split('\n').length - 1).toBe(rows);
      expect(stderr).toContain(`without its log ${name}-wal: what was recorded last is missing`);
    }
    expect(rpcscope('spans', at('live')).stderr).toBe('');
  });

  test('says so when nothing can be read', async () => {
    const capture = recordedCapture(at('live'), { isLive: true });
    for (let n = 0; n < 500; n++) {
      await capture.recorder.receive([record('publish', cast(`c${n}`), { at: seconds(n) })]);
    }
    capture.recorder.dispose();
    capture.database.exec('PRAGMA wal_checkpoint(FULL)');
    const bytes = readFileSync(at('live'));
    capture.close();
    // The copy was made while pages went from the log to the file.
    writeFileSync(at('torn'), bytes.fill(0, 8192 * 3, 8192 * 6));
    writeFileSync(at('short'), bytes.subarray(0, 8192 * 5));
    for (const name of ['torn', 'short']) {
      const { status, stderr } = rpcscope('facts', at(name));
      expect(stderr).toContain(`its log ${name}-wal is not beside it`);
      expect(status).toBe(2);
    }
  });
});
