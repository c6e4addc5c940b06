import { describe, expect, test } from 'vitest';
import { factsOf, written } from '../../../support/pythonSources';

const onlyFunction = async (text: string) => {
  const { functions } = await factsOf(text);
  if (functions.length !== 1 || !functions[0]) throw new Error(`${functions.length} functions`);
  return functions[0];
};

describe('classes', () => {
  test.each([
    ['class A: pass', []],
    ['class A(): pass', []],
    ['class A(object): pass', ['object']],
    ['class A(manager.Manager, base.Mixin): pass', ['manager.Manager', 'base.Mixin']],
    ['class A(Base, metaclass=abc.ABCMeta): pass', ['Base']],
    ['class A(  # why\n        Base,\n        ): pass', ['Base']],
    ['class A(make(x)): pass', ['make()']],
    ['class A(*bases): pass', []],
  ])('%j derives from %j', async (text, bases) => {
    const { classes } = await factsOf(`${text}\n`);
    expect(classes).toMatchObject([{ name: 'A', bases }]);
  });

  test('have lines, decorators, attributes, methods and nested classes', async () => {
    const { classes, functions } = await factsOf(`
@base.NovaObjectRegistry.register
@other(1)
class Instance(base.NovaObject):
    """Not a statement."""
    VERSION = '2.7'
    target: messaging.Target = messaging.Target(version=VERSION)
    fields = {}

    class Inner:
        TOPIC = 'inner'

    def save(self):
        pass

    if six.PY3:
        def load(self):
            pass
`);
    expect(functions).toEqual([]);
    expect(classes).toMatchObject([
      {
        name: 'Instance',
        line: 4,
        endLine: 18,
        decorators: ['base.NovaObjectRegistry.register', 'other'],
        functions: [
          { name: 'save', line: 13 },
          { name: 'load', line: 17 },
        ],
        classes: [{ name: 'Inner', line: 10, endLine: 11 }],
      },
    ]);
    expect(classes[0]?.assigns.map(([name, value]) => [name, written(value)])).toEqual([
      ['VERSION', `'2.7'`],
      ['target', `messaging.Target(version=VERSION)`],
    ]);
  });

  test('inside a function are recorded beside it', async () => {
    const { classes } = await factsOf(`
def make():
    class Made(Base):
        def handle(self):
            pass
    return Made

class Outer:
    def make(self):
        class Inner:
            pass
`);
    expect(classes).toMatchObject([
      { name: 'Made', bases: ['Base'], functions: [{ name: 'handle' }] },
      { name: 'Outer', classes: [{ name: 'Inner' }] },
    ]);
  });
});

