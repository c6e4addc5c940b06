/** Tests the values that expressions can have; `…` stands for an unknown part. */
import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../../src/core/code/analysis';
import { callsOf } from '../../../../src/core/code/recordedCalls';
import { fits, hole, knownLength } from '../../../../src/core/code/values';
import { indexOfTexts } from '../../../support/pythonSources';

type Files = Readonly<Record<string, string>>;

const readable = (text: string | null): string =>
  text === null ? 'None' : text.replaceAll(hole, '…');

/** Returns the possible values of the first argument of `Target(…)` in the files, sorted. */
async function given(files: Files): Promise<string[]> {
  const index = await indexOfTexts(files);
  const { evaluator } = new Analysis(index);
  for (const file of index.filesWith('call', 'Target')) {
    for (const { call, context } of callsOf(file)) {
      if (call.callee !== 'Target') continue;
      return evaluator
        .values(call.args[0], context)
        .map(each => readable(each.text))
        .sort();
    }
  }
  throw new Error('no Target');
}

describe('constants', () => {
  test.each<[what: string, files: Files, expected: string[]]>([
    ['a literal', { 'a.py': `Target('x')` }, ['x']],
    ['None', { 'a.py': `Target(None)` }, ['None']],
    ['of the module', { 'a.py': `T = 'x'\nTarget(T)` }, ['x']],
    ['the last assignment', { 'a.py': `T = 'x'\nT = 'y'\nTarget(T)` }, ['y']],
    ['of another module', { 'a.py': `import b\nTarget(b.T)`, 'b.py': `T = 'x'` }, ['x']],
    ['imported by name', { 'a.py': `from b import T as U\nTarget(U)`, 'b.py': `T = 'x'` }, ['x']],
    [
      'through three modules',
      {
        'a.py': `import b\nTarget(b.T)`,
        'b.py': `import c\nT = c.T`,
        'c.py': `from d import T`,
        'd.py': `T = 'x'`,
      },
      ['x'],
    ],
    ['of a class', { 'a.py': `class A:\n    T = 'x'\nTarget(A.T)` }, ['x']],
    ['one of two', { 'a.py': `T = 'x' if y else 'z'\nTarget(T)` }, ['x', 'z']],
    ['one or a default', { 'a.py': `T = unheard or 'z'\nTarget(T)` }, ['z', '…']],
    ['unheard of', { 'a.py': `Target(unheard)` }, ['…']],
    ['of a library', { 'a.py': `import lib\nTarget(lib.T)` }, ['…']],
    ['a number', { 'a.py': `Target(1)` }, ['1']],
    ['a list', { 'a.py': `Target([1])` }, ['…']],
    ['nothing at all', { 'a.py': `Target()` }, ['…']],
  ])('%s', async (_what, files, expected) => {
    expect(await given(files)).toEqual(expected);
  });
});

describe('composed texts', () => {
  test.each<[what: string, text: string, expected: string[]]>([
    ['plus', `T = 'a'\nTarget(T + '.b')`, ['a.b']],
    ['percent', `T = 'a'\nTarget('%s.%s' % (T, host))`, ['a.…']],
    ['a dict', `Target('%(t)s.%(h)s' % {'t': 'a', 'h': 'b'})`, ['a.b']],
    ['an f-string', `T = 'a'\nTarget(f'{T}.{host}.x')`, ['a.….x']],
    ['holes beside each other are one', `Target(f'{a}{b}.x')`, ['….x']],
    [
      'all combinations of two parts',
      `A = 'a' if x else 'b'\nTarget(f'{A}.{A}')`,
      ['a.a', 'a.b', 'b.a', 'b.b'],
    ],
    ['None within a text is no text', `Target(f'{None}.x')`, ['….x']],
    ['str()', `T = 'a'\nTarget(str(T))`, ['a']],
    [
      'a format with holes of its own',
      `P = 'vo-%(type)s-%(version)s'\nTarget(P % {'type': 'Port', 'version': v})`,
      ['vo-Port-…'],
    ],
    ['… by position', `P = 'compute.%s'\nTarget(P % 'x')`, ['compute.x']],
    ['… where it is not known', `Target(P % 'x')`, ['…']],
  ])('%s', async (_what, text, expected) => {
    expect(await given({ 'a.py': text })).toEqual(expected);
  });
});

