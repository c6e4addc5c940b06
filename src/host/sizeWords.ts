import { l10n } from 'vscode';

/** `12.3 MB`; units are powers of 1024, as VS Code's own. */
export function bytesWords(bytes: number): string {
  if (bytes < 1024 ** 2) return l10n.t('{0} KB', Math.ceil(bytes / 1024));
  if (bytes < 1024 ** 3) return l10n.t('{0} MB', (bytes / 1024 ** 2).toFixed(1));
  return l10n.t('{0} GB', (bytes / 1024 ** 3).toFixed(1));
}
