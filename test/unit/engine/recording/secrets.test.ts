/**
 * Tests with a corpus that no secret of a recording is in what the program writes or tells: in no byte
 * of the capture and its log, in no row, no details, no export, no output of the command line.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Masker } from '../../../../src/core/secrets/masking';
import { recordedCapture } from '../../../support/captures';
import { cast, record, seconds } from '../../../support/records';
import { harmlessCommands, secretCommands } from '../../../support/secretCommands';
import { harmlessLines, linesOfDigits, secretLines } from '../../../support/secretLines';
import { harmlessForms } from '../../../support/secretMembers';
import { harmlessMessages, secretMessages } from '../../../support/secretMessages';
import {
  harmlessMark,
  harmlessMembers,
  harmlessNames,
  secretMark,
  secretPlacements,
} from '../../../support/secretPlacements';
import { bundle } from '../../../support/testEngine';
import { useFolder } from '../../../support/useFolder';
import { messageRows } from '../../../support/messageRows';

const folder = useFolder('file');
const placements = secretPlacements();

/** Forms that a text may be written in; those in base64 are its three alignments. */
const forms: readonly (readonly [form: string, bytes: Buffer])[] = [
  ['UTF-8', Buffer.from(secretMark)],
  ['upper case', Buffer.from(secretMark.toUpperCase())],
  ...[0, 1, 2].map(
    before =>
      [
        `base64, alignment ${before}`,
        Buffer.from(
          Buffer.from('x'.repeat(before) + secretMark)
            .toString('base64')
            .replace(/=+$/, '')
            .slice(before === 0 ? 0 : before + 1, -1),
        ),
      ] as const,
  ),
  ['hex', Buffer.from(Buffer.from(secretMark).toString('hex'))],
  ['HEX', Buffer.from(Buffer.from(secretMark).toString('hex').toUpperCase())],
  ['UTF-16 LE', Buffer.from(secretMark, 'utf16le')],
  ['UTF-16 BE', Buffer.from(secretMark, 'utf16le').swap16()],
];

/** Lists the secrets in some bytes, each with what stands around it. */
function secretsIn(what: string, bytes: Buffer): string[] {
  return forms.flatMap(([form, mark]) => {
    const found: string[] = [];
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) {
      const around = bytes.subarray(Math.max(0, at - 120), at + 60).toString('latin1');
      found.push(`${what} (${form}): ${JSON.stringify(around)}`);
    }
    return found;
  });
}

test('the corpus is large enough', () => {
  expect(placements.length).toBeGreaterThanOrEqual(300);
  expect(harmlessNames.length + Object.keys(harmlessMembers).length).toBeGreaterThanOrEqual(60);
});

test('no secret is in the capture, its log, rows, details and exports', async () => {
  const file = path.join(folder, 'secrets.rpcscope');
  const capture = recordedCapture(file);
  await capture.record(
    ...placements.map((each, n) => ({ ...each.record, receivedAtMicros: seconds(1 + n) })),
  );
  const found: string[] = [];
  const look = (what: string, text: string | Buffer): void => {
    found.push(...secretsIn(what, Buffer.from(text)));
  };
  const { engine } = capture;
  await engine.view('v').setFilter({ text: '', hiddenLanes: [] });
  const rows = messageRows(engine.view('v').readRows(0, 10_000));
  expect(rows.length).toBeGreaterThan(300);
  look('rows', JSON.stringify(rows));
  look('status', JSON.stringify(engine.status.captureStatus()));
  for (const { spanId } of rows) look('details', JSON.stringify(engine.spans.readSpan(spanId)));
  if (existsSync(`${file}-wal`)) look('log', readFileSync(`${file}-wal`));
  for (const format of ['rpcscope', 'jsonl', 'mermaid'] as const) {
    const out = path.join(folder, `out.${format}`);
    await engine.exports.exportTo({ selection: {}, format, path: out });
    look(format, readFileSync(out));
  }
  capture.close();
  look('file', readFileSync(file));
  const cli = await bundle('src/cli/main.ts');
  for (const args of [
    ['spans'],
    ['spans', '--json'],
    ['facts'],
    ['facts', '--json'],
    ['participants'],
  ]) {
    const { stdout, stderr } = spawnSync(process.execPath, [cli, ...args, file], {
      encoding: 'utf8',
    });
    expect(stdout.length).toBeGreaterThan(100);
    look(`rpcscope ${args.join(' ')}`, stdout + stderr);
  }
  expect(found).toEqual([]);
});

test.each(['sunflowerfields', 'ridinghoodred', 'Secret-Of-Operator', '1234567890'])(
  'the password %s is masked, although it looks like other words',
  password => {
    const masker = new Masker('salt');
    const shown = [...secretCommands, ...secretLines, ...secretMessages]
      .filter(([what]) => !linesOfDigits.includes(what))
      .filter(([, line]) => masker.maskText(line(password)).includes(password));
    expect(shown.map(([what]) => what)).toEqual([]);
  },
);

test('harmless values stay as they are', async () => {
  const file = path.join(folder, 'harmless.rpcscope');
  const capture = recordedCapture(file);
  const named = Object.fromEntries(harmlessNames.map((name, n) => [name, `${harmlessMark}${n}x`]));
  const args = {
    ...named,
    ...harmlessMembers,
    forms: harmlessForms,
    lines: harmlessCommands,
    texts: harmlessLines,
    messages: harmlessMessages,
    lists: harmlessCommands.map(line => line.split(' ')),
  };
  await capture.record(record('publish', cast('u1', { args })));
  const body = JSON.parse(capture.engine.spans.readBody(1) ?? '') as { args: object };
  expect(body.args).toEqual(args);
  capture.close();
});

test('a masked text stays as it is when it is masked again', () => {
  const [first, second] = [new Masker('salt'), new Masker('pepper')];
  for (const { what, record: each } of placements) {
    const masked = first.maskText(Buffer.from(each.body).toString('utf8'));
    expect(second.maskText(masked), what).toBe(masked);
  }
});
