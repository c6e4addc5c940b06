import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Uri } from 'vscode';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import type { OpenCaptures } from '../../../../src/host/captures/openCaptures';
import {
  documentName,
  messageItems,
  messageTitle,
} from '../../../../src/host/diagrams/messageItems';
import { MessageDocuments } from '../../../../src/host/diagrams/messageDocuments';
import type {
  MessageDetails,
  MessageSummary,
  SameMethodMessages,
} from '../../../../src/protocol/spans';

interface Picked {
  readonly messageId: number;
}

const shown = vi.hoisted(() => ({
  calls: [] as unknown[][],
  /** The user's choice among the offered messages. */
  pick: undefined as ((items: readonly Picked[]) => Picked | undefined) | undefined,
}));

vi.mock('vscode', () => ({
  Uri: { from: (parts: unknown) => parts },
  commands: {
    executeCommand: (...args: unknown[]) => Promise.resolve(shown.calls.push(args)),
  },
  workspace: { openTextDocument: (uri: Uri) => Promise.resolve({ uri }) },
  window: {
    showTextDocument: (document: unknown) => Promise.resolve(shown.calls.push(['show', document])),
    showInformationMessage: (text: string) => Promise.resolve(shown.calls.push(['say', text])),
    showQuickPick: (items: readonly Picked[]) => Promise.resolve(shown.pick?.(items)),
  },
}));

const summary = (messageId: number, fields: Partial<MessageSummary> = {}): MessageSummary => ({
  messageId,
  spanId: messageId,
  kind: 'call',
  state: 'ok',
  label: 'build_instances',
  atMicros: messageId * 1_000_000,
  isReadLater: false,
  toldAtMicros: undefined,
  sender: 'nova-api · ctl1',
  receivers: ['nova-compute · cmp1'],
  latencyMicros: 237_000,
  ...fields,
});
const likeOf = (
  messageId: number,
  fields: Partial<SameMethodMessages> = {},
): SameMethodMessages => ({
  message: summary(messageId),
  label: 'build_instances',
  earlier: [],
  later: [],
  ...fields,
});

/** @param detailsFields fields of the messages in the spans; each span has one message of its id */
function documents(
  bodies: Record<number, string>,
  like = likeOf,
  detailsFields: Partial<MessageDetails> = {},
) {
  const session = {
    path: '/captures/a.rpcscope',
    api: {
      spans: {
        readBody: (id: number) => Promise.resolve(bodies[id]),
        readSpan: (id: number) => {
          const message = { messageId: id, kind: 'call', body: bodies[id], bodyFormat: 'json' };
          return Promise.resolve({ state: 'ok', messages: [{ ...message, ...detailsFields }] });
        },
        messagesOfSameMethod: (id: number) => Promise.resolve(id in bodies ? like(id) : undefined),
      },
    },
  } as unknown as CaptureSession;
  const captures = { get: () => session } as unknown as OpenCaptures;
  return { session, host: new MessageDocuments(captures) };
}

beforeEach(() => {
  shown.calls.length = 0;
  shown.pick = undefined;
});

