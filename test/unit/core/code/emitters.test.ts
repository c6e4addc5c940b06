/** Tests the search for the code that emits a notification, and for its listeners. */
import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../../src/core/code/analysis';
import type { SourceIndex } from '../../../../src/core/code/sourceIndex';
import type { LineAnswer } from '../../../../src/core/code/sourceIndex';
import { EmitterFinder, listenersOf } from '../../../../src/core/code/emitters';
import {
  indexOf,
  indexOfTexts,
  notificationKind,
  projectFolder,
  told,
} from '../../../support/pythonSources';

type Asked = Parameters<typeof notificationKind>[0];

/** Formats a line as `path Class.method:line`, with ` ?` and the doubt if there is one. */
const shown = ({ at, line, doubt }: LineAnswer): string =>
  `${told(at)}:${line}${doubt === undefined ? '' : ` ? ${doubt}`}`;

const emitters = (index: SourceIndex, kind: Asked): string[] =>
  new EmitterFinder(new Analysis(index)).findEmitters(notificationKind(kind)).map(shown);
const listeners = (index: SourceIndex, kind: Asked): string[] =>
  listenersOf(notificationKind(kind), new Analysis(index)).map(shown);

const ends = 'one of several that give the end of its name';

describe('nova', () => {
  const nova = indexOf(projectFolder('nova'));
  const legacy = (eventType: string, more: Partial<Asked> = {}): Asked => ({
    ...{ exchange: 'nova', eventType, service: 'compute' },
    ...more,
  });

  test.each([
    [
      'compute.instance.create.start',
      [
        'nova/compute/utils.py notify_about_instance_usage:8',
        `nova/compute/manager.py ComputeManager.build_and_run_instance:52 ? ${ends}`,
      ],
    ],
    [
      'compute.instance.volume.attach',
      [
        'nova/compute/utils.py notify_about_instance_usage:8',
        `nova/compute/manager.py ComputeManager.attach_volume:48 ? ${ends}`,
      ],
    ],
    [
      'compute.instance.volume.detach',
      [
        'nova/compute/utils.py notify_about_instance_usage:8',
        `nova/compute/manager.py VolumeMixin.detach_volume:30 ? ${ends}`,
      ],
    ],
    ['HostAPI.set_enabled.start', ['nova/compute/utils.py notify_about_host:16']],
  ])('%s has its emitter and its composers', async (eventType, expected) => {
    expect(emitters(await nova, legacy(eventType))).toEqual(expected);
  });

  test('a name that is composed at run time is doubtful', async () => {
    expect(emitters(await nova, legacy('aggregate.addhost.start', { service: 'api' }))).toEqual([
      'nova/compute/utils.py notify_about_aggregate_update:12 ? its event type is put together at run time',
    ]);
  });

  test('a versioned notification is emitted where its EventType is made', async () => {
    const versioned = (eventType: string) =>
      legacy(eventType, { isVersioned: true, service: 'nova-compute' });
    expect(emitters(await nova, versioned('instance.create.start'))).toEqual([
      'nova/notifications/objects/instance.py notify_about_instance_action:10',
    ]);
    expect(emitters(await nova, versioned('instance.volume_swap.start'))).toEqual([
      'nova/notifications/objects/instance.py notify_about_volume_swap:17',
    ]);
  });

  test('an unversioned notification is never emitted by an EventType, nor the reverse', async () => {
    expect(emitters(await nova, legacy('instance.volume_swap.start'))).toEqual([]);
    const versioned = { ...legacy('HostAPI.set_enabled.start'), isVersioned: true };
    expect(emitters(await nova, versioned)).toEqual([]);
  });

  test('tests emit nothing', async () => {
    for (const eventType of ['compute.instance.volume.attach', 'compute.instance.create.end']) {
      expect(emitters(await nova, legacy(eventType)).join()).not.toContain('tests/');
    }
  });

  test('an unknown event type has no emitter', async () => {
    expect(emitters(await nova, legacy('volume.create.start'))).toEqual([]);
    expect(emitters(await nova, legacy('compute.instance'))).toEqual([]);
    expect(emitters(await nova, legacy(''))).toEqual([]);
  });

  test('another project emits no event of this one', async () => {
    const index = await indexOf(projectFolder('nova'), projectFolder('heat'));
    const kind = legacy('compute.instance.create.start');
    expect(emitters(index, kind)).not.toEqual([]);
    expect(emitters(index, { ...kind, exchange: 'heat' })).toEqual([]);
  });
});

