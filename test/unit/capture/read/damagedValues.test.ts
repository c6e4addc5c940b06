/** Values of another type in a damaged capture, for which an error names the column. */
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captureFigures } from '../../../../src/capture/aggregates/captureFigures';
import { readLanes } from '../../../../src/capture/read/lanes';
import { RowReader } from '../../../../src/capture/read/rows';
import { listSpans } from '../../../../src/capture/read/spanList';
import { SpanReader } from '../../../../src/capture/read/spanReader';
import { recordedCapture } from '../../../support/captures';
import { cast, record } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');
let capture: ReturnType<typeof recordedCapture>;
beforeEach(async () => {
  capture = recordedCapture(path.join(folder, 'damaged.rpcscope'));
  await capture.record(record('publish', cast('m1')), record('deliver', cast('m1')));
});
afterEach(() => capture.close());

type Reading = () => unknown;

test.each<[damage: string, read: () => Reading, error: string]>([
  ['UPDATE message SET kind = 77', rows, 'its column kind holds the number 77'],
  [`UPDATE message SET at = 'noon'`, rows, 'its column at holds a text instead of a number'],
  [`UPDATE message SET redelivered = 2`, rows, 'holds the number 2 instead of 0 or 1'],
  ['UPDATE span SET state = -1', spans, 'its column state holds the number -1'],
  [`UPDATE span SET published_at = x'00ff'`, details, 'its column span_published_at holds 2 bytes'],
  [`UPDATE body SET routing_keys = '{'`, details, 'its column routing_keys holds a text'],
  [`UPDATE process SET host_key = x'04'`, lanes, 'its column key holds 1 bytes'],
])('after %s there is an error', (damage, read, error) => {
  const reading = read();
  expect(reading).not.toThrow();
  capture.database.exec(damage);
  expect(reading).toThrow('the file is damaged');
  expect(reading).toThrow(error);
});

test('statistics of spans with a value of another type fail as well', async () => {
  await expect(captureFigures(capture.database)).resolves.toBeDefined();
  capture.database.exec(`UPDATE span SET wire_bytes = 'many'`);
  await expect(captureFigures(capture.database)).rejects.toThrow('its column wire_bytes');
});

function rows(): Reading {
  const reader = new RowReader(capture.database);
  return () => reader.rowsByIds([1], 0);
}

function details(): Reading {
  const reader = new SpanReader(capture.database);
  return () => reader.details(1);
}

function spans(): Reading {
  return () => [...listSpans(capture.database)];
}

function lanes(): Reading {
  return () => readLanes(capture.database);
}
