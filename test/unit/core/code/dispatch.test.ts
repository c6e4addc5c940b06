/**
 * Tests the rules by which a server takes a message, against oslo.messaging's own dispatcher.
 */
import { describe, expect, test } from 'vitest';
import { isCompatible, isPrivate } from '../../../../src/core/code/dispatch';

describe('versions', () => {
  test.each([
    // Served version, version of the message, whether it is accepted.
    ['1.0', '1.0', true],
    ['1.5', '1.0', true],
    ['1.5', '1.5', true],
    ['1.5', '1.6', false],
    ['1.10', '1.9', true],
    ['1.9', '1.10', false],
    ['2.0', '1.0', false],
    ['1.0', '2.0', false],
    ['1.5.2', '1.5.2', true],
    ['1.5.2', '1.5.1', true],
    ['1.5.2', '1.5.3', false],
    ['1.5', '1.5.1', false],
    ['1.6', '1.5.9', true],
    ['1.5.1', '1.5', true],
    ['5.13', '6.0', false],
    ['1', '1.0', true],
    ['one', '1.0', false],
    ['1.0', 'one', false],
    ['', '', false],
  ])('%s takes %s: %s', (served, asked, expected) => {
    expect(isCompatible(served, asked)).toBe(expected);
  });
});

test.each([
  ['attach_volume', false],
  ['_attach_volume', true],
  ['__init__', true],
  ['', false],
])('%j is private: %s', (method, expected) => {
  expect(isPrivate(method)).toBe(expected);
});
