/** Commands on files that the system refuses to read or to write, as a user starts them. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundle } from '../../support/testEngine';
import { useFolder } from '../../support/useFolder';

const folder = useFolder();
const at = (name: string) => path.join(folder, name);
const [node, cli] = [at('node'), at('cli.js')];

beforeAll(async () => {
  // The folder of the project may be closed to other users.
  copyFileSync(process.execPath, node);
  copyFileSync(await bundle('src/cli/main.ts'), cli);
  copyFileSync('media/sample/server-boot.ndjson.gz', at('sample.gz'));
  const { status } = spawnSync(node, [cli, 'import', at('sample.gz'), at('sample.rpcscope')]);
  expect(status).toBe(0);
  for (const name of ['', ...given]) chmodSync(at(name), 0o755);
});

const given = ['cli.js', 'node', 'sample.gz', 'sample.rpcscope'];
const made = () => readdirSync(folder).filter(name => !given.includes(name));
beforeEach(() => made().forEach(name => rmSync(at(name), { recursive: true })));

/** The commands that write a file, with its name. */
const writers = [
  ['import', 'sample.gz', 'out.rpcscope'],
  ['export', 'sample.rpcscope', 'out.rpcscope'],
  ['export', 'sample.rpcscope', 'out.jsonl'],
  ['export', 'sample.rpcscope', 'out.mmd'],
] as const;

describe('when the disk takes no more of a file', () => {
  /** The limit of the size of a file fails in the middle of writing, as a full disk does. */
  const limited = (...args: readonly string[]) =>
    spawnSync('bash', ['-c', `trap '' XFSZ; ulimit -f 4; exec "$@"`, 'bash', node, cli, ...args], {
      encoding: 'utf8',
      cwd: folder,
    });

  test.each(writers)('%s %s %s says so and leaves nothing behind', (command, from, out) => {
    const { status, stdout, stderr } = limited(command, from, out);
    expect(stderr).toMatch(
      /^rpcscope: the file cannot be written: (?:file too large|disk I\/O error)\n$/,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(made()).toEqual([]);
  });

  test.each(writers)('%s %s %s keeps the file that would be replaced', (command, from, out) => {
    writeFileSync(at(out), 'older');
    expect(limited(command, from, out, '--force').status).toBe(2);
    expect(readFileSync(at(out), 'utf8')).toBe('older');
    expect(made()).toEqual([out]);
  });
});

describe('without rights', () => {
  const nobody = 65_534;
  // The superuser may do everything; anybody else has lost the right already.
  const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const asNobody = (...args: readonly string[]) =>
    spawnSync(node, [cli, ...args], { encoding: 'utf8', cwd: folder, ...user });

  beforeEach(() => {
    mkdirSync(at('closed'));
    copyFileSync(at('sample.rpcscope'), at('closed.rpcscope'));
    copyFileSync(at('sample.gz'), at('closed.gz'));
    writeFileSync(at('closed.log'), 'line');
    for (const name of ['closed.rpcscope', 'closed.gz', 'closed.log']) chmodSync(at(name), 0);
    chmodSync(at('closed'), 0o555);
  });

  test.each([
    'facts closed.rpcscope',
    'facts closed.gz',
    'check-secrets closed.rpcscope',
    'check-secrets closed.log',
    'import closed.gz out.rpcscope',
    'export closed.rpcscope out.jsonl',
  ])('to read, %s says so', words => {
    const { status, stdout, stderr } = asNobody(...words.split(' '));
    expect(stderr).toMatch(/^rpcscope: .*permission denied.*\n$/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test.each(writers)('to write, %s %s closed/%s says so', (command, from, out) => {
    const { status, stderr } = asNobody(command, from, `closed/${out}`);
    expect(stderr).toBe('rpcscope: the file cannot be written: permission denied\n');
    expect(status).toBe(2);
    expect(readdirSync(at('closed'))).toEqual([]);
  });
});
