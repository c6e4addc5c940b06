/** Commands for a capture while it grows. */
import { window } from 'vscode';
import { plural } from '../../core/text/amounts';
import type { CaptureSession } from './captureSession';
import type { OpenCaptures } from './openCaptures';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { endWithNotice } from '../actions/endWithNotice';
import type { HostHandlers } from '../../protocol/actions/actions';

/** Up to this many rows are cleared without a question. */
const unaskedRows = 1_000;

export interface LiveDependencies {
  readonly captures: Pick<OpenCaptures, 'get'>;
  readonly diagrams: Pick<DiagramEditors, 'active'>;
}

export const liveCommands = ({ captures, diagrams }: LiveDependencies) =>
  ({
    toggleRecords: ref =>
      toggleRecords(ref === undefined ? diagrams.active : captures.get(ref.capturePath)),
  }) satisfies Partial<HostHandlers>;

type Toggled = Pick<CaptureSession, 'api' | 'status'>;

/** Stops or resumes taking records; messages sent in between are not captured. */
export async function toggleRecords(session: Toggled | undefined): Promise<void> {
  switch (session?.status?.source.state) {
    case 'paused':
      return session.api.source.resume();
    case 'connecting':
    case 'live':
    case 'waitingToRetry':
      return session.api.source.pause();
    default:
      endWithNotice('No records are taken from a broker here.');
  }
}

/** Removes all rows. This cannot be undone, so that the user is asked when there are many. */
export async function clearRows({ api, status }: Toggled): Promise<void> {
  const rows = status?.messageCount ?? 0;
  const bookmarks = await api.notes.listBookmarks();
  if (rows > unaskedRows || bookmarks.length > 0) {
    const clear = 'Clear Rows';
    const chosen = await window.showWarningMessage(
      `Remove all ${plural(rows, 'row')} of "${status?.name ?? ''}"?`,
      {
        modal: true,
        detail:
          'The rows and their bookmarks are lost; later rows are kept. "Save Capture As…" makes a copy first.',
      },
      clear,
    );
    if (chosen !== clear) return;
  }
  await api.source.clear();
}
