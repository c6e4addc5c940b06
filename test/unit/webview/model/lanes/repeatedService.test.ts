import { expect, test } from 'vitest';
import { repeatedService } from '../../../../../webview/model/lanes/repeatedService';
import { lane } from '../../../../webview/sampleRows';

const lanesOf = (...services: readonly string[]) =>
  services.map((service, at) => lane(`${service} · host${at}`));

test('a service that more than half of the lanes have is repeated', () => {
  expect(repeatedService(lanesOf('a', 'b', 'b'))).toBe('b');
  expect(repeatedService(lanesOf('a', 'a', 'b', 'b'))).toBeUndefined();
  expect(repeatedService(lanesOf('a', 'b', 'c'))).toBeUndefined();
});

test('one or two lanes repeat nothing', () => {
  expect(repeatedService([])).toBeUndefined();
  expect(repeatedService(lanesOf('a', 'a'))).toBeUndefined();
});
