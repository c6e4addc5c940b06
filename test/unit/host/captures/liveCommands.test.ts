import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { SourceState } from '../../../../src/core/amqp/sourceState';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import { clearRows, toggleRecords } from '../../../../src/host/captures/liveCommands';
import { status } from '../../../webview/sampleRows';

const vscode = vi.hoisted(() => ({ showWarningMessage: vi.fn(), showInformationMessage: vi.fn() }));
vi.mock('vscode', () => ({
  CancellationError: class extends Error {},
  window: vscode,
}));

beforeEach(() => vi.resetAllMocks());

function session(fields: Parameters<typeof status>[0], bookmarkCount = 0) {
  const asked: string[] = [];
  const ask = (name: string) => () => Promise.resolve(void asked.push(name));
  const api = {
    source: { pause: ask('pause'), resume: ask('resume'), clear: ask('clear') },
    notes: { listBookmarks: () => Promise.resolve(Array.from({ length: bookmarkCount })) },
  } as unknown as CaptureSession['api'];
  return { asked, session: { api, status: status(fields) } };
}

describe('stopping or resuming records', () => {
  const failure = { code: 'connectionRefused', detail: '' } as const;
  test.each<[SourceState, string]>([
    [{ state: 'live', host: 'h', tracing: 'on', isOverflowing: false }, 'pause'],
    [{ state: 'connecting', host: 'h', attempt: 1 }, 'pause'],
    [{ state: 'waitingToRetry', failure, retryAtMillis: 0 }, 'pause'],
    [{ state: 'paused', host: 'h' }, 'resume'],
  ])('in state %j calls %s', async (source, done) => {
    const { asked, session: live } = session({ source });
    await toggleRecords(live);
    expect(asked).toEqual([done]);
  });

  test.each<SourceState>([
    { state: 'stored' },
    { state: 'stopped' },
    { state: 'following', bytesRead: 1 },
  ])('is not possible in state %j', async source => {
    const { asked, session: other } = session({ source });
    await expect(toggleRecords(other)).rejects.toThrow();
    expect(asked).toEqual([]);
    expect(vscode.showInformationMessage).toHaveBeenCalledOnce();
  });
});

describe('clearing', () => {
  test('some rows are removed without a question', async () => {
    const { asked, session: live } = session({ messageCount: 1_000 });
    await clearRows(live);
    expect(asked).toEqual(['clear']);
    expect(vscode.showWarningMessage).not.toHaveBeenCalled();
  });

  test.each([
    ['many rows', 1_001, 0],
    ['a bookmark', 3, 1],
  ])('%s are asked about, and stay when the user cancels', async (_, messageCount, bookmarks) => {
    const { asked, session: live } = session({ messageCount }, bookmarks);
    vscode.showWarningMessage.mockResolvedValueOnce(undefined);
    await clearRows(live);
    expect(asked).toEqual([]);
    vscode.showWarningMessage.mockResolvedValueOnce('Clear Rows');
    await clearRows(live);
    expect(asked).toEqual(['clear']);
    expect(vscode.showWarningMessage).toHaveBeenCalledWith(
      `Remove all ${messageCount.toLocaleString()} rows of "devstack"?`,
      expect.objectContaining({ modal: true }),
      'Clear Rows',
    );
  });
});