describe('other projects', () => {
  test('in heat the function that passes a name on is listed beside the emitter', async () => {
    const heat = await indexOf(projectFolder('heat'));
    const kind = { exchange: 'heat', eventType: 'orchestration.stack.create.start' };
    expect(emitters(heat, { ...kind, service: 'orchestration' })).toEqual([
      'heat/engine/notification.py notify:14',
      'heat/engine/notification.py send_stack:19 ? it hands it to the function that emits',
    ]);
  });

  test('in cinder the emitter has a literal', async () => {
    const cinder = await indexOf(projectFolder('cinder'));
    expect(emitters(cinder, { eventType: 'volume.create.start', service: 'volume' })).toEqual([
      'cinder/volume/manager.py VolumeManager.create_volume:13',
    ]);
  });
});

describe('a notification is emitted by', () => {
  const inApp = (body: string) =>
    indexOfTexts({ 'app/__init__.py': '', 'app/emit.py': `PREFIX = 'app.thing'\n${body}\n` });
  const created: Asked = { exchange: 'app', eventType: 'app.thing.created' };

  test.each([
    ['a notifier', `def f(ctxt):\n    notifier.info(ctxt, 'app.thing.created', {})`],
    [
      'a keyword argument',
      `def f(ctxt):\n    notifier.info(ctxt, event_type='app.thing.created', payload={})`,
    ],
    [
      'a notifier that a function returns',
      `def f(ctxt):\n    get_notifier('app').info(ctxt, 'app.thing.created', {})`,
    ],
    [
      'a notifier in an attribute',
      `class A:\n    def f(self, ctxt):\n        self._notifier.info(ctxt, 'app.thing.created', {})`,
    ],
    ['a constant', `def f(ctxt):\n    notifier.info(ctxt, PREFIX + '.created', {})`],
    ['an f-string', `def f(ctxt):\n    notifier.info(ctxt, f'{PREFIX}.created', {})`],
    [
      'a level that is chosen at run time',
      `def f(ctxt, level):\n    notify = getattr(notifier, level)\n    notify(ctxt, 'app.thing.created', {})`,
    ],
    [
      'a method that is chosen at run time',
      `def f(ctxt):\n    method = notifier.error if bad else notifier.info\n    method(ctxt, 'app.thing.created', {})`,
    ],
    [
      'an event in a variable',
      `def f(ctxt):\n    event_type = 'app.thing.created'\n    notifier.info(ctxt, event_type, {})`,
    ],
    [
      'a function that passes it on',
      `def f(ctxt):\n    send_notification(ctxt, 'app.thing.created', {})`,
    ],
  ])('%s', async (_what, body) => {
    const [first] = emitters(await inApp(body), created);
    expect(first).toMatch(/^app\/emit\.py (?:A\.)?f:\d+$/);
  });

  test.each([
    ['a log line', `def f():\n    LOG.info('app.thing.created')`],
    ['a comment', `def f():\n    # notifier.info(ctxt, 'app.thing.created', {})\n    pass`],
    ['another event', `def f(ctxt):\n    notifier.info(ctxt, 'app.thing.deleted', {})`],
    ['a part of the name', `def f(ctxt):\n    notifier.info(ctxt, 'app.thing', {})`],
  ])('a notification is not emitted by %s', async (_what, body) => {
    expect(emitters(await inApp(body), created)).toEqual([]);
  });

  test('the line with its priority comes first when two lines emit it', async () => {
    const index = await inApp(
      `def good(ctxt):\n    notifier.info(ctxt, 'app.thing.created', {})\n\ndef bad(ctxt):\n    notifier.error(ctxt, 'app.thing.created', {})`,
    );
    const both = 'another function emits it as well';
    expect(emitters(index, { ...created, priority: 'ERROR' })).toEqual([
      'app/emit.py bad:6',
      `app/emit.py good:3 ? ${both}`,
    ]);
    expect(emitters(index, { ...created, priority: 'INFO' })[0]).toBe('app/emit.py good:3');
  });

  test('two equal lines are both doubtful', async () => {
    const index = await inApp(
      `def one(ctxt):\n    notifier.info(ctxt, 'app.thing.created', {})\n\ndef two(ctxt):\n    notifier.info(ctxt, 'app.thing.created', {})`,
    );
    const both = 'another function emits it as well';
    expect(emitters(index, created)).toEqual([
      `app/emit.py one:3 ? ${both}`,
      `app/emit.py two:6 ? ${both}`,
    ]);
  });

  test('a line that names the event comes before one that could emit any event', async () => {
    const index = await inApp(
      `def any(ctxt, event):\n    notifier.info(ctxt, event, {})\n\ndef two(ctxt):\n    notifier.info(ctxt, 'app.thing.created', {})`,
    );
    expect(emitters(index, created)[0]).toMatch(/^app\/emit\.py two:6/);
  });

  test('a line that could emit any event is an answer only in its own project, and doubtful', async () => {
    const index = await inApp(`def any(ctxt, event):\n    notifier.info(ctxt, event, {})`);
    expect(emitters(index, created)).toEqual([
      'app/emit.py any:3 ? its event type is put together at run time',
    ]);
    expect(emitters(index, { ...created, exchange: 'openstack' })).toEqual([]);
    expect(emitters(index, { ...created, priority: 'ERROR' })).toEqual([]);
  });

  test('the priorities WARN and WARNING are equal', async () => {
    const index = await inApp(`def f(ctxt):\n    notifier.warning(ctxt, event, {})`);
    expect(emitters(index, { ...created, priority: 'WARN' })).toHaveLength(1);
  });
});

