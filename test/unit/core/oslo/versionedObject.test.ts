import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../../src/core/base/json';
import { asVersionedObject, operationOf } from '../../../../src/core/oslo/versionedObject';

const object = (name: string, data: JsonValue = {}, prefix = 'nova_object'): JsonValue => ({
  [`${prefix}.name`]: name,
  [`${prefix}.namespace`]: 'nova',
  [`${prefix}.version`]: '2.8',
  [`${prefix}.data`]: data,
  [`${prefix}.changes`]: ['host'],
});

describe('objects', () => {
  test.each(['nova_object', 'ironic_object', 'versioned_object'])(
    'are recognised with the prefix %s',
    prefix => {
      expect(asVersionedObject(object('Instance', { id: 1 }, prefix))).toEqual({
        name: 'Instance',
        namespace: 'nova',
        version: '2.8',
        data: { id: 1 },
        changes: ['host'],
      });
    },
  );

  test('are recognised without changes and namespace', () => {
    const bare = { 'x.name': 'Thing', 'x.version': '1.0', 'x.data': {} };
    expect(asVersionedObject(bare)).toMatchObject({ namespace: undefined, changes: [] });
  });

  test.each([
    ['text', 'Instance'],
    ['an array', []],
    ['a plain object', { name: 'x', version: '1', data: {} }],
    ['a name without the rest', { 'nova_object.name': 'Instance' }],
    ['data that is not an object', { 'a.name': 'I', 'a.version': '1', 'a.data': [] }],
  ] as const)('not: %s', (_name, value) => {
    expect(asVersionedObject(value)).toBeUndefined();
  });
});

describe('operations', () => {
  test.each([
    ['object_action', { objinst: object('Instance'), objmethod: 'save' }, 'Instance.save'],
    ['object_class_action', { objname: 'Service', objmethod: 'get_by_id' }, 'Service.get_by_id'],
    [
      'object_class_action_versions',
      { objname: 'Service', objmethod: 'get_by_compute_host' },
      'Service.get_by_compute_host',
    ],
    ['object_backport_versions', { objinst: object('Instance') }, 'Instance.obj_to_primitive'],
    ['object_action', { objmethod: 'save' }, 'object_action'],
    ['object_action', { objinst: object('Instance') }, 'object_action'],
    [
      'object_class_action_versions',
      { objname: 1, objmethod: 'x' },
      'object_class_action_versions',
    ],
    ['object_backport_versions', {}, 'object_backport_versions'],
    ['object_of_desire', { objname: 'A', objmethod: 'b' }, 'object_of_desire'],
    ['build_instances', { objname: 'A', objmethod: 'b' }, 'build_instances'],
    ['object_action', 'no arguments', 'object_action'],
    ['object_action', undefined, 'object_action'],
  ])('%s %j', (method, args, operation) => {
    expect(operationOf(method, args)).toBe(operation);
  });

  test('no arguments make operationOf throw', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('object_action', 'object_class_action'),
        fc.jsonValue(),
        (m, a) => {
          expect(operationOf(m, a as JsonValue)).toBeTypeOf('string');
        },
      ),
    );
  });
});
