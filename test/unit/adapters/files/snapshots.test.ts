import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openTraceFile } from '../../../../src/adapters/files/openTraceFile';
import { readSnapshots } from '../../../../src/adapters/files/snapshots';
import { captureFixtures } from '../../../support/captureFixtures';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');

const store = (name: string, content: string | Buffer) =>
  writeFile(path.join(folder, name), content);

const connection = (name: string) =>
  JSON.stringify([{ name, client_properties: { connection_name: `nova-api:1:${name}` } }]);

test('a missing folder has no snapshots', async () => {
  expect(await readSnapshots(path.join(folder, 'missing'), false)).toEqual({
    snapshots: [],
    problems: [],
  });
});

test('packed and plain files are read, and those named before come first', async () => {
  await store('after-connections.json', connection('b'));
  await store('before-connections.json.gz', gzipSync(connection('a')));
  await store(
    'before-consumers.json',
    '[{"channel_details": {"connection_name": "a"}, "queue": {"name": "q", "vhost": "/"}}]',
  );
  await store('before-queues.json', '[]');
  const { snapshots, problems } = await readSnapshots(folder, false);
  expect(problems).toEqual([]);
  expect(snapshots.map(each => each.connections[0]?.name)).toEqual(['a', 'b']);
  expect(snapshots.map(each => each.consumers)).toEqual([
    [{ connection: 'a', queue: 'q', vhost: '/' }],
    [],
  ]);
});

test('an unreadable file is reported when the source runs, and other files are still read', async () => {
  await store('before-connections.json', '{"items": [');
  await store('before-consumers.json.gz', gzipSync('[]').subarray(0, 12));
  await store('after-connections.json', connection('b'));
  const file = captureFixtures[0]?.file ?? '';
  const { source, snapshots } = await openTraceFile(file, { managementDir: folder });
  expect(snapshots.map(each => each.connections.length)).toEqual([1]);
  const skipped: string[] = [];
  await source.run(
    {
      receive: () => Promise.resolve(),
      skipped: ({ reason }) => skipped.push(reason),
      stateChanged: () => undefined,
    },
    new AbortController().signal,
  );
  expect(skipped).toHaveLength(2);
  expect(skipped[0]).toMatch(/^before-connections\.json cannot be read: /);
  expect(skipped[1]).toMatch(/^before-consumers\.json\.gz cannot be read: /);
});

test('a folder beside a file is read like any other input: no links, pipes, devices or long files', async () => {
  const secret = path.join(folder, 'secret');
  await writeFile(secret, connection('stolen'));
  const beside = path.join(folder, 'management');
  await mkdir(beside);
  await symlink(secret, path.join(beside, 'a-connections.json'));
  await symlink('/dev/zero', path.join(beside, 'b-connections.json'));
  execFileSync('mkfifo', [path.join(beside, 'c-connections.json')]);
  await writeFile(path.join(beside, 'd-connections.json'), '');
  await truncate(path.join(beside, 'd-connections.json'), 1024 ** 3);
  await writeFile(path.join(beside, 'e-connections.json'), connection('good'));
  const { snapshots, problems } = await readSnapshots(beside, true);
  expect(snapshots.flatMap(each => each.connections.map(({ name }) => name))).toEqual(['good']);
  expect(problems).toEqual([
    'a-connections.json cannot be read: it is a link',
    'b-connections.json cannot be read: it is a link',
    'c-connections.json cannot be read: it is not a regular file',
    'd-connections.json cannot be read: it is too long',
  ]);

  const elsewhere = path.join(folder, 'link');
  await symlink(beside, elsewhere);
  expect(await readSnapshots(elsewhere, true)).toEqual({
    snapshots: [],
    problems: ['link cannot be read: it is a link'],
  });
  expect((await readSnapshots(elsewhere, false)).snapshots).toHaveLength(1);
});

test('a folder beside a log is followed through a link only when it was named', async () => {
  const [log, real] = [path.join(folder, 'log', 'a.ndjson'), path.join(folder, 'real')];
  await mkdir(path.dirname(log));
  await mkdir(real);
  await copyFile('test/fixtures/captures/failures/firehose.ndjson.gz', log);
  await writeFile(path.join(real, 'a-connections.json'), connection('stolen'));
  const beside = path.join(folder, 'log', 'management');
  await symlink(real, beside);
  expect((await openTraceFile(log)).snapshots).toEqual([]);
  expect((await openTraceFile(log, { managementDir: beside })).snapshots).toHaveLength(1);
});
