import { describe, expect, test } from 'vitest';
import type { EndpointTarget } from '../../../../src/core/code/endpoints';
import { targetMismatchOf } from '../../../../src/core/code/versionMismatches';

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
