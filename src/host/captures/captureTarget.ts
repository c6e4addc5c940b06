/** Finds and opens the capture that a command is for. */
import path from 'node:path';
import { CancellationError } from 'vscode';
import type { CaptureRef } from '../../protocol/actions/arguments';
import { endWithNotice } from '../actions/endWithNotice';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { problemOf, UserError } from '../errors';
import type { CaptureSession } from './captureSession';
import type { CaptureStorage } from './captureStorage';
import type { CapturesView } from './capturesView';
import type { OpenCaptures } from './openCaptures';

export interface CaptureTargetDependencies {
  readonly captures: OpenCaptures;
  readonly storage: CaptureStorage;
  readonly diagrams: DiagramEditors;
  readonly capturesView: CapturesView;
}

/** @returns the given capture, else the active diagram's, else the one selected in the view */
export function capturePathOf(
  ref: CaptureRef | undefined,
  { diagrams, capturesView }: CaptureTargetDependencies,
): string {
  if (ref) return ref.capturePath;
  if (diagrams.active) return diagrams.active.path;
  const { selected } = capturesView;
  if (selected && 'capturePath' in selected) return selected.capturePath;
  return endWithNotice('Open a capture first, or select one in the Captures view.');
}

/** Acts on a capture, open or not, and exempts it from pruning, because the user cares about it. */
export async function withCapture(
  capturePath: string,
  { captures, storage, capturesView }: CaptureTargetDependencies,
  act: (session: CaptureSession) => Promise<void>,
): Promise<void> {
  const lease = captures.acquire(capturePath);
  try {
    await act(lease.session);
    await storage.keep(capturePath);
  } catch (error) {
    if (error instanceof CancellationError) throw error;
    throw new UserError(problemOf(error, { name: path.basename(capturePath) }));
  } finally {
    lease.dispose();
  }
  await capturesView.reload();
}
