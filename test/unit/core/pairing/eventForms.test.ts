/** Notifications that tell of one event in two forms: nova's, and designate's of zones. */
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/core/base/json';
import type { Span } from '../../../../src/core/pairing/entities';
import { correlated } from '../../../support/correlated';
import { record, seconds } from '../../../support/records';

const server = '4f90cd2c-f251-594c-822e-5f9d5be00304';
const request = 'req-f5241e8e-df09-549d-b1df-9ad41fe6310e';

interface Told {
  readonly event: string;
  /** Default: `cmp1`. */
  readonly host?: string;
  readonly server?: string;
  readonly request?: string | null;
  readonly at?: number;
  readonly payload?: JsonObject;
}

const old = ({ event, host = 'cmp1', payload, ...told }: Told) =>
  notification(event, `compute.${host}`, payload ?? { instance_id: told.server ?? server }, told);

const versioned = ({ event, host = 'cmp1', payload, ...told }: Told) =>
  notification(
    event,
    `nova-compute:${host}`,
    {
      'nova_object.name': 'InstanceActionPayload',
      'nova_object.namespace': 'nova',
      'nova_object.version': '1.8',
      'nova_object.data': payload ?? { uuid: told.server ?? server },
    },
    told,
  );

const ofZone = ({ event, host = 'ctl1', payload, ...told }: Told) =>
  notification(event, `central.${host}`, payload ?? { id: server, serial: 1 }, told);

let count = 0;
function notification(
  event: string,
  publisher: string,
  payload: JsonValue,
  { at = 1, request: id = request }: Omit<Told, 'event'>,
) {
  return record(
    'publish',
    {
      message_id: `m${++count}`,
      _unique_id: `u${count}`,
      event_type: event,
      publisher_id: publisher,
      priority: 'INFO',
      payload,
      _context_request_id: id,
    },
    { exchange: 'nova', at: seconds(at) },
  );
}

/** For each notification, the position of the one that told its event first. */
function firstForms(...records: ReturnType<typeof record>[]) {
  const capture = correlated();
  capture.add(...records);
  const spans: readonly Span[] = capture.spans().sort((a, b) => a.id - b.id);
  return spans.map(({ firstForm }) => (firstForm ? spans.indexOf(firstForm) : undefined));
}

test.each([
  ['compute.instance.create.end', 'instance.create.end'],
  ['compute.instance.live_migration._post.start', 'instance.live_migration_post.start'],
  ['compute.instance.live_migration.post.dest.end', 'instance.live_migration_post_dest.end'],
  ['compute.instance.finish_resize.end', 'instance.resize_finish.end'],
  ['compute.instance.volume.attach', 'instance.volume_attach.end'],
  ['scheduler.select_destinations.start', 'scheduler.select_destinations.start'],
  ['compute_task.build_instances', 'compute_task.build_instances.error'],
  ['servergroup.create', 'server_group.create'],
])('%s and %s are one event, whichever comes first', (oldName, newName) => {
  const [one, other] = [old({ event: oldName }), versioned({ event: newName, at: 1.02 })];
  expect(firstForms(one, other)).toEqual([undefined, 0]);
  const [later, earlier] = [old({ event: oldName, at: 1.02 }), versioned({ event: newName })];
  expect(firstForms(earlier, later)).toEqual([undefined, 0]);
});

test('an exception is told under the name of the method, and as an exception', () => {
  const payload = { exception: "{'message': 'no console'}", args: {} };
  expect(
    firstForms(
      old({ event: 'get_vnc_console', payload }),
      versioned({ event: 'compute.exception', payload: { function_name: '_send' } }),
    ),
  ).toEqual([undefined, 0]);
});

test('two servers of one request each have their own pair', () => {
  const other = '07cfee24-96d2-57de-9746-53a91c6b98a3';
  expect(
    firstForms(
      old({ event: 'compute.instance.create.start' }),
      old({ event: 'compute.instance.create.start', server: other }),
      versioned({ event: 'instance.create.start' }),
      versioned({ event: 'instance.create.start', server: other }),
    ),
  ).toEqual([undefined, undefined, 0, 1]);
});

describe("designate's zones were called domains", () => {
  test.each(['create', 'update', 'delete'])('%s of a zone is one event, told twice', change => {
    const [domain, zone] = [`dns.domain.${change}`, `dns.zone.${change}`];
    expect(firstForms(ofZone({ event: domain }), ofZone({ event: zone }))).toEqual([undefined, 0]);
    expect(firstForms(ofZone({ event: zone }), ofZone({ event: domain }))).toEqual([undefined, 0]);
  });

  test('changes of one zone that are told together each have their own pair', () => {
    const payloads = [{ changed_field: 'ttl' }, { changed_field: 'email' }];
    const told = (event: string) => payloads.map(payload => ofZone({ event, payload }));
    expect(firstForms(...told('dns.domain.update'), ...told('dns.zone.update'))).toEqual([
      ...[undefined, undefined],
      ...[0, 1],
    ]);
  });

  test.each([
    ['one name twice', 'dns.zone.update', 'dns.zone.update'],
    ['another change', 'dns.domain.create', 'dns.zone.update'],
    ['another thing', 'dns.recordset.create', 'dns.zone.create'],
  ])('%s is another event', (_, one, other) => {
    expect(firstForms(ofZone({ event: one }), ofZone({ event: other }))).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('two notifications are two events', () => {
  const first = old({ event: 'compute.instance.update' });
  test.each([
    ['in one form', old({ event: 'compute.instance.update' })],
    ['of another name', versioned({ event: 'instance.create.end' })],
    ['of another phase', versioned({ event: 'instance.update.start' })],
    ['from another host', versioned({ event: 'instance.update', host: 'cmp2' })],
    ['about another server', versioned({ event: 'instance.update', server: request.slice(4) })],
    ['of another request', versioned({ event: 'instance.update', request: 'req-1' })],
    ['without a request', versioned({ event: 'instance.update', request: null })],
    ['long after', versioned({ event: 'instance.update', at: 20 })],
  ])('%s', (_, second) => {
    expect(firstForms(first, second)).toEqual([undefined, undefined]);
  });

  test('when the first one was told in both forms already', () => {
    expect(
      firstForms(
        first,
        versioned({ event: 'instance.update' }),
        versioned({ event: 'instance.update' }),
      ),
    ).toEqual([undefined, 0, undefined]);
  });
});
