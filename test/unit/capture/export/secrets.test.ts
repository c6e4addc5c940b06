/** Exports of captures that have secrets, and the second look at what is written. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { closeCapture, openCapture } from '../../../../src/capture/captureFile';
import { exportCapture } from '../../../../src/capture/export/exportCapture';
import type { ExportOptions } from '../../../../src/capture/export/options';
import { saveCopy } from '../../../../src/capture/export/saveCopy';
import { secretsInCapture, secretsInText } from '../../../../src/capture/export/secretPlaces';
import { readMeta } from '../../../../src/capture/tables/meta';
import { exportFormats } from '../../../../src/protocol/exports';
import { recordedCapture } from '../../../support/captures';
import { call, record, reply, seconds } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');
const at = (name: string) => path.join(folder, name);
const token = 'gAAAAABmVerySecretFernetToken_0123456789-abcdefghij==';
const named = 'hunter2-by-name';
const failed = 'hunter3-in-failure';
const header = 'hunter4-in-header';
const secrets = [token, named, failed, header];
const opened: DatabaseSync[] = [];

afterEach(() => {
  for (const database of opened.splice(0)) closeCapture(database, false);
});

/** A capture whose messages have a secret in each kind of place. */
async function capture(keepSecrets: boolean): Promise<DatabaseSync> {
  const made = recordedCapture(at('capture'), { keepSecrets });
  const failure = JSON.stringify({
    class: 'Boom',
    message: `login failed: password = ${failed}`,
  });
  await made.record(
    record('publish', call('a', { _context_auth_token: token, args: { admin_password: named } }), {
      at: seconds(1),
      headers: { password: header },
    }),
    record('publish', reply('a', { failure }), {
      at: seconds(2),
      exchange: '',
      routingKey: 'reply_a',
    }),
  );
  made.close();
  return open(at('capture'));
}

function open(file: string): DatabaseSync {
  const database = openCapture(file);
  opened.push(database);
  return database;
}

const found = (file: string) => {
  const bytes = readFileSync(file);
  return secrets.filter(secret => bytes.includes(secret));
};

/** Puts a token where the masker has no say: into a masked capture. */
async function planted(): Promise<DatabaseSync> {
  closeCapture(await capture(false), false);
  opened.length = 0;
  const database = new DatabaseSync(at('capture'));
  database.exec(
    `UPDATE body SET content = replace(content, '"args":{', '"args":{"x":"${token}",')`,
  );
  database.close();
  return open(at('capture'));
}

describe.each(exportFormats)('an export as %s', format => {
  const exported = (database: DatabaseSync, options: ExportOptions = {}) =>
    exportCapture(database, {}, format, at('out'), options);

  test('masks the secrets of a capture that was recorded with them', async () => {
    const database = await capture(true);
    expect(found(at('capture'))).toEqual(secrets);
    expect(await exported(database)).toEqual({ messageCount: 2, spanCount: 1 });
    expect(found(at('out'))).toEqual([]);
    expect(readFileSync(at('out')).includes('secrets kept')).toBe(false);
    // A diagram has no bodies.
    if (format === 'mermaid') return;
    expect(readFileSync(at('out')).includes('‹password:')).toBe(true);
    if (format === 'jsonl') return;
    const excerpt = open(at('out'));
    expect(readMeta(excerpt).isMasked).toBe(true);
    expect(excerpt.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  });

  test('keeps them when that is asked for, and says so first', async () => {
    await exported(await capture(true), { keepSecrets: true });
    if (format === 'rpcscope') {
      expect(found(at('out'))).toEqual(secrets);
      expect(readMeta(open(at('out'))).isMasked).toBe(false);
    } else {
      expect(readFileSync(at('out'), 'utf8').split('\n')[0]).toContain('secrets kept');
    }
  });

  test('is refused where its text still has the shape of a secret', async () => {
    const database = await planted();
    // A diagram has no bodies.
    if (format === 'mermaid') {
      const written = new DatabaseSync(at('capture'));
      written.exec(`UPDATE text SET value = '${token}' WHERE value = 'get_console_output'`);
      written.close();
    }
    await expect(exported(database)).rejects.toMatchObject({
      failure: {
        code: 'secretsFound',
        detail: expect.stringMatching(
          /^\d+ secrets? found, nothing was written: fernet token in (line \d+|\w+\.\w+ of \w+ 1)/,
        ) as string,
      },
    });
    expect(readdirSync(folder)).toEqual(['capture']);
    await exported(database, { isUnchecked: true });
    expect(found(at('out'))).toEqual([token]);
  });
});

test('a copy of a capture with a value that looks like a secret is refused', async () => {
  const database = await planted();
  await expect(saveCopy(database, at('copy'), false)).rejects.toThrow(
    'fernet token in body.content',
  );
  expect(readdirSync(folder)).toEqual(['capture']);
  await saveCopy(database, at('copy'), true);
  expect(statSync(at('copy')).mode & 0o777).toBe(0o600);
});

describe('the second look', () => {
  test('finds nothing in a capture that was masked', async () => {
    expect(await secretsInCapture(await capture(false))).toEqual({ count: 0, first: [] });
  });

  test('names table, column and row in a capture', async () => {
    const { count, first } = await secretsInCapture(await planted());
    expect({ count, first }).toEqual({
      count: 1,
      first: ['fernet token in body.content of message_id 1'],
    });
  });

  test.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 BE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['gzip', (text: string) => gzipSync(text)],
    ['gzip in two members', (text: string) => Buffer.concat([gzipSync('a\n'), gzipSync(text)])],
  ])('reads %s', async (name, encoded) => {
    writeFileSync(at('text'), encoded(`one\n{"x": "${token}"}\n`));
    const line = name.endsWith('members') ? 3 : 2;
    expect(await secretsInText(at('text'))).toEqual({
      count: 1,
      first: [`fernet token in line ${line}`],
    });
  });

  test.each([
    ['base64', Buffer.from(`{"x": "${token}"}`).toString('base64')],
    ['hexadecimal digits', Buffer.from(`{"x": "${token}"}`).toString('hex')],
  ])('finds what is written in %s', async (_, encoded) => {
    writeFileSync(at('text'), `one\n{"body_base64": "${encoded}"}\n`);
    expect(await secretsInText(at('text'))).toEqual({
      count: 1,
      first: ['encoded fernet token in line 2'],
    });
  });

  test('finds each secret of a long text once, wherever its parts end', async () => {
    const lines: string[] = [];
    const encoded = Buffer.from(`token ${token}`).toString('base64');
    for (let n = 0; n < 120_000; n++) {
      lines.push(
        n % 1_000 === 7
          ? `{"x": "${n % 2_000 === 7 ? encoded : token}"}`
          : '‹password:0123abcd› ü '.padEnd(100, '.'),
      );
    }
    writeFileSync(at('text'), lines.join('\n'));
    const { count, first } = await secretsInText(at('text'));
    expect(count).toBe(120);
    expect(first).toEqual(
      Array.from({ length: 20 }, (_, n) => `fernet token in line ${n * 2_000 + 1_008}`),
    );
  });
});
