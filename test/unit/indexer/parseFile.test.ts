/** Tests the parsing of one file on disk. */
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileFacts } from '../../../src/core/code/pythonFacts';
import { parseFile } from '../../../src/indexer/parseFile';
import { pythonParser } from '../../support/pythonSources';
import { useFolder } from '../../support/useFolder';

const folder = useFolder('test');

const parser = await pythonParser();

function read(content: string | Uint8Array, knownHash?: string, text?: string) {
  const file = path.join(folder, 'a.py');
  writeFileSync(file, content);
  const overlay = text === undefined ? {} : { text };
  const result = parseFile(parser, { file, module: 'a', isPackage: false, knownHash, ...overlay });
  if (result.kind !== 'parsed') return { kind: result.kind };
  const facts = JSON.parse(result.facts) as FileFacts;
  const [first] = facts.assigns;
  const value = first?.[1].type === 'string' ? first[1].value : undefined;
  return { ...result, names: facts.functions.map(each => each.name), value };
}

describe('encodings', () => {
  const code = "x = 'é'\ndef f(): pass\n";

  test.each([
    ['UTF-8', Buffer.from(code), 'é'],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${code}`), 'é'],
    ['Latin-1', Buffer.from(`# -*- coding: latin-1 -*-\n${code}`, 'latin1'), 'é'],
    ['Latin-1 that says nothing of it', Buffer.from(code, 'latin1'), 'é'],
    ['UTF-8 with CRLF', Buffer.from(code.replaceAll('\n', '\r\n')), 'é'],
  ])('%s', (_what, content, value) => {
    expect(read(content)).toMatchObject({
      ...{ kind: 'parsed', problem: undefined, names: ['f'], value },
    });
  });

  test.each([
    ['UTF-16', Buffer.from(`\uFEFF${code}`, 'utf16le')],
    ['bytes that are not text', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a, 0x28])],
    ['zeros', Buffer.alloc(1_000)],
  ])('%s is a problem and does no harm', (_what, content) => {
    expect(read(content)).toMatchObject({ kind: 'parsed' });
  });

  test('an empty file is an empty module', () => {
    expect(read('')).toMatchObject({ kind: 'parsed', problem: undefined, terms: [], names: [] });
  });
});

describe('a file that was read before', () => {
  test('is recognised by its content', () => {
    const first = read("x = 'a'\n");
    if (!('hash' in first)) throw new Error('not parsed');
    expect(read("x = 'a'\n", first.hash)).toEqual({ kind: 'same' });
    expect(read("x = 'b'\n", first.hash)).toMatchObject({ kind: 'parsed', value: 'b' });
  });

  test('is parsed again or recognised when it has other line ends or a byte order mark', () => {
    const first = read("x = 'a'\n");
    if (!('hash' in first)) throw new Error('not parsed');
    expect(read("\uFEFFx = 'a'\n", first.hash)).toEqual({ kind: 'same' });
    expect(read("x = 'a'\r\n", first.hash)).toMatchObject({ kind: 'parsed', value: 'a' });
  });

  test('is replaced by unsaved text', () => {
    expect(read("x = 'a'\n", undefined, "x = 'b'\n")).toMatchObject({ value: 'b' });
  });
});

describe('an unreadable file', () => {
  const at = (name: string) =>
    parseFile(parser, {
      ...{ file: path.join(folder, name), module: 'a', isPackage: false },
      knownHash: undefined,
    });

  test('a missing file is gone, without a problem', () => {
    expect(at('nowhere.py')).toEqual({ kind: 'gone', problem: undefined });
    writeFileSync(path.join(folder, 'file'), '');
    expect(at('file/a.py')).toEqual({ kind: 'gone', problem: undefined });
  });

  test('a folder is reported with the reason', () => {
    mkdirSync(path.join(folder, 'a.py'));
    expect(at('a.py')).toEqual({ kind: 'gone', problem: 'cannot be read: EISDIR' });
  });

  test('a file of more than 4 MB is reported with its size, and not read', () => {
    const file = path.join(folder, 'generated.py');
    writeFileSync(file, '');
    truncateSync(file, 50 * 1024 * 1024);
    chmodSync(file, 0o000);
    expect(at('generated.py')).toEqual({
      kind: 'gone',
      problem: 'is larger than 4 MB (50 MB): generated code',
    });
  });

  test('a file that is not Python 3 is reported, and its readable parts are kept', () => {
    expect(read('def f(): pass\nx = (\n')).toMatchObject({
      ...{ kind: 'parsed', names: ['f'] },
      problem: 'is not valid Python 3: what could be read is used',
    });
  });
});

test('names that tests define are not searchable', () => {
  const file = path.join(folder, 'a.py');
  writeFileSync(file, `class A:\n    def f(self):\n        self.client.call(ctxt, 'f')\n`);
  const task = { file, isPackage: false, knownHash: undefined };
  const parsed = (module: string) => {
    const result = parseFile(parser, { ...task, module });
    return result.kind === 'parsed' ? result.terms.map(([kind]) => kind) : [];
  };
  expect(parsed('nova.tests.a')).toEqual([]);
  expect(parsed('nova.a')).toEqual(['class', 'def', 'call', 'text']);
});