describe('functions', () => {
  test.each([
    ['def f(): pass', []],
    ['def f(self, context): pass', ['self', 'context']],
    ['def f(a, *args, **kwargs): pass', ['a', '*args', '**kwargs']],
    ['def f(a, *, b, c=None): pass', ['a', 'b', 'c']],
    ['def f(a, /, b): pass', ['a', 'b']],
    ['def f(a: str, b: int = 1, *args: str): pass', ['a', 'b', '*args']],
    ['def f(a=None, b=[], c={}): pass', ['a', 'b', 'c']],
    ['def f(\n    a,  # first\n    b,\n): pass', ['a', 'b']],
    ['def f(a) -> Dict[str, int]: pass', ['a']],
    ['async def f(a): pass', ['a']],
  ])('%j takes %j', async (text, params) => {
    const found = await onlyFunction(`${text}\n`);
    expect(found.params).toEqual(params);
  });

  test('keep the defaults that can be evaluated', async () => {
    const { defaults = {} } = await onlyFunction(
      `def f(a=topics.DHCP_AGENT, b='x', c=None, d=1, e=x(), f=[], g: str = 'y', h=True): pass\n`,
    );
    const shown = Object.entries(defaults).map(([name, value]) => `${name}=${written(value)}`);
    expect(shown).toEqual([`a=topics.DHCP_AGENT`, `b='x'`, `d='1'`, `e=x()`, `g='y'`]);
  });

  test.each([
    ['def f():\n    return 1', [1, 2, 2]],
    ['def f(): return 1', [1, 1, 1]],
    ['@a\n@b.c(\n    d)\ndef f(\n    a,\n):\n    return 1', [4, 7, 7]],
    ['def f():\n    """Doc."""\n    return 1', [1, 3, 3]],
    ['def f():\n    r"""Doc.\n\n    More.\n    """\n\n    # Why\n    return 1', [1, 8, 8]],
    ['def f():\n    # Why\n    """Doc."""\n    return 1', [1, 4, 4]],
    ['def f():\n    """Nothing else."""', [1, 2, 2]],
    ['def f():\n    x = 1\n    return 1\n\n\n', [1, 2, 3]],
  ])('%j has the lines of its def, body and end', async (text, lines) => {
    const { line, bodyLine, endLine } = await onlyFunction(`${text}\n`);
    expect([line, bodyLine, endLine]).toEqual(lines);
  });

  test.each([
    ['@messaging.expected_exceptions(exception.NotFound)', ['messaging.expected_exceptions']],
    ['@ property', ['property']],
    ['@profiler.trace("rpc")\n@a.b\n# between\n@c()', ['profiler.trace', 'a.b', 'c']],
    ['@(a or b)', []],
  ])('%j is a decorator', async (decorator, decorators) => {
    expect((await onlyFunction(`${decorator}\ndef f(): pass\n`)).decorators).toEqual(decorators);
  });

  test('inside others belong to these, at any depth and in any block', async () => {
    const found = await onlyFunction(`
def outer():
    try:
        def a():
            while True:
                def b():
                    pass
    except X:
        def c(): pass
    else:
        def d(): pass
    finally:
        def e(): pass
    match x:
        case 1:
            def g(): pass
    for x in y:
        with z:
            def h(): pass
    async with z:
        def i(): pass
`);
    expect(found.functions?.map(each => each.name)).toEqual(['a', 'c', 'd', 'e', 'g', 'h', 'i']);
    expect(found.functions?.[0]?.functions?.map(each => each.name)).toEqual(['b']);
  });

  test('record returned expressions that could be names', async () => {
    const returnsOf = async (...lines: string[]) => {
      const text = `def f(x):\n${lines.map(each => `    ${each}\n`).join('')}`;
      return (await onlyFunction(text)).returns?.map(written);
    };
    expect(await returnsOf(`return 'a'`)).toEqual([`'a'`]);
    expect(await returnsOf(`return 'a.%s' % x`)).toEqual([`'a.' + x`]);
    expect(await returnsOf('if x:', `    return 'a'`, 'return b')).toEqual([`'a'`, 'b']);
    expect(await returnsOf('return')).toBeUndefined();
    expect(await returnsOf('return None')).toBeUndefined();
    expect(await returnsOf('return compute(x)')).toBeUndefined();
    expect(await returnsOf('return topic_for(x)')).toEqual(['topic_for(x)']);
    expect(await returnsOf(...Array<string>(6).fill(`return 'a'`))).toHaveLength(4);
    // A long function without relevant calls returns no name.
    expect(await returnsOf(...Array<string>(9).fill('x = 1'), `return 'a'`)).toBeUndefined();
  });
});

describe('assignments', () => {
  const assignsIn = async (body: string) => {
    const { assigns = [] } = await onlyFunction(
      `def f(self, ctxt):\n${body.replaceAll(/^/gm, '    ')}\n`,
    );
    return assigns.map(([name, value]) => `${name} = ${written(value)}`);
  };

  test('in a module are recorded if they matter', async () => {
    const { assigns } = await factsOf(
      `A = 'a'\nB: str = 'b'\nC = 1 if x else 'c'\nD = None\nd = None\nE, F = 'e', 'f'\na.b = 'g'\nif x:\n    G = 'h'\nH += 'i'\nI == 'j'\n`,
    );
    expect(assigns.map(([name]) => name)).toEqual(['A', 'B', 'C', 'D', 'a.b', 'G']);
  });

  test('in a function are recorded for attributes of the object', async () => {
    expect(await assignsIn(`self.topic = 'a'\nself.a.b = c\nthing = 'd'\ntopic = 'e'`)).toEqual([
      `self.topic = 'a'`,
      `self.a.b = c`,
    ]);
  });

  test('in a function are recorded for variables that these use', async () => {
    expect(
      await assignsIn(`manager_class = import_class(name)\nself.manager = manager_class(host)`),
    ).toEqual(['manager_class = import_class(name)', 'self.manager = manager_class(host)']);
  });

  test('in a function that sends or creates something are recorded for variables with matching names', async () => {
    expect(
      await assignsIn(
        `topic = 'a'\nversion = '1.0'\nthing = 'b'\nevent_type = 'c'\ncctxt = self.client.prepare(topic=topic)`,
      ),
    ).toEqual([
      `topic = 'a'`,
      `version = '1.0'`,
      `event_type = 'c'`,
      `cctxt = self.client.prepare(topic=topic)`,
    ]);
  });

  test('with an annotation keep their long names', async () => {
    const { assigns } = await factsOf(`${'a'.repeat(50)}: typing.Optional[messaging.Target] = b\n`);
    expect(assigns.map(([name]) => name)).toEqual(['a'.repeat(50)]);
  });
});
