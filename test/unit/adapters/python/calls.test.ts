/** Tests which calls are recorded, and for which function. */
import { describe, expect, test } from 'vitest';
import { factsOf, parsed, written } from '../../../support/pythonSources';

/** Returns the recorded calls of a statement in a function. */
async function recorded(statement: string): Promise<string[]> {
  const { functions } = await factsOf(`def f(self, ctxt):\n    ${statement}\n`);
  return (functions[0]?.calls ?? []).map(written);
}

describe('calls that make targets, servers and clients, and those that send', () => {
  test.each([
    [`messaging.Target(topic=TOPIC)`, `messaging.Target(topic=TOPIC)`],
    [`Target()`, `Target()`],
    [`rpc.get_server(target, endpoints)`, `rpc.get_server(target, endpoints)`],
    [
      `messaging.get_rpc_server(TRANSPORT, target, [self])`,
      `messaging.get_rpc_server(TRANSPORT, target, [self])`,
    ],
    [`rpc.get_client(target)`, `rpc.get_client(target)`],
    [
      `self.conn.create_consumer(topic, [self], fanout=True)`,
      `self.conn.create_consumer(topic, [self], fanout=True)`,
    ],
    [
      `agent_rpc.create_consumers(e, topics.AGENT, c)`,
      `agent_rpc.create_consumers(e, topics.AGENT, c)`,
    ],
    [
      `self.client.prepare(server=host, version='1.0')`,
      `self.client.prepare(server=host, version='1.0')`,
    ],
    [`self._get_cctxt(host)`, `self._get_cctxt(host)`],
    [`self._prepare_call(topic=topic)`, `self._prepare_call(topic=topic)`],
    [`cctxt.call(ctxt, 'ping', arg=arg)`, `cctxt.call(ctxt, 'ping', arg=arg)`],
    [`cctxt.cast(ctxt, method, **kwargs)`, `cctxt.cast(ctxt, method, **=kwargs)`],
    [`rpc_method(ctxt, method)`, `rpc_method(ctxt, method)`],
    [`EventType(object='instance')`, `EventType(object='instance')`],
    [`cls(host, binary)`, `cls(host, binary)`],
    [`super().__init__(topic)`, `super().__init__(topic)`],
    [`super(A, self).__init__(topic)`, `super().__init__(topic)`],
  ])('%s', async (python, expected) => {
    expect(await recorded(python)).toEqual([expected]);
  });
});

describe('notifiers', () => {
  test.each([
    [`self.notifier.info(ctxt, 'a.b', p)`, `self.notifier.info(ctxt, 'a.b', p)`],
    [`notifier.error(ctxt, event, p)`, `notifier.error(ctxt, event, p)`],
    [`self._notifier.info(ctxt, e, p)`, `self._notifier.info(ctxt, e, p)`],
    [`self._notify(ctxt, e)`, `self._notify(ctxt, e)`],
    [`notify_about_usage(ctxt, e)`, `notify_about_usage(ctxt, e)`],
  ])('%s', async (python, expected) => {
    expect(await recorded(python)).toEqual([expected]);
  });

  test('a notifier that is created and used in one expression is two calls', async () => {
    expect(await recorded(`rpc.get_notifier('compute').info(ctxt, 'a.b', p)`)).toEqual([
      `rpc.get_notifier('compute')`,
      `rpc.get_notifier().info(ctxt, 'a.b', p)`,
    ]);
  });

  test.each([`LOG.info('about %s', x)`, `LOG.error('a.b')`, `self.log.warning('x')`])(
    'a logger is not a notifier: %s',
    async python => {
      expect(await recorded(python)).toEqual([]);
    },
  );
});

describe('calls that pass a name or a topic', () => {
  test.each([
    [`self._cast_message(ctxt, 'port_update_end', payload)`, 1],
    [`self._tell(a, b, c, d, e, 'port_update_end')`, 1],
    [`self._tell(a, b, c, d, e, g, 'port_update_end')`, 0],
    [`self._cast_message(a, b, c, d, e, g, 'port_update_end')`, 1],
    [`self._fanout_message(context, method, payload)`, 1],
    [`notifications.Audit.created(self._PROJECT, project_id)`, 1],
    [`self.audit.created(self._PROJECT, project_id)`, 0],
    [`CreateVolumeOnFinishTask(db, end_notify_suffix)`, 1],
    [`obj.start(f'{a}.start')`, 1],
    [`Service.create(binary='nova-compute')`, 1],
    [`PluginApi(topics.PLUGIN)`, 1],
    [`EngineService(cfg.CONF.host, rpc_api.ENGINE_TOPIC)`, 1],
    [`cfg.StrOpt('topic', default='central')`, 1],
    [`obj.explain('more than a name, with blanks')`, 0],
    [`obj.explain("${'x'.repeat(81)}")`, 0],
    [`d.get('topic')`, 0],
    [`name.startswith('nova-')`, 0],
    [`getattr(self, 'topic')`, 0],
    [`obj.compute(a, b)`, 0],
  ])('%s: %i', async (python, count) => {
    expect(await recorded(python)).toHaveLength(count);
  });
});

