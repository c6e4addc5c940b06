import { expect, test, vi } from 'vitest';
import type { PythonDocument } from '../../../../src/host/code/fileUses';
import { FileUses } from '../../../../src/host/code/fileUses';
import { Cooldown } from '../../../../src/host/code/cooldown';
import { callKind, notificationKind, session, use } from './kinds';

vi.mock('vscode', () => ({}));

const usage = (count = 1) => [{ session: session('/a'), kinds: [callKind({ count })] }];

function fileUses({ pauseMillis = 0 } = {}) {
  const events: string[] = [];
  const index = {
    answer: () => Promise.resolve([use(0)]),
    api: {
      usesIn: (file: string) => {
        events.push(`usesIn ${file}`);
        return index.answer();
      },
    },
    syncOverlays: () => {
      events.push('sync');
      return Promise.resolve();
    },
  };
  const debug = vi.fn();
  const uses = new FileUses(index as never, { debug }, () => new Cooldown(pauseMillis, 0));
  const document = (version = 1): PythonDocument =>
    ({ uri: { fsPath: '/a.py' }, version, languageId: 'python' }) as unknown as PythonDocument;
  return { uses, index, events, document, debug };
}

test('unsaved text is sent before the query', async () => {
  const { uses, events, document } = fileUses();
  expect(await uses.methodsOf(document(), usage())).toMatchObject([{ name: 'attach_volume' }]);
  expect(events).toEqual(['sync', 'usesIn /a.py']);
});

test('changed counts cause no query; a changed document, index or list of kinds does', async () => {
  const { uses, events, document } = fileUses();
  await Promise.all([uses.methodsOf(document(), usage(1)), uses.methodsOf(document(), usage(2))]);
  const [method] = await uses.methodsOf(document(), usage(40));
  expect(method?.totals.count).toBe(40);
  const questions = () => events.filter(each => each !== 'sync').length;
  expect(questions()).toBe(1);
  await uses.methodsOf(document(2), usage());
  expect(questions()).toBe(2);
  uses.invalidate();
  await uses.methodsOf(document(2), usage());
  expect(questions()).toBe(3);
  await uses.methodsOf(document(2), [{ session: session('/a'), kinds: [notificationKind()] }]);
  expect(questions()).toBe(4);
});

test('without usage no query is sent', async () => {
  const { uses, events, document } = fileUses();
  expect(await uses.methodsOf(document(), [])).toEqual([]);
  expect(await uses.methodsOf(document(), [{ session: session('/a'), kinds: [] }])).toEqual([]);
  expect(events).toEqual([]);
});

test('during typing only the last text is queried', async () => {
  const { uses, events, document } = fileUses({ pauseMillis: 50 });
  await uses.methodsOf(document(1), usage());
  const answers = [2, 3, 4, 5].map(version => uses.methodsOf(document(version), usage()));
  expect(await Promise.all(answers)).toMatchObject(answers.map(() => [{ name: 'attach_volume' }]));
  expect(events.filter(each => each !== 'sync')).toHaveLength(2);
});

test('an index that does not answer is queried again next time', async () => {
  const { uses, index, document, debug } = fileUses();
  index.answer = () => Promise.reject(new Error('it died'));
  expect(await uses.methodsOf(document(), usage())).toEqual([]);
  expect(debug).toHaveBeenCalledOnce();
  index.answer = () => Promise.resolve([use(0)]);
  expect(await uses.methodsOf(document(), usage())).toHaveLength(1);
});
