import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import type { Subject } from '../../../../src/core/requests/subject';
import { resourceOf, unknownSubject } from '../../../../src/core/requests/subject';

const object = (name: string, data: JsonObject, prefix = 'nova_object'): JsonObject => ({
  [`${prefix}.name`]: name,
  [`${prefix}.namespace`]: 'nova',
  [`${prefix}.version`]: '1.0',
  [`${prefix}.data`]: data,
});

const web = { name: 'web-1', id: '5e2c0a1b-8d0f-4a56-9a7f-0c2f6a7b1d11' };
const instance = object('Instance', { uuid: web.id, display_name: web.name, image_ref: 'i' });
const id = '77aa0a1b-8d0f-4a56-9a7f-0c2f6a7b1d22';

test.each<[string, JsonObject, Partial<Subject>]>([
  ['the instance of a cast', { args: { instance } }, web],
  [
    'the instance whose id stands beside, by the name that stands deeper',
    {
      args: {
        request_specs: [object('RequestSpec', { instance_uuid: web.id, flavor: { id: 3 } })],
        build_requests: object('BuildRequestList', {
          objects: [object('BuildRequest', { instance })],
        }),
        image: { id, name: 'cirros' },
      },
    },
    web,
  ],
  ['the first of several instances', { args: { instances: [instance, instance] } }, web],
  ['the object of which a method is called', { args: { objinst: instance, args: [] } }, web],
  ['a server rather than the volume that it gets', { args: { volume_id: id, instance } }, web],
  [
    "a volume in cinder's objects",
    { args: { volume: object('Volume', { id, display_name: 'data' }, 'versioned_object') } },
    { name: 'data', id },
  ],
  [
    'a snapshot rather than its volume',
    { args: { volume: { id: 'v' }, snapshot: { id, display_name: 'snap' } } },
    { name: 'snap', id },
  ],
  ['a volume by its id alone', { args: { volume_id: id } }, { id }],
  ['a stack by its name alone', { args: { stack_name: 'wordpress' } }, { name: 'wordpress' }],
  [
    'a stack by its identity',
    { args: { stack_identity: { stack_name: 'wordpress', stack_id: id, tenant: 't' } } },
    { name: 'wordpress', id },
  ],
  [
    'the server of a notification of the old form',
    { event_type: 'e', payload: { instance_id: web.id, display_name: web.name, user_id: 'u' } },
    web,
  ],
  [
    'the server of a versioned notification',
    {
      event_type: 'e',
      payload: object('InstanceActionPayload', { uuid: web.id, display_name: web.name }),
    },
    web,
  ],
  [
    'the port of a notification, not its network',
    { event_type: 'e', payload: { port: { network_id: 'n', name: '', id } } },
    { id },
  ],
  [
    'the image of a notification',
    { event_type: 'e', payload: { id, name: 'cirros' } },
    { name: 'cirros', id },
  ],
])('the subject is %s', (_, message, subject) => {
  expect(resourceOf(message)).toEqual({ ...unknownSubject, ...subject });
});

test.each<[string, JsonObject]>([
  ['without arguments', {}],
  ['whose arguments are no object', { args: 'instance' }],
  ['whose arguments are a list', { args: [{ instance: 7 }] }],
  ['that names nothing', { args: { host: 'cmp1', context: { user_id: 'u' } } }],
  ['whose ids are no texts', { args: { instance_uuid: 7, volume_id: null, port: { id: [] } } }],
  ['whose id is endless', { args: { instance_uuid: 'x'.repeat(10_000) } }],
  ['that is deeper than a person writes', deep(10_000)],
])('a message %s has no subject', (_, message) => {
  expect(resourceOf(message)).toEqual(unknownSubject);
});

test('a message of very many objects is not searched to its end', () => {
  const many = Array.from({ length: 100_000 }, (_, n) => ({ n }));
  expect(resourceOf({ args: { many, last: { instance } } })).toEqual(web);
});

function deep(levels: number): JsonObject {
  let value: JsonObject = { instance_uuid: web.id };
  for (let level = 0; level < levels; level++) value = { value };
  return { args: value };
}
