/** Tests the search for lines that call a function, by its name. */
import { describe, expect, test } from 'vitest';
import type { FunctionAt } from '../../../../src/core/code/sourceIndex';
import { functionsOf } from '../../../../src/core/code/sourceIndex';
import { usersOf } from '../../../../src/core/code/users';
import { indexOfTexts, told } from '../../../support/pythonSources';

const client = {
  'app/__init__.py': '',
  'app/rpcapi.py': `class API:\n    def attach(self, ctxt):\n        self.client.call(ctxt, 'attach')\n`,
};

/** Formats lines that use `API.attach` as `path function:line`. */
async function users(files: Readonly<Record<string, string>>): Promise<string[]> {
  const texts: Readonly<Record<string, string>> = { ...client, ...files };
  const index = await indexOfTexts(texts);
  const [file] = index.filesOfModule('app.rpcapi');
  const of = file && [...functionsOf(file)].find(each => each.function.name === 'attach');
  if (!of) throw new Error('no method attach');
  return shown(usersOf(of, index.filesCalling('attach'), each => texts[each.path]?.split('\n')));
}

const shown = (found: readonly { readonly at: FunctionAt; readonly line: number }[]) =>
  found.map(({ at, line }) => `${told(at)}:${line}`);

describe('a line that calls it', () => {
  test.each([
    [
      'on a client',
      `class Manager:\n    def f(self):\n        self.compute_rpcapi.attach(ctxt)\n`,
      ['app/a.py Manager.f:3'],
    ],
    [
      'on one that is made there',
      `from app import rpcapi\ndef f():\n    rpcapi.API().attach(ctxt)\n`,
      ['app/a.py f:3'],
    ],
    ['twice', `def f():\n    rpc.attach(1)\n    rpc.attach(2)\n`, ['app/a.py f:2', 'app/a.py f:3']],
    [
      'in a function within another',
      `def f():\n    def g():\n        rpc.attach(1)\n`,
      ['app/a.py f.g:3'],
    ],
  ])('%s', async (_what, text, expected) => {
    expect(await users({ 'app/a.py': text })).toEqual(expected);
  });
});

describe('no line', () => {
  test.each([
    [
      'of another name',
      { 'app/a.py': `def f():\n    rpc.attach_volume(1)\n    rpc.reattach(1)\n` },
    ],
    ['outside of functions', { 'app/a.py': `rpc.attach(1)\n` }],
    ['of another project', { 'other/a.py': `def f():\n    rpc.attach(1)\n` }],
    ['of tests', { 'app/tests/a.py': `def f():\n    rpc.attach(1)\n` }],
    [
      'of the function itself',
      { 'app/rpcapi.py': `class API:\n    def attach(self):\n        self.rpc.attach(1)\n` },
    ],
    [
      'that merely names it',
      { 'app/a.py': `def f():\n    # see rpc.attach\n    return rpc.attach\n` },
    ],
    [
      'on an object that has nothing to do with it',
      { 'app/a.py': `def f(disk):\n    disk.attach(1)\n` },
    ],
  ])('%s', async (_what, files) => {
    expect(await users(files)).toEqual([]);
  });
});

test('a deleted file has no calls', async () => {
  const index = await indexOfTexts({ ...client, 'app/a.py': 'def f():\n    rpc.attach(1)\n' });
  const [file] = index.filesOfModule('app.rpcapi');
  const [of] = file ? functionsOf(file) : [];
  expect(of && usersOf(of, index.filesCalling('attach'), () => undefined)).toEqual([]);
});

test('a very common name gives only some of its calls', async () => {
  const lines = Array.from({ length: 500 }, (_, i) => `def f${i}():\n    rpc.attach(${i})\n`);
  const found = await users({ 'app/a.py': lines.join('') });
  expect(found.length).toBeGreaterThan(5);
  expect(found.length).toBeLessThanOrEqual(20);
});
