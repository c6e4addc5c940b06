/** Exports into files, which are complete or not there at all. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportCapture } from '../../../../src/capture/export/exportCapture';
import { jsonLines } from '../../../../src/capture/export/jsonLines';
import { exportMermaid } from '../../../../src/capture/export/mermaidExport';
import type { ExportFormat } from '../../../../src/protocol/exports';
import { exportFormats } from '../../../../src/protocol/exports';
import { importFixtures } from '../../../support/importedFixtures';

const fixtures = importFixtures(['boot']);
const { folder } = fixtures;
const boot = fixtures.named('boot');

let made = 0;
function newFolder(): string {
  const created = path.join(folder, `folder-${++made}`);
  mkdirSync(created);
  return created;
}

describe.each(exportFormats)('an export as %s', (format: ExportFormat) => {
  test('returns its counts, and leaves one file', async () => {
    const dir = newFolder();
    const { messageCount, spanCount } = boot.engine.status.captureStatus();
    expect(await exportCapture(boot.database, {}, format, path.join(dir, 'out'))).toEqual({
      messageCount,
      spanCount,
    });
    expect(readdirSync(dir)).toEqual(['out']);
  });

  test('replaces the file that a link leads to', async () => {
    const dir = newFolder();
    writeFileSync(path.join(dir, 'real'), 'before');
    symlinkSync(path.join(dir, 'real'), path.join(dir, 'link'));
    await exportCapture(boot.database, {}, format, path.join(dir, 'link'), { replaces: true });
    expect(readFileSync(path.join(dir, 'real'), 'utf8')).not.toBe('before');
    expect(readFileSync(path.join(dir, 'link'), 'utf8')).not.toBe('before');
  });

  test('replaces neither the capture nor a path that is not a file', async () => {
    const dir = newFolder();
    symlinkSync(boot.file, path.join(dir, 'link'));
    const before = readFileSync(boot.file);
    const options = { replaces: true };
    for (const target of [boot.file, path.join(dir, 'link'), dir]) {
      await expect(exportCapture(boot.database, {}, format, target, options)).rejects.toMatchObject(
        { failure: { code: 'fileUnwritable' } },
      );
    }
    expect(readFileSync(boot.file).equals(before)).toBe(true);
    expect(readdirSync(dir)).toEqual(['link']);
  });

  test('an export does not begin after an abort', async () => {
    const dir = newFolder();
    const signal = AbortSignal.abort();
    const exported = exportCapture(boot.database, {}, format, path.join(dir, 'out'), { signal });
    await expect(exported).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(dir)).toEqual([]);
  });
});

test('JSON Lines and diagrams are written as they are generated', async () => {
  const dir = newFolder();
  await exportCapture(boot.database, {}, 'jsonl', path.join(dir, 'a.jsonl'));
  expect(readFileSync(path.join(dir, 'a.jsonl'), 'utf8')).toBe(
    Array.from(jsonLines(boot.database, {}), line => `${line}\n`).join(''),
  );
  await exportCapture(boot.database, {}, 'mermaid', path.join(dir, 'a.mmd'));
  expect(readFileSync(path.join(dir, 'a.mmd'), 'utf8')).toBe(exportMermaid(boot.database, {}).text);
});

test('no file is left when the generator of lines fails', async () => {
  const dir = newFolder();
  const onProgress = () => {
    throw new Error('halfway');
  };
  const target = path.join(dir, 'out');
  const exported = exportCapture(boot.database, {}, 'jsonl', target, { onProgress });
  await expect(exported).rejects.toThrow('halfway');
  expect(readdirSync(dir)).toEqual([]);
});