describe('the owner of a call', () => {
  test('is the innermost function around it, that which it decorates, or the module', async () => {
    const { functions, classes, calls } = await factsOf(`
cctxt.cast(ctxt, 'of_module')

@decorated(cctxt.cast(ctxt, 'of_decorator'))
def outer(a=cctxt.cast(ctxt, 'of_default')):
    cctxt.cast(ctxt, 'before')
    def inner():
        cctxt.cast(ctxt, 'within')
        return [cctxt.cast(ctxt, 'in_list') for x in y]
    f = lambda: cctxt.cast(ctxt, 'in_lambda')
    if x:
        with cctxt.cast(ctxt, 'after'):
            pass

class A(object):
    cctxt.cast(ctxt, 'of_class')
    async def method(self):
        await cctxt.cast(ctxt, 'of_method')

cctxt.cast(ctxt, 'at_the_end')
`);
    const methodsIn = (list: typeof calls | undefined) =>
      (list ?? []).map(each => (each.args[1] ? written(each.args[1]) : undefined));
    const [outer] = functions;
    expect(methodsIn(calls)).toEqual([`'of_module'`, `'of_class'`, `'at_the_end'`]);
    expect(methodsIn(outer?.decorating)).toEqual([`'of_decorator'`]);
    expect(methodsIn(outer?.calls)).toEqual([`'of_default'`, `'before'`, `'in_lambda'`, `'after'`]);
    expect(methodsIn(outer?.functions?.[0]?.calls)).toEqual([`'within'`, `'in_list'`]);
    expect(methodsIn(classes[0]?.functions[0]?.calls)).toEqual([`'of_method'`]);
  });

  test('is recorded with the line of the call, also after letters of two UTF-16 units', async () => {
    const { functions } = await factsOf(
      `x = '😀€'\ndef f(a):  # 😀\n    a = '😀'; cctxt.call(ctxt, 'näme',\n               y='😀')\n    cctxt.cast(ctxt, 'b')\n`,
    );
    expect(functions[0]?.calls?.map(each => [each.line, written(each)])).toEqual([
      [3, `cctxt.call(ctxt, 'näme', y='😀')`],
      [5, `cctxt.cast(ctxt, 'b')`],
    ]);
  });

  test.each([
    `# cctxt.call(ctxt, 'a')`,
    `x = "cctxt.call(ctxt, 'a')"`,
    `x = '''\n    cctxt.call(ctxt, 'a')\n    '''`,
    `cctxt.call`,
    `def call(ctxt, name='a'): pass`,
    `class prepare(Target): pass`,
  ])('does not exist for %j', async statement => {
    expect(await recorded(statement)).toEqual([]);
  });

  test('exists for a call in the hole of an f-string', async () => {
    expect(await recorded(`x = f"{cctxt.call(ctxt, 'a')}"`)).toEqual([`cctxt.call(ctxt, 'a')`]);
  });
});

describe('names that a file calls', () => {
  test('are all methods, except those that most code calls', async () => {
    const { called } = await parsed(
      `api.attach_volume(x)\nattach(x)\nd.get('x')\nLOG.info('x')\nself.a.b.c(1).d(2)\n`,
    );
    expect([...called].sort()).toEqual(['attach_volume', 'c', 'd']);
  });
});

describe('files of tests', () => {
  test.each(['nova.tests.unit.test_x', 'nova.tests', 'tests.fake', 'nova.test_x', 'nova.conftest'])(
    '%s sends nothing, but says what it calls',
    async module => {
      const { facts, called } = await parsed(
        `X = 'a'\nclass A:\n    def f(self, a='b'):\n        self.api.call(ctxt, 'a')\n        return 'c'\n`,
        module,
      );
      expect(facts).toMatchObject({ assigns: [], calls: [] });
      expect(facts.classes[0]?.functions).toEqual([
        expect.not.objectContaining({ calls: expect.anything() as unknown }),
      ]);
      expect([...called]).toEqual(['call']);
    },
  );

  test.each(['nova.testing', 'nova.contests', 'nova.attest', 'nova.test'])(
    '%s is none of them',
    async module => {
      const { facts } = await parsed(`cctxt.call(ctxt, 'a')\n`, module);
      expect(facts.calls).toHaveLength(1);
    },
  );
});
