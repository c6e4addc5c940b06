import { formatClock } from '../../../../../src/core/text/times';
import { describe, expect, test } from 'vitest';
import {
  cellText,
  gapRowSentence,
  laneTitle,
  messageWithDetail,
  rowAsText,
  rowContext,
  rowSentence,
  rowTooltip,
} from '../../../../../webview/model/rows/rowWords';
import { fold } from '../../../../webview/sampleFolds';
import { gapRow, lane, row, startMicros } from '../../../../webview/sampleRows';

describe('words about rows and lanes', () => {
  test('tell a screen reader kind, label, route and outcome', () => {
    const failed = row({ index: 0, state: 'failed', latencyMicros: 1000, atMicros: 0 });
    expect(rowSentence(failed, formatClock)).toMatch(
      /^call select_destinations failed after 1 ms, nova-conductor · ctl1 to nova-scheduler · ctl1, failed, at /,
    );
  });

  test('tell name, route, state and date in the tooltip of a row', () => {
    const failed = row({
      index: 0,
      state: 'failed',
      latencyMicros: 1000,
      atMicros: startMicros,
      bookmark: 'look',
    });
    expect(rowTooltip(failed, 'serves 4.3').split('\n')).toEqual([
      'select_destinations failed after 1 ms',
      'call · nova-conductor · ctl1 → nova-scheduler · ctl1 · failed',
      expect.stringMatching(/^2026-02-02T02:40/u),
      'Bookmark look',
      '⚠ serves 4.3',
    ]);
    const folded = row({ index: 0, fold: fold({ count: 57 }) });
    expect(rowTooltip(folded, undefined)).not.toContain(' → ');
  });

  test('tell the same of an answer, beginning with the name of its call', () => {
    const answer = { index: 0, atMicros: startMicros, callLabel: 'build' } as const;
    const route = 'nova-conductor · ctl1 → nova-scheduler · ctl1';
    const late = row({ ...answer, kind: 'reply', label: '', state: 'answeredLate' });
    expect(rowTooltip(late, undefined).split('\n')).toEqual([
      '↩ build late',
      `reply · ${route} · answered late`,
      expect.stringMatching(/^2026-02-02T02:40/u),
    ]);
    const failure = row({ ...answer, kind: 'failure', label: 'NovaException', state: 'failed' });
    expect(rowTooltip(failure, undefined).split('\n').slice(0, 2)).toEqual([
      '↩ build: NovaException',
      `failure · ${route} · failed`,
    ]);
    expect(rowSentence(late, formatClock)).toMatch(/^reply build late, /);
  });

  test('tell a screen reader that a row is a fold, and that it is highlighted', () => {
    const folded = row({ index: 0, fold: fold({ count: 57 }), atMicros: startMicros });
    expect(rowSentence(folded, formatClock)).toMatch(
      /^folded, 57 messages: report_state ×42 · 3 more methods · over 12 s, at /,
    );
    const open = row({ index: 0, fold: fold({ isOpen: true, count: 2 }) });
    expect(rowSentence(open, formatClock)).toMatch(/^unfolded, 2 messages: /);
    expect(rowSentence(row({ index: 0, isHighlighted: true }), formatClock)).toMatch(
      /, ok, highlighted, at /,
    );
  });

  test('tell that a time is that of reading, unless the message tells its own', () => {
    const later = row({ index: 0, isReadLater: true, atMicros: startMicros });
    expect(rowSentence(later, formatClock)).toMatch(/, ok, read at \d\d:40:00\.000$/);
    expect(rowAsText(later)).toMatch(/^≤2026-02-02T02:40:00\.000000Z\t/);
    const told = { ...later, toldAtMicros: startMicros - 1_000_000 };
    expect(rowSentence(told, formatClock)).toMatch(/, ok, at \d\d:39:59\.000$/);
    expect(rowAsText(told)).toMatch(/^2026-02-02T02:39:59\.000000Z\t/);
  });

  test('copy a row as one line, whatever its label contains', () => {
    const copied = rowAsText(row({ index: 0, label: 'a\tb\nc' }));
    expect(copied.split('\t')).toHaveLength(8);
    expect(copied).not.toContain('\n');
  });

  test('tell which call an answer belongs to', () => {
    const reply = row({ index: 0, kind: 'reply', label: '', callLabel: 'show_stack' });
    expect(cellText(reply, 'message', '')).toBe('↩ show_stack');
    expect(rowSentence(reply, formatClock)).toMatch(/^reply show_stack, nova-conductor · ctl1 to /);
    expect(messageWithDetail({ ...reply, kind: 'failure', label: 'NotFound' })).toBe(
      '↩ show_stack: NotFound',
    );
  });

  test('explain why a lane is a guess', () => {
    const guess = lane('nova-api · ctl1', { inferredFrom: 'its context', processes: [] });
    expect(laneTitle(guess, formatClock)).toBe('nova-api · ctl1\nInferred: its context');
  });

  test('tell a screen reader a row of gaps, and copy it as one line', () => {
    const gaps = gapRow({ index: 3 });
    expect(gapRowSentence(gaps, formatClock)).toMatch(
      /^gap of 59 s: somebody closed the connection at the broker, at \d\d:\d\d:/,
    );
    expect(rowAsText(gaps)).toMatch(/^\d{4}-\S+\tgap of 59 s: somebody closed [^\t]*$/);
  });

  test('mention a version mismatch to a screen reader', () => {
    const marks = { hasVersionMismatch: true };
    expect(rowSentence(row({ index: 0 }), formatClock, marks)).toContain(
      'ok, code has another version, at',
    );
    expect(rowSentence(row({ index: 0 }), formatClock)).not.toContain('version');
  });

  test('names the time reference', () => {
    expect(rowSentence(row({ index: 0 }), formatClock, { isTimeReference: true })).toMatch(
      /, time reference$/,
    );
  });
});

test.each([
  [undefined, 'none', false],
  [row({ index: 0, kind: 'cast' }), 'cast', true],
  [row({ index: 0, kind: 'foreign', requestId: undefined }), 'foreign', false],
])('menus get the context of their row (%#)', (about, rowKind, rowHasRequest) => {
  expect(JSON.parse(rowContext(about))).toEqual({
    webviewSection: 'rows',
    rowKind,
    rowHasRequest,
    preventDefaultContextMenuItems: true,
  });
});
