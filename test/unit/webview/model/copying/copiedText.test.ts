import { expect, test } from 'vitest';
import type { CopiedPart } from '../../../../../webview/model/copying/copiedText';
import { copiedText } from '../../../../../webview/model/copying/copiedText';
import { SampleEngine, sampleCapture } from '../../../../webview/sampleEngine';
import { row } from '../../../../webview/sampleRows';

const engine = new SampleEngine(sampleCapture({ rowCount: 1, rowAt: index => row({ index }) }));
const span = engine.spans.readSpan(1);
const copied = (part: CopiedPart, of = span) => copiedText(part, row({ index: 0 }), of);

test('parts of a message are copied as they were sent', () => {
  expect(copied('name')).toBe('select_destinations');
  expect(copied('messageId')).toBe('09c557ae4a5b4c6d8e7f90a1b2c3d4e5');
  expect(copied('requestId')).toMatch(/^req-/);
  expect(JSON.parse(copied('arguments') ?? '')).toMatchObject({ return_objects: true });
  expect(copied('row')?.split('\t')).toContain('select_destinations');
});

test('a row whose details are not held copies its own fields', () => {
  const before = span && { ...span, spanId: 99 };
  expect(copied('name', before)).toBe('select_destinations');
  expect(copied('messageId', before)).toBeUndefined();
  expect(copied('arguments', before)).toBeUndefined();
});
