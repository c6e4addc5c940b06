import { expect, test } from 'vitest';
import type { TextDocument } from 'vscode';
import { Overlays } from '../../../../src/host/code/overlays';
import { promisesSettled } from '../../../support/turns';

type Sent = [file: string, text: string | undefined];

function overlays() {
  const sent: Sent[] = [];
  const made = new Overlays({
    setOverlay: (...args: Sent) => {
      sent.push(args);
      return Promise.resolve();
    },
  });
  const take = () => sent.splice(0);
  return { made, take };
}

const document = (changes: Partial<Record<keyof TextDocument, unknown>> = {}) =>
  ({
    uri: { scheme: 'file', fsPath: '/nova/a.py' },
    languageId: 'python',
    isDirty: true,
    version: 3,
    getText: () => 'x = 1',
    ...changes,
  }) as unknown as TextDocument;

test('unsaved text is sent once for each version', async () => {
  const { made, take } = overlays();
  await made.sync([document()]);
  await made.sync([document()]);
  expect(take()).toEqual([['/nova/a.py', 'x = 1']]);
  await made.sync([document({ version: 4, getText: () => 'x = 2' })]);
  expect(take()).toEqual([['/nova/a.py', 'x = 2']]);
});

test.each([
  ['saved', [document({ isDirty: false })]],
  ['closed', []],
])('a document that is %s is cleared once', async (_how, open) => {
  const { made, take } = overlays();
  await made.sync([document()]);
  take();
  expect(made.has(document())).toBe(true);
  await made.sync(open);
  await made.sync(open);
  expect(take()).toEqual([['/nova/a.py', undefined]]);
  expect(made.has(document())).toBe(false);
});

test('other documents are not sent', async () => {
  const { made, take } = overlays();
  await made.sync([
    document({ languageId: 'yaml' }),
    document({ uri: { scheme: 'untitled', fsPath: 'Untitled-1' } }),
    document({ getText: () => 'x'.repeat(5 * 1024 * 1024) }),
  ]);
  expect(take()).toEqual([]);
});

test('a new indexer gets all unsaved texts again', async () => {
  const { made, take } = overlays();
  await made.sync([document()]);
  take();
  made.forget();
  await made.sync([document()]);
  expect(take()).toEqual([['/nova/a.py', 'x = 1']]);
});

test('a query during the transfer of a text waits for it too', async () => {
  let take = (): void => undefined;
  const taken = new Promise<void>(resolve => (take = resolve));
  const made = new Overlays({ setOverlay: () => taken });
  const ended: string[] = [];
  const first = made.sync([document()]).then(() => ended.push('first'));
  const second = made.sync([document()]).then(() => ended.push('second'));
  await promisesSettled();
  expect(ended).toEqual([]);
  take();
  await Promise.all([first, second]);
  expect(ended).toHaveLength(2);
});
