import { describe, expect, test } from 'vitest';
import type { ClassAt } from '../../../../src/core/code/sourceIndex';
import type { Symbol } from '../../../../src/core/code/symbols';
import { Symbols } from '../../../../src/core/code/symbols';
import { indexOfTexts, told, written } from '../../../support/pythonSources';

async function symbolsOf(files: Readonly<Record<string, string>>) {
  const index = await indexOfTexts(files);
  const symbols = new Symbols(index);
  const file = (module: string) => {
    const [found] = index.filesOfModule(module);
    if (!found) throw new Error(`no module ${module}`);
    return found;
  };
  const resolve = (module: string, dotted: string) => shown(symbols.resolve(file(module), dotted));
  const classOf = (module: string, name: string): ClassAt => {
    const found = symbols.resolve(file(module), name);
    if (found?.kind !== 'class') throw new Error(`${name} is no class`);
    return found;
  };
  const mro = (module: string, name: string) =>
    symbols.mro(classOf(module, name)).map(each => each.class.name);
  return { symbols, file, resolve, classOf, mro };
}

function shown(symbol: Symbol | undefined): string | undefined {
  switch (symbol?.kind) {
    case undefined:
      return undefined;
    case 'class':
      return `class ${symbol.file.path} ${symbol.class.name}`;
    case 'function':
      return `function ${told(symbol)}`;
    case 'value':
      return `value ${symbol.file.path} ${symbol.assign[0]} = ${written(symbol.assign[1])}`;
    case 'module':
      return `module ${symbol.file.path}`;
    case 'external':
      return `external ${symbol.name}`;
  }
}

describe('a name in a file', () => {
  const project = symbolsOf({
    'app/__init__.py': `from app import config\nfrom app.base import Base as TheBase\n`,
    'app/base.py': `TOPIC = 'base'\nclass Base:\n    KEY = 'key'\n    class Inner:\n        DEEP = 'deep'\n    def run(self): pass\ndef make(): pass\n`,
    'app/config.py': `from app.base import *\nfrom other.lib import *\nVERSION = '1.0'\n`,
    'app/user.py': `import app\nimport app.base\nimport os.path\nfrom app import base as b\nfrom app.base import Base, make as build\nfrom lib import thing\nfrom app import missing\nalias = b\nfirst = 'a'\nfirst = 'b'\ndef first(): pass\n`,
  });

  test.each([
    ['app.base', 'TOPIC', `value app/base.py TOPIC = 'base'`],
    ['app.base', 'Base', 'class app/base.py Base'],
    ['app.base', 'Base.KEY', `value app/base.py KEY = 'key'`],
    ['app.base', 'Base.Inner.DEEP', `value app/base.py DEEP = 'deep'`],
    ['app.base', 'Base.run', 'function app/base.py Base.run'],
    ['app.base', 'Base.nothing', undefined],
    ['app.base', 'nothing', undefined],
    ['app.user', 'b', 'module app/base.py'],
    ['app.user', 'b.TOPIC', `value app/base.py TOPIC = 'base'`],
    ['app.user', 'app.base.TOPIC', `value app/base.py TOPIC = 'base'`],
    ['app.user', 'Base.KEY', `value app/base.py KEY = 'key'`],
    ['app.user', 'build', 'function app/base.py make'],
    // An alias of a module.
    ['app.user', 'alias.TOPIC', `value app/base.py TOPIC = 'base'`],
    // A name that a package imports is found in it.
    ['app.user', 'app.config.VERSION', `value app/config.py VERSION = '1.0'`],
    ['app.user', 'app.TheBase', 'class app/base.py Base'],
    ['app.user', 'app.TheBase.KEY', `value app/base.py KEY = 'key'`],
    // Names of a star import.
    ['app.config', 'TOPIC', `value app/base.py TOPIC = 'base'`],
    ['app.user', 'app.config.make', 'function app/base.py make'],
    // Names that are not in the index.
    ['app.user', 'os.path.join', 'external os.path.join'],
    ['app.user', 'thing', 'external lib.thing'],
    ['app.user', 'thing.x.y', 'external lib.thing.x.y'],
    ['app.user', 'unheard_of', undefined],
    ['app.user', 'constructor', undefined],
    ['app.user', '', undefined],
  ])('%s: %s is %s', async (module, name, expected) => {
    expect((await project).resolve(module, name)).toBe(expected);
  });

  test('a name that a package lacks is not searched elsewhere', async () => {
    expect((await project).resolve('app.user', 'missing')).toBeUndefined();
  });
});