describe('attributes of an object', () => {
  test.each<[what: string, files: Files, expected: string[]]>([
    [
      'set in its class',
      { 'a.py': `class A:\n    T = 'x'\n    def f(self):\n        Target(self.T)` },
      ['x'],
    ],
    [
      'set in __init__',
      {
        'a.py': `class A:\n    def __init__(self):\n        self.t = 'x'\n    def f(self):\n        Target(self.t)`,
      },
      ['x'],
    ],
    [
      'inherited',
      {
        'a.py': `import b\nclass A(b.B):\n    def f(self):\n        Target(self.T)`,
        'b.py': `class B:\n    T = 'x'`,
      },
      ['x'],
    ],
    [
      'that the derived class sets: it is the one of the object',
      {
        'a.py': `class A:\n    T = ''\n    def f(self):\n        Target(self.T)`,
      },
      [''],
    ],
    [
      'given when it is made',
      {
        'a.py': `class A:\n    def __init__(self, topic):\n        self.t = topic\n    def f(self):\n        Target(self.t)`,
        'b.py': `import a\nx = a.A('x')\ndef main():\n    a.A(topic='y')`,
      },
      ['x', 'y'],
    ],
    [
      'given through super().__init__',
      {
        'a.py': `class A:\n    def __init__(self, name, topic):\n        self.t = topic\n    def f(self):\n        Target(self.t)`,
        'b.py': `import a\nclass B(a.A):\n    def __init__(self):\n        super().__init__('b', 'x')`,
        'c.py': `import a\nclass C(a.A):\n    def __init__(self):\n        super(C, self).__init__('c', topic='y')`,
      },
      ['x', 'y'],
    ],
    [
      'given through cls()',
      {
        'a.py': `class A:\n    def __init__(self, topic):\n        self.t = topic\n    @classmethod\n    def create(cls, topic=None):\n        return cls(topic)\n    def f(self):\n        Target(self.t)`,
        'b.py': `import a\na.A.create(topic='x')`,
      },
      ['x'],
    ],
    [
      'a default that nobody overrides',
      {
        'a.py': `class A:\n    def __init__(self, topic='x'):\n        self.t = topic\n    def f(self):\n        Target(self.t)`,
        'b.py': `import a\na.A()`,
      },
      ['x'],
    ],
    [
      'a default or None',
      {
        'a.py': `T = 'x'\nclass A:\n    def __init__(self, topic=None):\n        self.t = topic or T\n    def f(self):\n        Target(self.t)`,
      },
      ['x', '…'],
    ],
    [
      'of an object in an object',
      { 'a.py': `class A:\n    def f(self):\n        Target(self.manager.topic)` },
      ['…'],
    ],
    [
      'that nobody sets',
      { 'a.py': `class A:\n    def f(self):\n        Target(self.nothing)` },
      ['…'],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await given(files)).toEqual(expected);
  });
});