describe('a message as a document', () => {
  test('is named by method and id, and formatted with its keys as sent', async () => {
    const { host, session } = documents({ 7: '{"b":1,"a":2}' });
    await host.open(session, 7);
    const [[, { uri }]] = shown.calls as [[string, { uri: Uri }]];
    expect(uri.path).toBe('/build_instances 7.json');
    expect(await host.provideTextDocumentContent(uri)).toBe('{\n  "b": 1,\n  "a": 2\n}\n');
  });

  test('is shown unchanged when it is not JSON', async () => {
    const { host, session } = documents({ 7: 'plain' });
    await host.open(session, 7);
    const [[, { uri }]] = shown.calls as [[string, { uri: Uri }]];
    expect(await host.provideTextDocumentContent(uri)).toBe('plain');
  });

  test('is reported as missing when it was dropped', async () => {
    const { host, session } = documents({});
    await expect(host.open(session, 7)).rejects.toThrow('no longer in the capture');
  });

  test('has a valid file name for any content', () => {
    const label = '../..\\a:b*?"<>|#\u202e\n' + 'x'.repeat(500);
    const name = documentName(likeOf(3, { label }));
    expect(name).not.toMatch(/[/\\:*?"<>|#\u202e\n]/);
    expect(name.length).toBeLessThan(100);
    expect(documentName(likeOf(3, { message: summary(3, { kind: 'reply' }) }))).toBe(
      'build_instances reply 3',
    );
  });
});

describe('two messages', () => {
  const request = (fields: object) =>
    JSON.stringify({ method: 'build_instances', _msg_id: fields, args: fields });
  const bodies = { 3: request({ b: 1, a: 2 }), 7: request({ a: 2, b: 3 }) };

  test('are compared by their decoded content, the earlier one on the left', async () => {
    const { host, session } = documents(bodies);
    await host.compare(session, 7, 3);
    const [[command, left, right]] = shown.calls as [[string, Uri, Uri]];
    expect(command).toBe('vscode.diff');
    expect([left.path, right.path]).toEqual([
      '/build_instances 3.jsonc',
      '/build_instances 7.jsonc',
    ]);
    const content = (a: number, b: number) =>
      `  "method": "build_instances",\n  "arguments": {\n    "a": ${a},\n    "b": ${b}\n  },\n  "state": "ok"`;
    expect(await host.provideTextDocumentContent(left)).toContain(`{\n${content(2, 1)}\n}\n`);
    expect(await host.provideTextDocumentContent(right)).toContain(`{\n${content(2, 3)}\n}\n`);
  });

  test('are named by method, host and time of day', async () => {
    const { host, session } = documents(bodies);
    await host.compare(session, 7, 3);
    const title = shown.calls[0]?.[3];
    expect(title).toMatch(
      /^build_instances · cmp1 · \d\d:\d\d:03\.000 ↔ build_instances · cmp1 · \d\d:\d\d:07\.000$/,
    );
  });

  test('are the given one and the chosen one', async () => {
    const { host, session } = documents(bodies, id => likeOf(id, { earlier: [summary(3)] }));
    shown.pick = items => items[0];
    await host.compare(session, 7);
    const uris = shown.calls[0]?.slice(1, 3) as [Uri, Uri];
    expect(uris.map(({ query }) => JSON.parse(query) as unknown)).toEqual([
      [session.path, 3, 'compared'],
      [session.path, 7, 'compared'],
    ]);
  });

  test('are compared whole when their bodies are longer than a preview', async () => {
    const { host, session } = documents(bodies, likeOf, {
      isBodyCut: true,
      body: '{"method": "bu',
    });
    await host.compare(session, 7, 3);
    const [[, left]] = shown.calls as [[string, Uri]];
    expect(await host.provideTextDocumentContent(left)).toContain('"a": 2');
  });

  test('are not compared when both belong to one call', async () => {
    const { host, session } = documents(bodies, id =>
      likeOf(id, { message: summary(id, { spanId: 3 }) }),
    );
    await host.compare(session, 7, 3);
    expect(shown.calls).toEqual([['say', expect.stringContaining('belong to one call')]]);
  });

  test('are not compared when none was chosen, or there is none to choose', async () => {
    const { host, session } = documents(bodies, id => likeOf(id, { earlier: [summary(3)] }));
    await host.compare(session, 7);
    expect(shown.calls).toEqual([]);
    const alone = documents(bodies);
    await alone.host.compare(alone.session, 7);
    expect(shown.calls).toEqual([['say', expect.stringContaining('no other message')]]);
  });

  test('have the host of the one handler in their title, otherwise that of the sender', () => {
    const hosts = (fields: Partial<MessageSummary>) =>
      messageTitle(likeOf(7, { message: summary(7, fields) })).split(' · ')[1];
    const api = 'nova-api · ctl1';
    const computes = ['nova-compute · cmp1', 'nova-compute · cmp2'];
    expect(hosts({ sender: api, receivers: computes.slice(0, 1) })).toBe('cmp1');
    expect(hosts({ sender: api, receivers: computes })).toBe('ctl1');
    expect(hosts({ kind: 'failure', sender: computes[0], receivers: [api] })).toBe('cmp1');
    expect(hosts({ kind: 'reply', sender: undefined, receivers: [api] })).toBe('ctl1');
    expect(hosts({ sender: 'horizon', receivers: [] })).toBe('horizon');
  });

  test('are offered with the neighbours first, then the newest', () => {
    const items = messageItems(
      likeOf(7, {
        earlier: [summary(5), summary(3)],
        later: [summary(9), summary(11, { sender: undefined, latencyMicros: undefined })],
      }),
    );
    expect(items.map(each => each.messageId)).toEqual([5, 9, 11, 3]);
    expect(items[0]?.label).toMatch(/Previous · .*\.000$/);
    expect(items[0]?.description).toBe('nova-api · ctl1 → nova-compute · cmp1 · ok · 237 ms');
    expect(items[2]?.description).toBe('unknown → nova-compute · cmp1 · ok');
  });
});