describe('listeners', () => {
  const sink = indexOf(projectFolder('designate'));
  const file = 'designate/notification_handler/nova.py';
  const everything = `${file} EverythingHandler.info:16 ? it has no filter_rule: its topic alone decides`;

  test('are those whose rule accepts the event, and doubtful ones without a rule', async () => {
    const kind = { eventType: 'compute.instance.create.end', service: 'compute' };
    expect(listeners(await sink, kind)).toEqual([`${file} NovaFixedHandler.info:10`, everything]);
  });

  test.each([
    'compute.instance.create.start',
    'instance.create.end',
    'xcompute.instance.create.end',
  ])('are not those whose rule rejects %s', async eventType => {
    expect(listeners(await sink, { eventType })).toEqual([everything]);
  });

  test("have the method of the notification's priority", async () => {
    expect(
      listeners(await sink, { eventType: 'compute.instance.create.end', priority: 'ERROR' }),
    ).toEqual([
      `${file} EverythingHandler.error:19 ? it has no filter_rule: its topic alone decides`,
    ]);
    expect(
      listeners(await sink, { eventType: 'compute.instance.create.end', priority: 'AUDIT' }),
    ).toEqual([]);
  });

  test.each([
    ['by position', `NotificationFilter(None, None, '^a')`, 'a.b', true],
    ['by position', `NotificationFilter(None, None, '^a')`, 'b.a', false],
    ['from the start, like re.match', `NotificationFilter(event_type='b')`, 'a.b', false],
    ['without the end', `NotificationFilter(event_type='a')`, 'a.b', true],
    ['with alternatives', `NotificationFilter(event_type='x|a')`, 'a.b', true],
    ['an invalid regular expression', `NotificationFilter(event_type='(')`, 'a.b', true],
    ['syntax that only Python has', `NotificationFilter(event_type='(?P<n>a)(?P=n)')`, 'a.b', true],
    ['of a constant', `NotificationFilter(event_type=EVENTS)`, 'a.b', true],
    ['something else', `rules()`, 'a.b', true],
  ])('a rule %s: %s lets %s through: %s', async (_what, rule, eventType, expected) => {
    const index = await indexOfTexts({
      'app/a.py': `class Endpoint:\n    filter_rule = ${rule}\n    def info(self, ctxt, publisher_id, event_type, payload, metadata): pass\n`,
    });
    expect(listeners(index, { eventType })).toHaveLength(expected ? 1 : 0);
  });
});

test('a hundred functions that emit names of many parts are ranked without delay', async () => {
  const functions = Array.from(
    { length: 100 },
    (_, i) =>
      `def f${i}(ctxt, a, b, c, d):\n    notifier.info(ctxt, '%s.%s.%s.%s.%s' % (a, b, c, d, ${i}), {})\n    f${(i + 1) % 100}(ctxt, b, c, d, a)\n`,
  );
  const index = await indexOfTexts({ 'app/__init__.py': '', 'app/a.py': functions.join('') });
  expect(emitters(index, { exchange: 'app', eventType: `${'a.'.repeat(60)}z` })).toEqual(
    expect.any(Array),
  );
});