describe('arguments of callers', () => {
  test.each<[what: string, files: Files, expected: string[]]>([
    [
      'of a function, from all files',
      {
        'a.py': `def serve(topic):\n    Target(topic)`,
        'b.py': `from a import serve\nserve('topic_x')`,
        'c.py': `import a\nTOPIC = 'y'\na.serve(TOPIC)`,
      },
      ['topic_x', 'y'],
    ],
    [
      'of another function of that name are ignored',
      {
        'a.py': `def serve(topic):\n    Target(topic)\nserve('topic_x')`,
        'b.py': `def serve(topic): pass\nserve('topic_y')`,
      },
      ['topic_x'],
    ],
    [
      'of a method, from its own class',
      {
        'a.py': `class A:\n    def serve(self, topic):\n        Target(topic)\n    def go(self):\n        self.serve('topic_x')`,
      },
      ['topic_x'],
    ],
    [
      'of a method, from a base class that leaves it to the derived class',
      {
        'a.py': `class Mixin:\n    def go(self):\n        self.serve('topic_x')\nclass A(Mixin):\n    def serve(self, topic):\n        Target(topic)`,
      },
      ['topic_x'],
    ],
    [
      'of a method, from a derived class',
      {
        'a.py': `class A:\n    def serve(self, topic):\n        Target(topic)\nclass B(A):\n    def go(self):\n        self.serve('topic_x')`,
      },
      ['topic_x'],
    ],
    [
      'of a method of that name in another class are ignored',
      {
        'a.py': `class A:\n    def serve(self, topic):\n        Target(topic)\nclass B:\n    def serve(self, topic): pass\n    def go(self):\n        self.serve('topic_x')`,
      },
      ['…'],
    ],
    [
      'of a function without callers are unknown',
      { 'a.py': `def serve(topic):\n    Target(topic)` },
      ['…'],
    ],
    [
      'by a variable of its own',
      { 'a.py': `def serve():\n    topic = 'x'\n    Target(topic)` },
      ['x'],
    ],
    [
      'what a function returns',
      { 'a.py': `def topic_for():\n    return 'x'\nTarget(topic_for())` },
      ['x'],
    ],
    [
      '… of its argument',
      { 'a.py': `def topic_for(name):\n    return 'q-%s' % name\nTarget(topic_for('port'))` },
      ['q-port'],
    ],
    ['what a table has', { 'a.py': `M = {'a': 'x', 'b': 'y'}\nTarget(M.get(z))` }, ['x', 'y']],
  ])('%s', async (_what, files, expected) => {
    expect(await given(files)).toEqual(expected);
  });
});

describe('options of the configuration', () => {
  const options = (group: string, value: string) =>
    `from oslo_config import cfg\nopts = [cfg.StrOpt('topic', default='${value}')]\ngroup = '${group}'\n`;

  test.each<[what: string, files: Files, expected: string[]]>([
    [
      'have their default',
      {
        'app/a.py': `Target(CONF.share_topic)`,
        'app/conf.py': `opts = [cfg.StrOpt('share_topic', default='x')]`,
      },
      ['x'],
    ],
    [
      'are written with a dash or an underscore',
      {
        'app/a.py': `Target(cfg.CONF.share_topic)`,
        'app/conf.py': `opts = [cfg.StrOpt('share-topic', default='x')]`,
      },
      ['x'],
    ],
    [
      'without a default can be anything',
      {
        'app/a.py': `Target(CONF.share_topic)`,
        'app/conf.py': `opts = [cfg.StrOpt('share_topic')]`,
      },
      ['…'],
    ],
    [
      'of the group that the file suits',
      {
        'app/a.py': `Target(CONF['service:central'].topic)`,
        'app/conf/central.py': options('service:central', 'x'),
        'app/conf/worker.py': options('service:worker', 'y'),
      },
      ['x'],
    ],
    [
      'of another project are others',
      { 'app/a.py': `Target(CONF.topic)`, 'other/conf.py': options('x', 'x') },
      ['…'],
    ],
    ['that nobody defines', { 'app/a.py': `Target(CONF.nothing)` }, ['…']],
  ])('%s', async (_what, files, expected) => {
    expect(await given(files)).toEqual(expected);
  });
});

describe("neutron-lib's constants, in a checkout without it", () => {
  test.each([
    ['topics.PLUGIN', ['q-plugin']],
    [
      'topics.get_topic_name(topics.AGENT, topics.PORT, topics.UPDATE)',
      ['q-agent-notifier-port-update'],
    ],
    ['topics.get_topic_name(prefix, topics.PORT, topics.UPDATE)', ['…-port-update']],
    [
      'topics.RESOURCE_TOPIC_PATTERN % {"resource_type": "Port", "version": "1.0"}',
      ['neutron-vo-Port-1.0'],
    ],
    ['topics.constructor', ['…']],
    ['constants.RPC_NAMESPACE_DHCP_PLUGIN', ['None']],
    ['constants.RPC_NAMESPACE', ['…']],
  ])('%s is %j', async (python, expected) => {
    const imports = 'from neutron_lib.agent import topics\nfrom neutron_lib import constants\n';
    expect(await given({ 'neutron/a.py': `${imports}Target(${python})` })).toEqual(expected);
  });

  test('with it, its own constants are used', async () => {
    expect(
      await given({
        'neutron/a.py': `from neutron_lib.agent import topics\nTarget(topics.PLUGIN)`,
        'neutron_lib/agent/topics.py': `PLUGIN = 'q-other'\n`,
      }),
    ).toEqual(['q-other']);
  });
});

