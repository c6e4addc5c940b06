/** Requests to other services that heat made for a stack, which only the names of things tell. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { correlated } from '../../../support/correlated';
import { record, seconds } from '../../../support/records';

interface Sent {
  readonly request?: string;
  readonly project?: string;
  readonly at?: number;
  readonly more?: JsonObject;
}

const contextOf = ({ request = 'req-heat', project = 'p1', more = {} }: Sent): JsonObject => ({
  _context_request_id: request,
  _context_project_id: project,
  ...more,
});

let count = 0;
const asked = (method: string, args: JsonObject, sent: Sent = {}) =>
  record(
    'publish',
    { method, args, version: '1.0', _unique_id: `u${++count}`, ...contextOf(sent) },
    { exchange: 'any', at: seconds(sent.at ?? 1) },
  );

const told = (event: string, payload: JsonObject, sent: Sent = {}) =>
  record(
    'publish',
    {
      ...{ message_id: `m${++count}`, _unique_id: `u${count}`, publisher_id: 'any.ctl1' },
      ...{ event_type: event, priority: 'INFO', payload },
      ...contextOf(sent),
    },
    { exchange: 'any', at: seconds(sent.at ?? 1) },
  );

const creating = (stack: string, sent: Sent = {}) => [
  asked('create_stack', { stack_name: stack }, sent),
  asked('check_resource', { resource_id: 1 }, sent),
];
const ofNova: Sent = { request: 'req-nova' };
const built = (name: string, sent: Sent = ofNova) =>
  asked(
    'schedule_and_build_instances',
    { build_requests: [{ data: { instance: { display_name: name } } }] },
    sent,
  );

/** The request of heat that asked for the last of these messages. */
function causeOf(...records: ReturnType<typeof record>[]): string | undefined {
  const capture = correlated();
  capture.add(...records);
  return capture.spans().toSorted((a, b) => b.id - a.id)[0]?.stackRequestId;
}

describe('a request that names a thing of a stack is heat’s', () => {
  test.each([
    ['a server', built('web-server-fw5hxda6jv4l')],
    ['a volume', told('volume.create.start', { display_name: 'web-disk-fw5hxda6jv4l' }, ofNova)],
    ['a network', told('network.create.end', { network: { name: 'web-n-fw5hxda6jv4l' } }, ofNova)],
    [
      'a load balancer',
      told('octavia.loadbalancer.create.end', { name: 'web-l-fw5hxda6jv4l' }, ofNova),
    ],
    ['a thing in an inner stack', built('web-group-aaaaaaaaaaaa-server-fw5hxda6jv4l')],
  ])('%s', (_, message) => {
    expect(causeOf(...creating('web'), message)).toBe('req-heat');
  });

  test('when the stack is deleted or updated', () => {
    const identity = { stack_identity: { stack_name: 'web', stack_id: 's' } };
    const sent = { request: 'req-other' };
    expect(
      causeOf(
        ...creating('web'),
        told('orchestration.stack.create.end', { stack_name: 'web' }),
        asked('delete_stack', identity, sent),
        asked('check_resource', { resource_id: 1 }, sent),
        told('network.delete.end', { network: { name: 'web-n-fw5hxda6jv4l' } }, ofNova),
      ),
    ).toBe('req-other');
  });

  test('when a client gave heat’s request its id, by that one', () => {
    const sent = { more: { _context_global_request_id: 'req-client' } };
    expect(causeOf(...creating('web', sent), built('web-server-fw5hxda6jv4l'))).toBe('req-client');
  });

  test('by the longest name of several stacks', () => {
    expect(
      causeOf(
        ...creating('web'),
        ...creating('web-a', { request: 'req-a' }),
        built('web-a-server-fw5hxda6jv4l'),
      ),
    ).toBe('req-a');
  });

  test('by all of its messages, once one of them named the thing', () => {
    const other = told('network.delete.start', { network_id: 'n' }, ofNova);
    expect(causeOf(...creating('web'), built('web-server-fw5hxda6jv4l'), other)).toBe('req-heat');
  });
});

describe('a request is not heat’s', () => {
  const server = 'web-server-fw5hxda6jv4l';
  test.each([
    ['with a name of another form', [...creating('web'), built('web-server')]],
    ['with a name of no stack', [...creating('web'), built('webserver-x-fw5hxda6jv4l')]],
    ['in another project', [...creating('web', { project: 'p2' }), built(server)]],
    ['before heat works on the stack', [built(server)]],
    [
      'when the stack was only looked at',
      [asked('show_stack', { stack_name: 'web' }), built(server)],
    ],
    [
      'when the stack is complete',
      [
        ...creating('web'),
        told('orchestration.stack.create.end', { stack_name: 'web' }),
        built(server),
      ],
    ],
    ['long after the last step', [...creating('web'), built(server, { ...ofNova, at: 4_000 })]],
    [
      'when it tells another cause',
      [
        ...creating('web'),
        built(server, { ...ofNova, more: { _context_global_request_id: 'req-client' } }),
      ],
    ],
    [
      'when it is heat’s own',
      [...creating('web'), told('orchestration.stack.update.start', { stack_name: 'web' })],
    ],
    [
      'when only the network of its port is the stack’s',
      [
        ...creating('web'),
        asked('port_create_end', { network: { name: 'web-n-fw5hxda6jv4l' } }, ofNova),
      ],
    ],
  ])('%s', (_, records) => {
    expect(causeOf(...records)).toBeUndefined();
  });

  test('when names are of a kind that is none', () => {
    for (const name of [
      '-'.repeat(100_000),
      `web-${'a-'.repeat(50_000)}fw5hxda6jv4l`,
      '',
      '\u0000',
    ]) {
      expect(causeOf(...creating('web'), built(name))).toBeUndefined();
    }
    const payload = { network: null, display_name: 7, name: ['web-n-fw5hxda6jv4l'] };
    expect(
      causeOf(...creating('web'), told('network.create.end', payload, ofNova)),
    ).toBeUndefined();
  });
});
