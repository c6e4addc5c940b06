/** Questions before secrets leave a capture. */
import path from 'node:path';
import { CancellationError, window } from 'vscode';
import type { CaptureSession } from './captureSession';
import { failureOf, problemOf, UserError } from '../errors';

/** Handling of secrets in a file that is written; `none` when there are none to write. */
export type SecretsChoice = 'none' | 'masked' | 'kept';

/** Words about the secrets in a file, after its name. */
export const secretsWords: Readonly<Record<SecretsChoice, string>> = {
  none: '',
  masked: ', with its secrets masked',
  kept: ', with passwords and tokens',
};

/**
 * Asks whether the secrets of a capture that was recorded with them go into another file.
 *
 * @throws {CancellationError} when the user cancels
 */
export async function askAboutSecrets({ api }: CaptureSession): Promise<SecretsChoice> {
  const { name, isMasked } = await api.status.captureStatus();
  if (isMasked) return 'none';
  const mask = 'Mask Secrets';
  const keep = 'Write Passwords and Tokens';
  const chosen = await window.showWarningMessage(
    `"${name}" was recorded with its secrets.`,
    {
      modal: true,
      detail:
        'Its messages have passwords and tokens as they were sent. They can be masked in the new file; otherwise whoever gets that file can use them.',
    },
    mask,
    keep,
  );
  if (chosen === undefined) throw new CancellationError();
  return chosen === keep ? 'kept' : 'masked';
}

/**
 * Writes a file; when the second look finds secrets, nothing is written before the user has said so.
 *
 * @throws {CancellationError} when the user does not write it after all
 * @throws {UserError} when it cannot be written
 */
export async function writeChecked<T>(
  file: string,
  write: (isUnchecked: boolean) => Promise<T>,
): Promise<T> {
  try {
    return await write(false);
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.code !== 'secretsFound') throw unwrittenOf(file, error);
    // The first button is the one that Enter presses.
    const look = 'Show the Places';
    const anyway = 'Export Anyway';
    const chosen = await window.showWarningMessage(
      'The export seems to have secrets.',
      { modal: true, detail: `${failure.detail}.` },
      look,
      anyway,
    );
    if (chosen === look) throw unwrittenOf(file, error);
    if (chosen !== anyway) throw new CancellationError();
    return await write(true).catch((failed: unknown) => {
      throw unwrittenOf(file, failed);
    });
  }
}

const unwrittenOf = (file: string, error: unknown): UserError =>
  new UserError(problemOf(error, { name: path.basename(file) }));