describe('endless expressions', () => {
  test.each<[what: string, files: Files, expected: string[]]>([
    ['a constant that is itself', { 'a.py': `T = T\nTarget(T)` }, ['…']],
    ['two that are each other', { 'a.py': `A = B\nB = A\nTarget(A)` }, ['…']],
    ['… or something', { 'a.py': `A = B or 'x'\nB = A or 'y'\nTarget(A)` }, ['x', 'y', '…']],
    [
      '… across modules',
      { 'a.py': `import b\nT = b.T\nTarget(T)`, 'b.py': `import a\nT = a.T` },
      ['…'],
    ],
    ['one that grows', { 'a.py': `T = T + 'x'\nTarget(T)` }, ['…x']],
    [
      'a function that returns what it returns',
      { 'a.py': `def topic_for(x):\n    return topic_for(x)\nTarget(topic_for('a'))` },
      ['…'],
    ],
    [
      'an attribute that is set to itself',
      {
        'a.py': `class A:\n    def __init__(self):\n        self.t = self.t\n    def f(self):\n        Target(self.t)`,
      },
      ['…'],
    ],
    [
      'a parameter that is passed on to the function itself',
      { 'a.py': `def serve(topic):\n    serve(topic)\n    Target(topic)\nserve('topic_x')` },
      ['topic_x', '…'],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await given(files)).toEqual(expected);
  });

  test('ten functions that each call the next one ten times are given up early', async () => {
    const calls = (i: number) => `    f${i + 1}(topic)\n`.repeat(10);
    const functions = Array.from(
      { length: 10 },
      (_, i) => `def f${i}(topic):\n${i === 9 ? '    Target(topic)\n' : calls(i)}`,
    );
    const values = await given({ 'a.py': `${functions.join('')}f0('topic_x')\n` });
    // A part may be known, but never without the hole for the rest.
    expect(values).toContain('…');
  });

  test('texts with millions of values are given up early', async () => {
    const choice = `A = 'a' if x else 'b'\n`;
    const text = `Target(f'${'{A}'.repeat(30)}')`;
    const values = await given({ 'a.py': choice + text });
    expect(values).not.toEqual([]);
    for (const each of values) expect(each).toContain('…');
  });
});

describe('the match of a text with a value', () => {
  test.each([
    ['compute', 'compute', true],
    ['compute', 'compute.x', false],
    ['compute.host', `compute.${hole}`, true],
    ['compute.', `compute.${hole}`, false],
    ['a.b.c', `a.${hole}.c`, true],
    ['a.b.x.c', `a.${hole}.c`, true],
    ['a.c', `a.${hole}.c`, false],
    ['a.b', `${hole}b`, true],
    ['anything', hole, true],
    ['', hole, false],
    ['a+b', 'a+b', true],
    ['aab', `a+${hole}`, false],
    ['a\nb', `a${hole}b`, true],
    ['abab', `${hole}ab`, true],
    ['xaby', `${hole}a${hole}y`, true],
    ['xay', `${hole}a${hole}y`, false],
    ['compute', null, false],
  ])('%j is %j: %s', (text, value, expected) => {
    expect(fits(text, value)).toBe(expected);
  });

  test('is decided without delay, however many holes the value has', () => {
    expect(fits(`${'.'.repeat(250)}!`, `${`${hole}.`.repeat(100)}x`)).toBe(false);
  });

  test.each([
    [hole, 0],
    [null, 0],
    ['', 0],
    [`a.${hole}.b`, 4],
  ])('%j has %i known characters', (value, expected) => {
    expect(knownLength(value)).toBe(expected);
  });
});
