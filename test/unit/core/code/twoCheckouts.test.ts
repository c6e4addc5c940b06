/**
 * Tests one project in two source folders, such as a checkout and an installed package: the first
 * folder is used.
 */
import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../../src/core/code/analysis';
import { CallerFinder } from '../../../../src/core/code/callers';
import { EmitterFinder } from '../../../../src/core/code/emitters';
import { listenersOf } from '../../../../src/core/code/listeners';
import { HandlerFinder } from '../../../../src/core/code/handlers';
import { indexOfTexts, notificationKind, rpcCall } from '../../../support/pythonSources';

const project = (version: string, more = '') => ({
  'app/__init__.py': '',
  'app/base.py': `class Base:\n    def inherited(self, ctxt): pass\n`,
  'app/manager.py': `from app import base\nclass Manager(base.Base):\n    target = Target(version='${version}')\n    def handle(self, ctxt):\n        self.notifier.info(ctxt, 'app.handled', {})\n${more}`,
  'app/rpcapi.py': `class API:\n    def __init__(self):\n        self.client = rpc.get_client(Target(topic='manager', version='1.0'))\n    def handle(self, ctxt):\n        self.client.call(ctxt, 'handle')\n`,
  'app/sink.py': `class Sink:\n    def info(self, ctxt, publisher_id, event_type, payload, metadata): pass\n`,
});

async function both(order: readonly string[]) {
  const old = await indexOfTexts(project('1.1', '    def dropped(self, ctxt): pass\n'), '/src/old');
  const index = await indexOfTexts(
    {
      ...project('1.5'),
      'app/added.py': `class Added:\n    target = Target(version='1.0')\n    def fresh(self, ctxt): pass\n`,
    },
    '/src/new',
    old,
  );
  index.setFolders(order);
  const analysis = new Analysis(index);
  const call = (method: string, version = '1.0') =>
    rpcCall({ exchange: 'app', topic: 'manager', method, version });
  const handlersOf = (method: string, version?: string) => {
    const { handlers, versionMismatches } = new HandlerFinder(analysis).findHandlers(
      call(method, version),
    );
    return [...handlers, ...versionMismatches].map(each => [each.at.file.file, each.doubt]);
  };
  const callersOf = (method: string) =>
    new CallerFinder(analysis)
      .findCallers(call(method))
      .map(each => [each.at.file.file, each.doubt]);
  const kind = notificationKind({ exchange: 'app', eventType: 'app.handled' });
  const emitters = new EmitterFinder(analysis)
    .findEmitters(kind)
    .map(each => [each.at.file.file, each.doubt]);
  const listeners = listenersOf(kind, analysis).map(each => each.at.file.file);
  return { handlersOf, callersOf, emitters, listeners };
}

describe.each([
  ['new', ['/src/new', '/src/old']],
  ['old', ['/src/old', '/src/new']],
])('with the %s one first', (name, order) => {
  test('each search has one answer, which is not doubtful because of the other folder', async () => {
    const { handlersOf, callersOf, emitters, listeners } = await both(order);
    expect(handlersOf('handle')).toEqual([[`/src/${name}/app/manager.py`, undefined]]);
    expect(handlersOf('inherited')).toEqual([[`/src/${name}/app/base.py`, undefined]]);
    expect(callersOf('handle')).toEqual([[`/src/${name}/app/rpcapi.py`, undefined]]);
    expect(emitters).toEqual([[`/src/${name}/app/manager.py`, undefined]]);
    expect(listeners).toEqual([`/src/${name}/app/sink.py`]);
  });

  test('the version of the first folder is used', async () => {
    const { handlersOf } = await both(order);
    const [[file, doubt] = []] = handlersOf('handle', '1.3');
    expect(file).toBe(`/src/${name}/app/manager.py`);
    expect(doubt).toBe(name === 'new' ? undefined : 'serves version 1.1, which does not take 1.3');
  });

  test('modules that only the other folder has are found in it', async () => {
    const { handlersOf } = await both(order);
    expect(handlersOf('fresh').map(([file]) => file)).toEqual(['/src/new/app/added.py']);
    // For a module that both have, only the first folder is used.
    expect(handlersOf('dropped').map(([file]) => file)).toEqual(
      name === 'old' ? ['/src/old/app/manager.py'] : [],
    );
  });
});

test('two checkouts in one folder are both used, and make each other doubtful', async () => {
  const texts = Object.entries(project('1.0')).flatMap(([path, text]) => [
    [`one/${path}`, text] as const,
    [`two/${path}`, text] as const,
  ]);
  const index = await indexOfTexts(Object.fromEntries(texts));
  const call = rpcCall({ exchange: '', topic: 'manager', method: 'handle', version: '1.0' });
  const { handlers } = new HandlerFinder(new Analysis(index)).findHandlers(call);
  expect(handlers.map(each => each.at.file.path)).toEqual([
    'one/app/manager.py',
    'two/app/manager.py',
  ]);
  expect(handlers[0]?.doubt).toBe('Manager.handle in two/app/manager.py fits as well');
});
