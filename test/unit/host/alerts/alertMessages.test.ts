import { beforeEach, expect, test, vi } from 'vitest';
import { alertMessages, noticeWords } from '../../../../src/host/alerts/alertMessages';
import { typedRule } from '../../../../src/host/alerts/alertRules';

const vscode = vi.hoisted(() => ({
  showInformationMessage: vi.fn(),
  showWarningMessage: vi.fn(),
  executeCommand: vi.fn(),
}));
vi.mock('vscode', () => ({
  window: vscode,
  commands: vscode,
  Uri: { file: (path: string) => path },
}));

beforeEach(() => vi.resetAllMocks());

const rule = { ...typedRule('status:failed'), name: 'failed builds' };
const lab = { capturePath: '/lab', captureName: 'lab', count: 3, firstMessageId: 17 };

function opened() {
  const muted: unknown[] = [];
  const shown: unknown[] = [];
  const warned: string[] = [];
  let running: Promise<unknown> = Promise.resolve();
  const messages = alertMessages({
    rules: { mute: each => Promise.resolve(void muted.push(each)) },
    diagrams: { show: (...args) => void shown.push(args) },
    guard: (_name, run) => {
      running = Promise.resolve(run());
      return Promise.resolve();
    },
    log: { warn: (text: string) => void warned.push(text) },
  });
  return { messages, muted, shown, warned, settled: () => running };
}

test('a notification says how many rows match which filter, and in which capture', () => {
  expect(noticeWords({ rule, count: 3, places: [lab] })).toBe(
    '3 rows match "failed builds" in lab',
  );
  expect(noticeWords({ rule, count: 1, places: [lab] })).toBe(
    '1 row matches "failed builds" in lab',
  );
  const prod = { ...lab, captureName: 'prod' };
  expect(noticeWords({ rule, count: 1_200, places: [lab, prod] })).toBe(
    '1,200 rows match "failed builds" in lab, prod',
  );
});

test('foreign names make no link in a notification', () => {
  const hostile = { ...rule, name: '[run](command:evil)' };
  const place = { ...lab, captureName: `[x](command:y)\u202e${'z'.repeat(500)}` };
  const words = noticeWords({ rule: hostile, count: 2, places: [place] });
  expect(words).not.toContain('](');
  expect(words).not.toContain('\u202e');
  expect(words.length).toBeLessThan(200);
});

test('Show opens the diagram with the filter, at the first new row', async () => {
  vscode.showInformationMessage.mockResolvedValue('Show');
  const { messages, shown, muted, settled } = opened();
  messages.matched({ rule, count: 3, places: [lab] });
  await settled();
  expect(vscode.executeCommand).toHaveBeenCalledWith('vscode.openWith', '/lab', 'rpcscope.diagram');
  expect(shown).toEqual([
    [{ type: 'setFilterText', text: 'status:failed', messageId: 17 }, { capturePath: '/lab' }],
  ]);
  expect(muted).toEqual([]);
});

test('Show applies the filter alone when the row is gone', async () => {
  vscode.showInformationMessage.mockResolvedValue('Show');
  const { messages, shown, settled } = opened();
  messages.matched({ rule, count: 3, places: [{ ...lab, firstMessageId: undefined }] });
  await settled();
  expect(shown).toEqual([
    [{ type: 'setFilterText', text: 'status:failed' }, { capturePath: '/lab' }],
  ]);
});

test('Mute Alert mutes the rule, and closing the notification does nothing', async () => {
  const { messages, shown, muted, settled } = opened();
  vscode.showInformationMessage.mockResolvedValueOnce(undefined);
  messages.matched({ rule, count: 3, places: [lab] });
  await settled();
  expect(muted).toEqual([]);
  vscode.showInformationMessage.mockResolvedValueOnce('Mute Alert');
  messages.matched({ rule, count: 3, places: [lab] });
  await settled();
  expect(muted).toEqual([rule]);
  expect(shown).toEqual([]);
});

test('an alert with a broken filter says why, and leads to the list', async () => {
  vscode.showWarningMessage.mockResolvedValue('Edit Alerts…');
  const { messages, settled } = opened();
  messages.isBroken(rule, '"soon" is not a duration.');
  await settled();
  expect(vscode.showWarningMessage).toHaveBeenCalledWith(
    'The alert "failed builds" cannot work: "soon" is not a duration.',
    'Edit Alerts…',
  );
  expect(vscode.executeCommand).toHaveBeenCalledWith('rpcscope.alert.when');
});

test('an engine that is gone is a line in the log', () => {
  const { messages, warned } = opened();
  messages.failed(new Error('the engine has ended'));
  expect(warned[0]).toContain('the engine has ended');
});