describe('modules that import each other in circles', () => {
  test('are resolved, and their names are found', async () => {
    const { resolve } = await symbolsOf({
      'a.py': `from b import *\nfrom b import y\nimport b as other\nA = 'a'\n`,
      'b.py': `from a import *\nfrom a import x\nfrom a import y\nB = 'b'\n`,
    });
    expect(resolve('a', 'B')).toBe(`value b.py B = 'b'`);
    expect(resolve('b', 'A')).toBe(`value a.py A = 'a'`);
    expect(resolve('a', 'y')).toBeUndefined();
    expect(resolve('b', 'y')).toBeUndefined();
    expect(resolve('b', 'x')).toBeUndefined();
    expect(resolve('a', 'other.other.other.A')).toBe(`value a.py A = 'a'`);
  });

  test('may be a package and its module of the same name', async () => {
    const { resolve } = await symbolsOf({
      'app/__init__.py': `from app import app\nfrom app.app import App\n`,
      'app/app.py': `import app\nfrom app import App\nclass App: pass\n`,
    });
    expect(resolve('app.app', 'app.App')).toBe('class app/app.py App');
    expect(resolve('app', 'app.App')).toBe('class app/app.py App');
  });

  test('are resolved without delay when thirty star-import all others', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `m${i}`);
    const stars = names.map(name => `from ${name} import *\n`).join('');
    const { resolve } = await symbolsOf({
      ...Object.fromEntries(
        names.map(name => [`${name}.py`, `${stars}${name.toUpperCase()} = 'x'\n`]),
      ),
    });
    expect(resolve('m0', 'M29')).toBe(`value m29.py M29 = 'x'`);
    expect(resolve('m0', 'nowhere')).toBeUndefined();
  });

  test('give no incomplete answers to later queries', async () => {
    const files = {
      'a.py': `from b import X\n`,
      'b.py': `from a import *\nfrom c import *\n`,
      'c.py': `X = 'c'\n`,
    };
    const { resolve } = await symbolsOf(files);
    expect(resolve('b', 'X')).toBe(`value c.py X = 'c'`);
    expect(resolve('a', 'X')).toBe(`value c.py X = 'c'`);
    const { resolve: other } = await symbolsOf(files);
    expect(other('a', 'X')).toBe(`value c.py X = 'c'`);
    expect(other('b', 'X')).toBe(`value c.py X = 'c'`);
  });
});

describe('base classes', () => {
  test.each([
    ['class A: pass', 'A', ['A']],
    ['class A: pass\nclass B(A): pass\nclass C(B): pass', 'C', ['C', 'B', 'A']],
    ['class A: pass\nclass B: pass\nclass C(A, B): pass', 'C', ['C', 'A', 'B']],
    // A diamond.
    [
      'class O: pass\nclass A(O): pass\nclass B(O): pass\nclass C(A, B): pass',
      'C',
      ['C', 'A', 'B', 'O'],
    ],
    [
      'class O: pass\nclass A(O): pass\nclass B(O): pass\nclass C(A, B): pass\nclass D(C, B): pass',
      'D',
      ['D', 'C', 'A', 'B', 'O'],
    ],
    ['class A(Unknown, object): pass', 'A', ['A']],
    ['class A(A): pass', 'A', ['A']],
    ['class A(B): pass\nclass B(A): pass', 'A', ['A', 'B']],
    ['class A(B): pass\nclass B(C): pass\nclass C(A): pass', 'B', ['B', 'C', 'A']],
  ])('in %j: those of %s are %j', async (text, name, expected) => {
    const { mro } = await symbolsOf({ 'm.py': `${text}\n` });
    expect(mro('m', name)).toEqual(expected);
  });

  test('are found in other modules, through aliases and re-exports', async () => {
    const { mro } = await symbolsOf({
      'app/__init__.py': 'from app.base import Base\n',
      'app/base.py': 'class Root: pass\nclass Base(Root): pass\n',
      'app/mid.py': 'import app\nMid = app.Base\nclass Own(Mid): pass\n',
      'app/leaf.py': 'from app import mid\nclass Leaf(mid.Own): pass\n',
    });
    expect(mro('app.leaf', 'Leaf')).toEqual(['Leaf', 'Own', 'Base', 'Root']);
  });

  test('are found through a hundred levels', async () => {
    const chain = Array.from({ length: 100 }, (_, i) => `class C${i + 1}(C${i}): pass\n`);
    const { mro } = await symbolsOf({ 'm.py': `class C0: pass\n${chain.join('')}` });
    expect(mro('m', 'C100')).toHaveLength(101);
  });

  test('of which there are thousands are cut off', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => `class C${i + 1}(C${i}): pass`);
    const { mro } = await symbolsOf({ 'm.py': ['class C0: pass', ...lines].join('\n') });
    expect(mro('m', 'C5000').slice(0, 3)).toEqual(['C5000', 'C4999', 'C4998']);
  });
});

describe('derived classes', () => {
  test('are found wherever they are, at any distance', async () => {
    const { symbols, classOf } = await symbolsOf({
      'base.py': 'class Base: pass\nclass Near(Base): pass\n',
      'a.py': 'import base\nclass Far(base.Near): pass\n',
      // Another class of that name.
      'b.py': 'class Base: pass\nclass Other(Base): pass\n',
    });
    const names = symbols.subclasses(classOf('base', 'Base')).map(each => each.class.name);
    expect(names.sort()).toEqual(['Far', 'Near']);
  });

  test('a class that derives from itself has its subclasses', async () => {
    const { symbols, classOf } = await symbolsOf({
      'm.py': 'class A(B): pass\nclass B(A): pass\n',
    });
    expect(symbols.subclasses(classOf('m', 'A')).map(each => each.class.name)).toEqual(['B']);
  });
});

describe('methods', () => {
  const project = symbolsOf({
    'm.py': `
class Base:
    def own(self): pass
    def shared(self): pass
    def twice(self): 'first'
    def twice(self): 'second'
    other_name = shared
class Derived(Base):
    def shared(self): pass
    third_name = shared
    taken = Base.own
    shadowed = None
`,
  });

  test.each([
    ['own', 'm.py Base.own'],
    ['shared', 'm.py Derived.shared'],
    // The value when the class was made.
    ['other_name', 'm.py Base.shared'],
    ['third_name', 'm.py Derived.shared'],
    ['nothing', undefined],
  ])('%s is %s', async (name, expected) => {
    const { symbols, classOf } = await project;
    const found = symbols.method(classOf('m', 'Derived'), name);
    expect(found && told(found)).toBe(expected);
  });

  test('with one name: the later one is found', async () => {
    const { symbols, classOf } = await project;
    expect(symbols.method(classOf('m', 'Derived'), 'twice')?.function.line).toBe(6);
  });
});
