import { expect, test } from 'vitest';
import { settings } from '../../../src/host/contributions/settings';

test.each([
  ['rpcscope.capture.maxRecords', 10.9, 10],
  ['rpcscope.capture.maxRecords', 0, undefined],
  ['rpcscope.capture.maxRecords', '10', undefined],
  ['rpcscope.code.codeLens', false, false],
  ['rpcscope.code.codeLens', 'false', undefined],
  ['rpcscope.diagram.defaultView', 'map', 'map'],
  ['rpcscope.diagram.defaultView', 'waterfall', undefined],
  ['rpcscope.diagram.defaultLaneLevel', ['host'], undefined],
  ['rpcscope.diagram.defaultTimeFormat', 'clock', 'clock'],
  ['rpcscope.diagram.defaultTimeFormat', 'utc', 'utc'],
  ['rpcscope.diagram.density', 'compact', 'compact'],
  ['rpcscope.diagram.density', 7, undefined],
  ['rpcscope.diagram.defaultTimeFormat', '__proto__', undefined],
  ['rpcscope.tap.bindingKeys', ['publish.#'], ['publish.#']],
  ['rpcscope.tap.bindingKeys', [], undefined],
  ['rpcscope.tap.bindingKeys', ['publish.#', 1], undefined],
] as const)('%s takes a hand-written %j as %j', (key, written, value) => {
  expect(settings[key].parse(written)).toEqual(value);
});

test('sizes and counts have a default of at least 1', () => {
  const counts = Object.values(settings).filter(({ schema }) => schema['type'] === 'integer');
  expect(counts).toHaveLength(4);
  for (const { default: value } of counts) expect(value).toBeGreaterThanOrEqual(1);
});
