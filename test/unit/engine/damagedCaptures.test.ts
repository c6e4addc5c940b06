/**
 * Tests captures that were cut or damaged at any place: they answer, or fail with a reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { SourceError } from '../../../src/core/amqp/traceSource';
import { closeCapture, openCapture } from '../../../src/capture/captureFile';
import { summaryOf } from '../../../src/capture/read/summary';
import { Engine } from '../../../src/engine/engine';
import { recordedCapture } from '../../support/captures';
import { randomFrom } from '../../support/random';
import { cast, record } from '../../support/records';
import { useFolder } from '../../support/useFolder';
import { messageRows } from '../../support/messageRows';
import { allRequests } from '../../../src/protocol/requests';

const folder = useFolder();
let whole: Buffer;
beforeAll(async () => {
  const file = path.join(folder, 'whole.rpcscope');
  const capture = recordedCapture(file);
  await capture.record(...Array.from({ length: 20 }, (_, at) => record('publish', cast(`m${at}`))));
  capture.close();
  whole = readFileSync(file);
});

/** Makes all calls of a diagram. @returns the number of rows, or the reason why there are none */
function ask(bytes: Buffer): number | string {
  const file = path.join(folder, 'damaged.rpcscope');
  writeFileSync(file, bytes);
  summaryOf(file);
  let database: ReturnType<typeof openCapture> | undefined;
  try {
    database = openCapture(file);
    const engine = new Engine(database, () => undefined);
    engine.status.captureStatus();
    const rows = messageRows(engine.view('v').readRows(0, 100));
    for (const row of rows) engine.spans.readSpan(row.spanId);
    engine.requests.listRequests(allRequests, 10);
    engine.notes.listBookmarks();
    return rows.length;
  } catch (error) {
    // The wording is SQLite's or ours; the editor shows either.
    if (error instanceof SourceError) return error.failure.code;
    if (error instanceof Error) return error.message;
    throw error;
  } finally {
    if (database) closeCapture(database, false);
  }
}

test('the undamaged capture has its rows', () => expect(ask(whole)).toBe(20));

test('a capture of version 0.5, which deleted labels that begin with req-, has its rows', () => {
  const file = path.join(folder, 'withHoles.rpcscope');
  writeFileSync(file, whole);
  const database = new DatabaseSync(file);
  database.exec('PRAGMA foreign_keys = OFF; DELETE FROM text');
  database.close();
  expect(ask(readFileSync(file))).toBe(20);
});

test('a capture that is cut at any of 300 places is rejected', () => {
  for (let at = 0; at < 300; at++) {
    const length = Math.floor((whole.length * at) / 300);
    expect(ask(whole.subarray(0, length))).toMatch(/unknownFormat|damagedCapture/);
  }
});

test('a capture that is damaged in 1,000 ways answers or fails with a reason, and often answers', () => {
  const random = randomFrom(7);
  let answered = 0;
  for (let round = 0; round < 1_000; round++) {
    const bytes = Buffer.from(whole);
    for (let times = 0; times < 4; times++) bytes[random(bytes.length)] = random(256);
    if (typeof ask(bytes) === 'number') answered++;
  }
  expect(answered).toBeGreaterThan(300);
});

test('a damaged capture of an older version answers or fails with a reason', () => {
  const packed = path.resolve('test/fixtures/captures/version1/capture.rpcscope.gz');
  const older = gunzipSync(readFileSync(packed));
  for (let at = 100; at < older.length; at += 9_973) {
    const bytes = Buffer.from(older);
    bytes.fill(0xff, at, at + 64);
    expect(['number', 'string']).toContain(typeof ask(bytes));
  }
});
