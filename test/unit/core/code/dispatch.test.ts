/**
 * Tests the rules by which a server chooses an endpoint, against oslo.messaging's own dispatcher.
 */
import { describe, expect, test } from 'vitest';
import { isCompatible, isPrivate, targetMismatchOf } from '../../../../src/core/code/dispatch';
import type { EndpointTarget } from '../../../../src/core/code/endpoints';

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

describe('an endpoint', () => {
  const endpoint = (more: Partial<EndpointTarget>): EndpointTarget => ({
    namespace: null,
    legacyNamespaces: [],
    version: '1.5',
    at: undefined,
    ...more,
  });

  test.each([
    // Endpoint, namespace and version of the message, reason for rejection.
    [{}, undefined, '1.2', undefined],
    [{}, undefined, undefined, undefined],
    [{}, 'baseapi', '1.2', 'namespace'],
    [{ namespace: 'baseapi' }, 'baseapi', '1.2', undefined],
    [{ namespace: 'baseapi' }, undefined, '1.2', 'namespace'],
    [{ namespace: 'baseapi' }, 'compute_task', '1.2', 'namespace'],
    [{ namespace: 'a', legacyNamespaces: ['b', 'c'] }, 'c', '1.2', undefined],
    [{ namespace: 'a', legacyNamespaces: ['b', 'c'] }, 'd', '1.2', 'namespace'],
    [{ namespace: 'a', legacyNamespaces: ['b'] }, undefined, '1.2', 'namespace'],
    [{}, undefined, '1.6', 'version'],
    [{}, undefined, '2.0', 'version'],
    // A message that names no version has 1.0.
    [{ version: '2.0' }, undefined, undefined, 'version'],
    // The namespace is compared first, so it is the reason when both differ.
    [{ namespace: 'baseapi' }, undefined, '9.9', 'namespace'],
    // Unknown parts of a target reject nothing.
    [{ version: undefined }, undefined, '9.9', undefined],
    [{ namespace: undefined }, 'baseapi', '1.2', undefined],
    [{ namespace: undefined }, 'baseapi', '1.6', 'version'],
  ] as const)(
    '%j and a message of namespace %s, version %s: %s',
    (own, namespace, version, kind) => {
      expect(targetMismatchOf(endpoint(own), namespace, version)?.kind).toBe(kind);
    },
  );
});

test.each([
  ['attach_volume', false],
  ['_attach_volume', true],
  ['__init__', true],
  ['', false],
])('%j is private: %s', (method, expected) => {
  expect(isPrivate(method)).toBe(expected);
});
