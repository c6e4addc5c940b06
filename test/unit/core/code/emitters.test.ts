/** Tests the search for the code that emits a notification, and for its listeners. */
import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../../src/core/code/analysis';
import type { SourceIndex } from '../../../../src/core/code/sourceIndex';
import type { LineAnswer } from '../../../../src/core/code/sourceIndex';
import { EmitterFinder } from '../../../../src/core/code/emitters';
import { listenersOf } from '../../../../src/core/code/listeners';
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

const helps = 'it sends what another function decides';

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
        'nova/compute/manager.py ComputeManager.build_and_run_instance:52',
        `nova/compute/utils.py notify_about_instance_usage:8 ? ${helps}`,
        `nova/compute/manager.py ComputeManager._notify_about_instance_usage:67 ? ${helps}`,
      ],
    ],
    [
      'compute.instance.volume.attach',
      [
        'nova/compute/manager.py ComputeManager.attach_volume:48',
        `nova/compute/utils.py notify_about_instance_usage:8 ? ${helps}`,
        `nova/compute/manager.py ComputeManager._notify_about_instance_usage:67 ? ${helps}`,
      ],
    ],
    [
      'compute.instance.volume.detach',
      [
        'nova/compute/manager.py VolumeMixin.detach_volume:30',
        `nova/compute/utils.py notify_about_instance_usage:8 ? ${helps}`,
        `nova/compute/manager.py ComputeManager._notify_about_instance_usage:67 ? ${helps}`,
      ],
    ],
    ['HostAPI.set_enabled.start', ['nova/compute/utils.py notify_about_host:16']],
  ])('%s is decided by one function, and others help', async (eventType, expected) => {
    expect(emitters(await nova, legacy(eventType))).toEqual(expected);
  });

  test('a name that is composed at run time is doubtful', async () => {
    expect(emitters(await nova, legacy('aggregate.addhost.start', { service: 'api' }))).toEqual([
      'nova/compute/utils.py notify_about_aggregate_update:12 ? its event type is put together at run time',
    ]);
  });

  test('a versioned notification is decided where the parts of its EventType are', async () => {
    const versioned = (eventType: string) =>
      legacy(eventType, { isVersioned: true, service: 'nova-compute' });
    expect(emitters(await nova, versioned('instance.create.start'))).toEqual([
      'nova/compute/manager.py ComputeManager.build_and_run_instance:54',
      `nova/notifications/objects/instance.py notify_about_instance_action:10 ? ${helps}`,
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
  test('in heat the function that puts the name together comes before its helper', async () => {
    const heat = await indexOf(projectFolder('heat'));
    const kind = { exchange: 'heat', eventType: 'orchestration.stack.create.start' };
    expect(emitters(heat, { ...kind, service: 'orchestration' })).toEqual([
      'heat/engine/notification.py send_stack:19',
      `heat/engine/notification.py notify:14 ? ${helps}`,
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

describe('the function that decides comes first, and its helper second', () => {
  test.each<[what: string, body: string, event: string, expected: readonly string[]]>([
    [
      'over several helpers',
      `def create(c): _notify(c, 'create.start')
def _notify(c, suffix): notify_about(c, event_suffix=suffix)
def notify_about(c, event_suffix):
    event_suffix = 'x' and event_suffix
    notifier.info(c, 'app.%s' % event_suffix, {})`,
      'app.create.start',
      ['create:1', 'notify_about:5', '_notify:2'],
    ],
    [
      'in nova, by action and phase of one call',
      `def reboot(c):
    notify_about(c, action=Action.REBOOT, phase=Phase.START)
    notify_about(c, action=Action.PAUSE, phase=Phase.END)
def notify_about(c, action, phase=None):
    Notification(event_type=EventType(object='instance', action=action, phase=phase)).emit(c)
class Action:
    REBOOT = 'reboot'
    PAUSE = 'pause'
class Phase:
    START = 'start'
    END = 'end'`,
      'instance.reboot.start',
      ['reboot:2', 'notify_about:5'],
    ],
    [
      'in masakari, without an object',
      `def move(c): notify_about(c, action='thing.move', phase='start')
def notify_about(c, action, phase):
    Notification(event_type=EventType(action=action, phase=phase)).emit(c)`,
      'thing.move.start',
      ['move:1', 'notify_about:3'],
    ],
    [
      'in ironic, with a status and a word before the object',
      `def power(task): emit_notification(task, 'power_set', Status.ERROR)
def emit_notification(task, action, status):
    Notification(event_type=EventType(object='node', action=action, status=status)).emit(task)
class Status(Enum):
    ERROR = 'error'`,
      'baremetal.node.power_set.error',
      ['power:1', 'emit_notification:3'],
    ],
    [
      'of an enumeration with values',
      `def f(c): notify_about(c, Action.DROP.value)
def notify_about(c, action):
    Notification(event_type=EventType(object='thing', action=action)).emit(c)
class Action(Enum):
    DROP = 'drop'`,
      'thing.drop',
      ['f:1', 'notify_about:3'],
    ],
  ])('%s', async (_what, body, event, expected) => {
    const index = await indexOfTexts({ 'app/__init__.py': '', 'app/a.py': body });
    const isVersioned = body.includes('EventType');
    const found = emitters(index, { exchange: 'app', eventType: event, isVersioned });
    expect(found.map(each => each.replace(/^app\/a\.py | \? .*$/g, ''))).toEqual(expected);
    expect(found[0]).not.toContain('?');
  });

  const shapes: Readonly<Record<string, string>> = {
    'app/__init__.py': '',
    // Flows of cinder and octavia: a task is made with a part of the name, or is of a class with it.
    'app/notification_tasks.py': `
class NotifyTask:
    def __init__(self, db, event_suffix):
        self.event_suffix = event_suffix

    def execute(self, c):
        notifier.info(c, 'app.' + self.event_suffix, {})


class LevelTask:
    event_type = None

    def execute(self, c):
        self.notifier.info(c, self.event_type, {})


class DropTask(LevelTask):
    event_type = 'app.drop.end'
`,
    'app/flow.py': `
from app import notification_tasks


def create_flow(db):
    end_suffix = 'create.end'
    flow.add(notification_tasks.NotifyTask(db, 'create.start'))
    flow.add(notification_tasks.NotifyTask(db, end_suffix))


def drop_flow():
    flow.add(notification_tasks.DropTask())
`,
    // The way of keystone and designate: methods of a class, and decorators.
    'app/notifications.py': `
ACTIONS = _ACTIONS(created='created', deleted='deleted')


class Audit:
    @classmethod
    def _emit(cls, operation, resource):
        _send_notification(operation, resource)

    @classmethod
    def created(cls, resource):
        cls._emit(ACTIONS.created, resource)


def _send_notification(operation, resource):
    notifier.info(c, f'identity.{resource}.{operation}', {})


class RoleWrapper:
    ROLE = 'role'

    def __init__(self, operation):
        self.event_type = f'identity.{self.ROLE}.{operation}'

    def __call__(self, f):
        def wrapper(wrapped, *args):
            _send_audit_notification(self.event_type)
        return wrapper


role_assignment = RoleWrapper


def _send_audit_notification(event_type):
    notifier.info(c, event_type, {})


def notify_type(notification_type):
    def outer(f):
        def inner(self):
            for message in queue:
                self.notifier.info(message[0], message[1], message[2])
        return inner
    return outer
`,
    'app/manager.py': `
from app import notifications


class Manager:
    _PROJECT = 'project'

    def create_project(self):
        notifications.Audit.created(self._PROJECT)

    @notifications.role_assignment('created')
    def grant(self):
        pass

    @notifications.notify_type('dns.zone.create')
    def create_zone(self):
        pass
`,
    // The way of neutron: the name is an entry of a dictionary.
    'app/router.py': `
class Router:
    def add(self):
        self.notify_about('add')

    def remove(self):
        self.notify_about('remove')

    def notify_about(self, action):
        mapping = {'add': 'create', 'remove': 'delete'}
        self.notifier.info(c, 'router.%s' % mapping[action], {})
`,
    // The way of trove: a method of the derived class calls that of its base class.
    'app/traits.py': `
class Base:
    event_type_format = 'trove.%s'

    def notify(self, event_type):
        event_type = self.event_type_format % event_type
        notifier.info(c, event_type, {})


class Create(Base):
    def notify(self):
        super(Create, self).notify('instance.create')


class ApiNotification:
    def event_type(self):
        pass

    def _notify(self, qualifier):
        qualified_event_type = 'dbaas.%s.%s' % (self.event_type(), qualifier)
        notifier.info(c, qualified_event_type, {})

    def notify_start(self):
        self._notify('start')


class ApiCreate(ApiNotification):
    def event_type(self):
        return 'create'


`,
    'app/service.py': `
from app import traits as notification


def controller(req):
    context.notification = notification.ApiCreate(req)
`,
  };
  const index = indexOfTexts(shapes);

  test.each([
    [
      'app.create.start',
      'app/flow.py create_flow:7',
      'app/notification_tasks.py NotifyTask.execute:7',
    ],
    [
      'app.create.end',
      'app/flow.py create_flow:8',
      'app/notification_tasks.py NotifyTask.execute:7',
    ],
    ['app.drop.end', 'app/flow.py drop_flow:12', 'app/notification_tasks.py LevelTask.execute:14'],
    [
      'identity.project.created',
      'app/manager.py Manager.create_project:9',
      'app/notifications.py _send_notification:16',
    ],
    [
      'identity.role.created',
      'app/manager.py Manager.grant:11',
      'app/notifications.py _send_audit_notification:35',
    ],
    [
      'dns.zone.create',
      'app/manager.py Manager.create_zone:15',
      'app/notifications.py notify_type:38',
    ],
    ['router.create', 'app/router.py Router.add:4', 'app/router.py Router.notify_about:11'],
    ['router.delete', 'app/router.py Router.remove:7', 'app/router.py Router.notify_about:11'],
    ['trove.instance.create', 'app/traits.py Create.notify:12', 'app/traits.py Base.notify:7'],
    [
      'dbaas.create.start',
      'app/service.py controller:6',
      'app/traits.py ApiNotification._notify:21',
    ],
  ])('%s is decided by %s', async (event, decider, helper) => {
    const found = emitters(await index, { exchange: 'app', eventType: event });
    expect(found[0]).toBe(decider);
    expect(found[1]?.split(' ? ')[0]).toBe(helper);
  });

  test('the program that publishes chooses between two functions', async () => {
    const two = await indexOfTexts({
      'app/__init__.py': '',
      'app/a.py': `
def of_api(c): notify_about(c, action='drop', source='app-api')
def of_worker(c): notify_about(c, action='drop', source='app-worker')
def notify_about(c, action, source):
    Notification(publisher=NotificationPublisher(host='h', source=source),
                 event_type=EventType(object='thing', action=action)).emit(c)
`,
    });
    const asked = { exchange: 'app', eventType: 'thing.drop', isVersioned: true };
    expect(emitters(two, { ...asked, service: 'app-api' })[0]).toBe('app/a.py of_api:2');
    expect(emitters(two, { ...asked, service: 'app-worker' })[0]).toBe('app/a.py of_worker:3');
  });

  test('openstacksdk does not take the exchange openstack away from cinder', async () => {
    const text = `def failed(c):\n    rpc.get_notifier('scheduler').error(c, 'scheduler.create_volume', {})\n`;
    const both = await indexOfTexts({
      'cinder/__init__.py': '',
      'cinder/manager.py': text,
      'openstack/__init__.py': '',
    });
    const kind = { eventType: 'scheduler.create_volume', priority: 'ERROR', service: 'scheduler' };
    expect(emitters(both, { exchange: 'openstack', ...kind, senders: [] })).toEqual([
      'cinder/manager.py failed:2',
    ]);
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

describe('a listener', () => {
  const body = `
class Samples:
    def sample(self, notifications): pass


class Profiles:
    def __init__(self, base_id):
        self.filter_rule = NotificationFilter(payload={'base_id': base_id})

    def sample(self, ctxt, publisher_id, event_type, payload, metadata): pass


class Logger:
    def sample(self, message): pass


def serve(transport):
    get_batch_notification_listener(
        transport, [Target(topic='notifications', exchange='openstack')], [Samples()])


def profile(transport):
    targets = [Target(topic='profiler')]
    get_notification_listener(transport, targets, [Profiles('x')])
`;
  const index = indexOfTexts({ 'app/__init__.py': '', 'app/a.py': body });
  const asked = (topic: string): Asked => ({ eventType: 'any', priority: 'SAMPLE', topic });

  test('takes whole batches of its own topic, and of no other', async () => {
    expect(listeners(await index, asked('notifications'))).toEqual(['app/a.py Samples.sample:3']);
  });

  test('is doubtful when its rule is about the payload', async () => {
    expect(listeners(await index, asked('profiler'))).toEqual([
      'app/a.py Profiles.sample:10 ? its filter_rule is too complex to be judged',
    ]);
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
