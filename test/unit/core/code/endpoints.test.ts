/** Tests the targets of endpoint classes. */
import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../../src/core/code/analysis';
import { classesOf } from '../../../../src/core/code/sourceIndex';
import { targetOf } from '../../../../src/core/code/endpoints';
import { indexOfTexts } from '../../../support/pythonSources';

/** Formats the target of class `E` as `namespace version`; `?` stands for an unknown part. */
async function targetIn(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  const index = await indexOfTexts(files);
  const analysis = new Analysis(index);
  for (const file of index.filesWith('class', 'E')) {
    for (const each of classesOf(file)) {
      if (each.class.name !== 'E') continue;
      const found = targetOf(each, analysis);
      if (!found) return undefined;
      const { namespace, version, legacyNamespaces: legacy } = found;
      const shown = [namespace === undefined ? '?' : String(namespace), version ?? '?', ...legacy];
      return shown.join(' ');
    }
  }
  throw new Error('no class E');
}

const inClass = (body: string) => ({
  'a.py': `V = '1.7'\nclass E:\n${body.replace(/^/gm, '    ')}\n`,
});

test.each([
  ['in the class body', `target = messaging.Target(version='1.3')`, 'null 1.3'],
  ['with a namespace', `target = Target(namespace='baseapi', version='1.1')`, 'baseapi 1.1'],
  ['with everything by position', `target = Target('ex', 'topic', 'ns', '1.2')`, 'ns 1.2'],
  ['without arguments', `target = messaging.Target()`, 'null 1.0'],
  [
    'with older namespaces',
    `target = Target(namespace='a', legacy_namespaces=['b', 'c'])`,
    'a 1.0 b c',
  ],
  ['None for a namespace', `target = Target(namespace=None, version='1.3')`, 'null 1.3'],
  ['None for a version is 1.0', `target = Target(version=None)`, 'null 1.0'],
  ['of a constant of the class', `RPC = '2.1'\ntarget = Target(version=RPC)`, 'null 2.1'],
  ['of a constant of the module', `target = Target(version=V)`, 'null 1.7'],
  ['with unknown arguments', `target = Target(version=unheard, namespace=of())`, '? ?'],
  ['with one of two versions', `target = Target(version='1.0' if x else '2.0')`, 'null ?'],
  [
    'in the object, with a server',
    `def start(self):\n    self.target = Target(version='1.3', server=h)`,
    'null 1.3',
  ],
  [
    '… through a variable',
    `def start(self):\n    target = Target(version='1.3', server=h)\n    self.target = target`,
    'null 1.3',
  ],
  [
    'of a client, which is not an endpoint',
    `def __init__(self):\n    self.target = Target(version='1.3', topic=t)`,
    undefined,
  ],
  [
    'made by a property',
    `@property\ndef target(self):\n    if not hasattr(self, '_target'):\n        self._target = Target(version='1.3')\n    return self._target`,
    'null 1.3',
  ],
  ['that a function makes', `target = rpc.make_target('1.3')`, '? ?'],
  ['with unknown keyword arguments', `target = Target(**kwargs)`, '? ?'],
  ['… but for one', `target = Target(version='1.3', **kwargs)`, '? 1.3'],
  [
    'set to one of two',
    `if new:\n    target = Target(version='2.0')\nelse:\n    target = Target(version='1.0')`,
    'null ?',
  ],
  [
    'chosen by a condition',
    `target = Target(version='2.0') if new else Target(version='1.0')`,
    'null ?',
  ],
  [
    'first None, then made',
    `def __init__(self):\n    self.target = None\ndef start(self):\n    self.target = Target(version='1.3', server=h)`,
    'null 1.3',
  ],
  ['none', `def handle(self, ctxt): pass`, undefined],
  ['that is something else', `target = 'compute'`, undefined],
  ['in a tuple', `target = (Target(version='1.3'),)`, undefined],
])('a target %s', async (_what, body, expected) => {
  expect(await targetIn(inClass(body))).toBe(expected);
});

describe('an inherited target', () => {
  test('is used, with the version of the derived class', async () => {
    expect(
      await targetIn({
        'base.py': `class Base:\n    RPC_API_VERSION = '1.0'\n    @property\n    def target(self):\n        self._target = Target(version=self.RPC_API_VERSION)\n        return self._target\n`,
        'a.py': `import base\nclass E(base.Base):\n    RPC_API_VERSION = '1.26'\n`,
      }),
    ).toBe('null 1.26');
  });

  test('has the version that its class body contains', async () => {
    expect(
      await targetIn({
        'base.py': `class Base:\n    V = '1.0'\n    target = Target(version=V)\n`,
        'a.py': `import base\nclass E(base.Base):\n    V = '1.26'\n`,
      }),
    ).toBe('null 1.0');
  });

  test("is hidden by the class's own target", async () => {
    expect(
      await targetIn({
        'a.py': `class Base:\n    target = Target(version='1.0')\nclass E(Base):\n    target = Target(version='2.0')\n`,
      }),
    ).toBe('null 2.0');
  });

  test('is unknown when a library defines it', async () => {
    expect(
      await targetIn({ 'a.py': `import lib\nclass E(lib.Base):\n    def handle(self): pass\n` }),
    ).toBeUndefined();
  });
});

describe('the namespace of a constant', () => {
  test('is found in another module', async () => {
    expect(
      await targetIn({
        'app/consts.py': `NS = 'controller'\n`,
        'app/a.py': `from app import consts\nclass E:\n    target = Target(namespace=consts.NS)\n`,
      }),
    ).toBe('controller 1.0');
  });

  test('is unknown when it refers to itself', async () => {
    expect(
      await targetIn({
        'consts.py': `import others\nNS = others.NS\n`,
        'others.py': `import consts\nNS = consts.NS\n`,
        'a.py': `import consts\nclass E:\n    target = Target(namespace=consts.NS, version='1.1')\n`,
      }),
    ).toBe('? 1.1');
  });
});
