import { beforeEach, expect, test, vi } from 'vitest';
import { KnownIds } from '../../../../src/host/code/knownIds';
import { LogLinks } from '../../../../src/host/code/logLinks';
import { waitFor } from '../../../support/waitFor';
import { FakeCapture, FakeCaptures } from './fakeCaptures';

const vscode = vi.hoisted(() => ({
  offered: 0,
  executeCommand: vi.fn(() => Promise.resolve()),
}));
vi.mock('vscode', () => {
  const nothing = () => ({ dispose: () => undefined });
  return {
    commands: { executeCommand: vscode.executeCommand },
    languages: {
      match: () => 0,
      registerDocumentLinkProvider: () => {
        vscode.offered++;
        return nothing();
      },
    },
    window: {
      visibleTextEditors: [],
      registerTerminalLinkProvider: nothing,
      onDidChangeTextEditorVisibleRanges: nothing,
    },
    Uri: { parse: (text: string) => text },
    Range: class {
      constructor(
        readonly start: unknown,
        readonly end: unknown,
      ) {}
    },
    TerminalLink: class {
      constructor(
        readonly startIndex: number,
        readonly length: number,
        readonly tooltip: string,
      ) {}
    },
    DocumentLink: class {
      constructor(
        readonly range: { start: number; end: number },
        readonly target: string,
      ) {}
    },
  };
});

const request = 'req-3b241101-e2bb-4255-8caf-4136c566a962';
const other = 'req-00000000-e2bb-4255-8caf-4136c566a962';
const token = { isCancellationRequested: false } as never;

beforeEach(() => void (vscode.offered = 0));

function links({ isOpen = true } = {}) {
  const capture = new FakeCapture('/a (1).rpcscope');
  capture.answers['readRequest'] = (id: string) => (id === request ? { id } : undefined);
  capture.answers['findPlaces'] = () => [];
  const captures = isOpen ? new FakeCaptures(capture) : new FakeCaptures();
  return { made: new LogLinks(captures, new KnownIds(captures)), capture, captures };
}

/** A document whose positions are offsets. */
const document = (text: string, lineCount = 1) =>
  ({
    lineCount,
    getText: () => text,
    offsetAt: () => 0,
    positionAt: (offset: number) => offset,
  }) as never;

test('an id that a capture contains is a link in a terminal, and leads to its place', async () => {
  const { made } = links();
  const line = `curl: ${request} and ${other}`;
  const found = await made.provideTerminalLinks({ line }, token);
  expect(found).toMatchObject([{ startIndex: 6, length: request.length }]);
  const [link] = found;
  if (link) await made.handleTerminalLink(link);
  expect(vscode.executeCommand).toHaveBeenCalledWith('rpcscope.code.openPlace', {
    capturePath: '/a (1).rpcscope',
    requestId: request,
  });
});

test('each occurrence in a log is a link', async () => {
  const { made } = links();
  const found = await made.provideDocumentLinks(document(`${request} ${other} ${request}`), token);
  expect(found.map(({ range }) => range)).toEqual([
    { start: 0, end: 40 },
    { start: 82, end: 122 },
  ]);
  expect(found[0]?.target).toMatch(/^command:rpcscope\.code\.openPlace\?[\w%.~-]+$/u);
});

test('without an open capture nothing is searched', async () => {
  const { made, capture } = links({ isOpen: false });
  expect(await made.provideTerminalLinks({ line: request }, token)).toEqual([]);
  expect(await made.provideDocumentLinks(document(request), token)).toEqual([]);
  expect(capture.asked).toEqual([]);
});

test('only the beginning and a few ids of a terminal line of 1 MB are searched', async () => {
  const { made, capture } = links();
  const ids = Array.from({ length: 25_000 }, (_, i) => `${String(i).padStart(32, '0')} `).join('');
  await made.provideTerminalLinks({ line: ids }, token);
  expect(capture.asked).toHaveLength(10);
  await made.provideTerminalLinks({ line: `${'x'.repeat(1_000_000)} ${request}` }, token);
  expect(capture.asked).toHaveLength(10);
});

test('a long document that is not visible is not read', async () => {
  const { made, capture } = links();
  expect(await made.provideDocumentLinks(document(request, 500_000), token)).toEqual([]);
  expect(capture.asked).toEqual([]);
});

test('links are updated when captures are opened or closed', async () => {
  const { captures } = links({ isOpen: false });
  expect(vscode.offered).toBe(1);
  captures.become();
  await waitFor(() => vscode.offered === 2, { what: 'another offer' });
});
